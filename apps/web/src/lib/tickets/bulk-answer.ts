import type { ResponseOf, TicketSummary } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { ApiError, call, endpoints } from '../api/index.js';
import { type ApiErrorCode } from '../api/problem.js';
import { problemMessage } from '../api/problem-message.js';
import { notify } from '../notices.js';

type Answer = ResponseOf<typeof endpoints.bulk.change>;

/**
 * Makes a call that changes several tickets and tells how it went: how many were changed with one way back, and what
 * was refused, ticket by ticket.
 */
export function useBulkAnswer() {
  const client = useQueryClient();
  const { t, i18n } = useLingui();

  const renew = async ({ results }: Answer) => {
    for (const { id } of results) void client.invalidateQueries({ queryKey: ['ticket', id] });
    await client.invalidateQueries({ queryKey: ['tickets'] });
  };

  function tellRefusals({ results }: Answer, tickets: readonly TicketSummary[]): void {
    const refused = results.flatMap(({ id, problem }) => {
      const ticket = tickets.find((one) => one.id === id);
      if (!problem || !ticket) return [];
      const why =
        problem.errors?.[0]?.message ?? i18n._(problemMessage(new ApiError(problem.code as ApiErrorCode)));
      return `${ticket.number}: ${why}`;
    });
    if (refused.length > 0)
      notify({ text: t`Sin cambiar:`, lines: refused, tone: 'danger', lastsMs: 15_000 });
  }

  async function take(
    call_: () => Promise<Answer>,
    tickets: readonly TicketSummary[],
  ): Promise<Answer | null> {
    try {
      const answer = await call_();
      tellRefusals(answer, tickets);
      void renew(answer);
      return answer;
    } catch (error) {
      notify({ text: i18n._(problemMessage(error)), tone: 'danger' });
      return null;
    }
  }

  return async (
    change: () => Promise<Answer>,
    tickets: readonly TicketSummary[],
    told: (count: number) => string,
  ): Promise<void> => {
    const answer = await take(change, tickets);
    const undo = answer?.undo;
    const count = answer?.results.filter(({ ok }) => ok).length ?? 0;
    if (count === 0) return;
    const back = () => call(endpoints.bulk.undo, { body: { undo: undo ?? '' } });
    notify({ text: told(count), ...(undo && { undo: () => void take(back, tickets) }) });
  };
}
