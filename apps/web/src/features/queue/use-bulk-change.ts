import type { BodyInputOf, ListedTicket, ResponseOf } from '@noxdesk/contracts';
import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError, call, endpoints } from '../../lib/api/index.js';
import { type ApiErrorCode } from '../../lib/api/problem.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';

type Answer = ResponseOf<typeof endpoints.bulk.change>;
export type BulkChange = BodyInputOf<typeof endpoints.bulk.change>['changes'];

/** Changes several tickets in one call, tells refusals ticket by ticket, and offers one way back for the rest. */
export function useBulkChange() {
  const client = useQueryClient();
  const { t, i18n } = useLingui();

  const renew = async (answer: Answer) => {
    for (const { id } of answer.results) void client.invalidateQueries({ queryKey: ['ticket', id] });
    await client.invalidateQueries({ queryKey: ['tickets'] });
  };
  const refusals = ({ results }: Answer, tickets: readonly ListedTicket[]) =>
    results.flatMap(({ id, problem }) => {
      const ticket = tickets.find((one) => one.id === id);
      if (!problem || !ticket) return [];
      return `${ticket.number}: ${i18n._(problemMessage(new ApiError(problem.code as ApiErrorCode)))}`;
    });
  const tellRefusals = (reasons: readonly string[]) => {
    if (reasons.length > 0) notify({ text: t`Sin cambiar: ${reasons.join(' ')}`, tone: 'danger' });
  };
  const failed = (error: unknown) => notify({ text: i18n._(problemMessage(error)), tone: 'danger' });

  async function undo(id: string, tickets: readonly ListedTicket[]): Promise<void> {
    try {
      const answer = await call(endpoints.bulk.undo, { body: { undo: id } });
      await renew(answer);
      tellRefusals(refusals(answer, tickets));
    } catch (error) {
      failed(error);
    }
  }

  return useMutation({
    mutationFn: ({ tickets, change }: { tickets: readonly ListedTicket[]; change: BulkChange }) =>
      call(endpoints.bulk.change, { body: { tickets: tickets.map(({ id }) => id), changes: change } }),
    onSuccess: async (answer, { tickets }) => {
      const count = answer.results.filter(({ ok }) => ok).length;
      const { undo: undoId } = answer;
      if (count > 0) {
        notify({
          text: plural(count, { one: '# ticket cambiado', other: '# tickets cambiados' }),
          ...(undoId && { undo: () => void undo(undoId, tickets) }),
        });
      }
      tellRefusals(refusals(answer, tickets));
      await renew(answer);
    },
    onError: failed,
  });
}
