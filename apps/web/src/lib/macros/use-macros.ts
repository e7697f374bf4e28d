import type { Macro, TicketSummary } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call, endpoints } from '../api/index.js';
import { useBulkAnswer } from '../tickets/bulk-answer.js';

const macrosOptions = queryOptions({
  queryKey: ['macros'],
  queryFn: async ({ signal }) =>
    (await call(endpoints.macros.list, { query: { limit: '100' }, signal })).results,
  staleTime: 5 * 60_000,
});

const NONE: readonly Macro[] = [];

/** The macros for tickets of these departments: those for all, and a department's own where all are of it. */
export function useMacros(departments: readonly number[]): readonly Macro[] {
  const macros = useQuery(macrosOptions).data ?? NONE;
  return macros.filter(
    ({ department }) => department === null || departments.every((id) => id === department),
  );
}

/** Does to tickets what a macro says, tells what it could not, and offers one way back. */
export function useApplyMacro(): (macro: Macro, tickets: readonly TicketSummary[]) => void {
  const { t } = useLingui();
  const answered = useBulkAnswer();
  return (macro, tickets) =>
    void answered(
      () =>
        call(endpoints.macros.apply, {
          params: { id: macro.id },
          body: { tickets: tickets.map(({ id }) => id) },
        }),
      tickets,
      () => t`Macro «${macro.name}» aplicada`,
    );
}
