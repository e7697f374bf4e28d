import type { BodyInputOf, ListedTicket, Ticket } from '@noxdesk/contracts';
import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, endpoints } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';
import { putTicket } from '../../lib/tickets/queries.js';

export type BulkChange = BodyInputOf<typeof endpoints.tickets.change>;

interface Step {
  id: string;
  number: string;
  change: BulkChange;
}
interface Outcome {
  changed: { before: ListedTicket; after: Ticket }[];
  refused: { number: string; error: unknown }[];
}

/** Calls that run at the same time: enough to be quick, few enough to leave the server to others. */
const AT_ONCE = 4;

async function runAll(steps: readonly Step[]): Promise<PromiseSettledResult<Ticket>[]> {
  const results: PromiseSettledResult<Ticket>[] = [];
  for (let from = 0; from < steps.length; from += AT_ONCE) {
    const batch = steps.slice(from, from + AT_ONCE);
    const calls = batch.map(({ id, change }) =>
      call(endpoints.tickets.change, { params: { id }, body: change }),
    );
    results.push(...(await Promise.allSettled(calls)));
  }
  return results;
}

function wayBack(before: ListedTicket, change: BulkChange): BulkChange {
  const back: BulkChange = {};
  if (change.status) back.status = before.status;
  if (change.priority) back.priority = before.priority;
  if (change.department) back.department = before.department.id;
  if (change.assignee !== undefined) back.assignee = before.assignee?.id ?? null;
  return back;
}

/** Changes several tickets, tells refusals ticket by ticket, and offers one way back for the rest. */
export function useBulkChange() {
  const client = useQueryClient();
  const { t, i18n } = useLingui();

  const finish = (tickets: readonly Ticket[]) => {
    for (const ticket of tickets) putTicket(client, ticket);
    void client.invalidateQueries({ queryKey: ['tickets'] });
  };

  async function undo({ changed }: Outcome, change: BulkChange): Promise<void> {
    const results = await runAll(
      changed.map(({ before }) => ({
        id: before.id,
        number: before.number,
        change: wayBack(before, change),
      })),
    );
    finish(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])));
  }

  return useMutation({
    mutationFn: async ({ tickets, change }: { tickets: readonly ListedTicket[]; change: BulkChange }) => {
      const results = await runAll(tickets.map(({ id, number }) => ({ id, number, change })));
      const outcome: Outcome = { changed: [], refused: [] };
      results.forEach((result, index) => {
        const before = tickets[index];
        if (!before) return;
        if (result.status === 'fulfilled') outcome.changed.push({ before, after: result.value });
        else outcome.refused.push({ number: before.number, error: result.reason });
      });
      return outcome;
    },
    onSuccess: (outcome, { change }) => {
      finish(outcome.changed.map(({ after }) => after));
      const count = outcome.changed.length;
      if (count > 0) {
        notify({
          text: plural(count, { one: '# ticket cambiado', other: '# tickets cambiados' }),
          undo: () => void undo(outcome, change),
        });
      }
      if (outcome.refused.length > 0) {
        const reasons = outcome.refused.map(
          ({ number, error }) => `${number}: ${i18n._(problemMessage(error))}`,
        );
        notify({ text: t`Sin cambiar: ${reasons.join(' ')}`, tone: 'danger' });
      }
    },
  });
}
