import type { BodyInputOf, ListedTicket } from '@noxdesk/contracts';
import { plural } from '@lingui/core/macro';
import { call, endpoints } from '../../lib/api/index.js';
import { useBulkAnswer } from '../../lib/tickets/bulk-answer.js';

export type BulkChange = BodyInputOf<typeof endpoints.bulk.change>['changes'];

/** Changes several tickets in one call. */
export function useBulkChange(): (tickets: readonly ListedTicket[], changes: BulkChange) => void {
  const answered = useBulkAnswer();
  return (tickets, changes) =>
    void answered(
      () => call(endpoints.bulk.change, { body: { tickets: tickets.map(({ id }) => id), changes } }),
      tickets,
      (count) => plural(count, { one: '# ticket cambiado', other: '# tickets cambiados' }),
    );
}
