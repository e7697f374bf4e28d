import { useLingui } from '@lingui/react/macro';
import type { TicketPriority } from '@noxdesk/domain';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';
import { call, endpoints } from '../../lib/api/index.js';
import { duration, exactTime, shortDateTime } from '../../lib/time/format.js';
import { workingTime } from '../../lib/tickets/working-time.js';

const FRESH_MS = 60_000;

/** What happens next: by when the department answers a ticket of this priority that is sent now. */
export function ExpectedAnswer({ department, priority }: { department: string; priority: TicketPriority }) {
  const { t, i18n } = useLingui();
  const { data } = useQuery({
    queryKey: ['sla', 'expected', department, priority],
    queryFn: ({ signal }) => call(endpoints.sla.expected, { query: { department, priority }, signal }),
    enabled: department !== '',
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
    // A promise that cannot be read is no reason to trouble who writes.
    retry: false,
  });
  if (department === '' || !data?.target_minutes || !data.due_at) return null;
  const name = data.department.name;
  const span = (data.around_the_clock ? duration : workingTime)(data.target_minutes);
  return (
    <p aria-live="polite" className="text-text-muted flex items-start gap-2">
      <Clock aria-hidden className="mt-0.5 size-4 shrink-0" />
      {data.around_the_clock ? (
        <span>{t`${name} responde en menos de ${span}`}</span>
      ) : (
        <span title={exactTime(data.due_at, i18n.locale)}>
          {t`${name} responde en menos de ${span} de su horario de atención: como tarde, el ${shortDateTime(data.due_at, i18n.locale)}`}
        </span>
      )}
    </p>
  );
}
