import type { SlaExplanation } from '@noxdesk/contracts';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../../components/ui/dialog.js';
import { ErrorState, Skeleton } from '../../components/ui/states.js';
import { call, endpoints } from '../../lib/api/index.js';
import { PRIORITY_LABEL } from '../../lib/tickets/labels.js';
import { TARGET_LABEL } from '../../lib/tickets/sla-labels.js';
import { workingTime } from '../../lib/tickets/working-time.js';
import { shortDateTime } from '../../lib/time/format.js';

import { openingHours } from './opening-hours.js';
import { SlaTimelinePicture } from './sla-timeline-picture.js';

type Target = SlaExplanation['targets'][number];
type Segment = Target['segments'][number];

const STATE: Record<Segment['state'], MessageDescriptor> = {
  running: msg`el reloj corre`,
  paused: msg`en pausa`,
  met: msg`cumplida`,
  cancelled: msg`no cuenta`,
};
/** What brings a clock into a state, besides the states of a ticket. */
const CAUSE: Record<string, MessageDescriptor> = {
  new: msg`quedó como Nuevo`,
  open: msg`pasó a Abierto`,
  pending: msg`pasó a Pendiente Cliente`,
  on_hold: msg`pasó a En Espera`,
  resolved: msg`pasó a Resuelto`,
  closed: msg`pasó a Cerrado`,
  created: msg`se creó`,
  replied: msg`respondió un agente`,
  customer_replied: msg`escribió el cliente`,
  retargeted: msg`cambió la prioridad, el departamento o la política`,
};

/** How each due time came about: the stretches in which a clock ran or stood still, and by which rules. */
export function SlaExplanationDialog({ ticketId, onClose }: { ticketId: string; onClose: () => void }) {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: ['sla', ticketId],
    queryFn: ({ signal }) => call(endpoints.sla.explain, { params: { id: ticketId }, signal }),
  });
  return (
    <Dialog title={t`Por qué estos plazos`} place="side" onClose={onClose}>
      {query.isPending && <Skeleton className="h-60" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <div className="flex flex-col gap-6">
          <div className="text-text-muted">
            <p>{t`Política «${query.data.policy.name}», versión ${query.data.policy.version}.`}</p>
            <CalendarInWords calendar={query.data.policy.calendar} />
          </div>
          {query.data.targets.map((target) => (
            <ExplainedTarget key={target.target} target={target} at={query.data.at} />
          ))}
        </div>
      )}
    </Dialog>
  );
}

/** When time counts: around the clock, or the hours of the week in their zone. */
function CalendarInWords({ calendar }: { calendar: SlaExplanation['policy']['calendar'] }) {
  const { t, i18n } = useLingui();
  if (!calendar) return <p>{t`Cuenta las 24 horas de todos los días.`}</p>;
  const dayName = new Intl.DateTimeFormat(i18n.locale, { weekday: 'long', timeZone: 'UTC' });
  const nameOf = (weekday: number) => dayName.format(Date.UTC(2024, 0, weekday));
  return (
    <>
      <p>{t`Cuenta solo el horario de atención, en la hora de ${calendar.timezone}:`}</p>
      <ul className="mt-1 list-disc pl-5">
        {openingHours(calendar.weekly).map(({ first, last, hours }) => (
          <li key={first}>
            <span className="inline-block first-letter:uppercase">
              {first === last ? nameOf(first) : t`${nameOf(first)} a ${nameOf(last)}`}
            </span>
            : {hours.join(', ')}
          </li>
        ))}
      </ul>
      {calendar.holidays.length > 0 && <p>{t`Festivos que no cuentan: ${calendar.holidays.length}.`}</p>}
    </>
  );
}

function ExplainedTarget({ target, at }: { target: Target; at: string }) {
  const { t, i18n } = useLingui();
  const used = workingTime(target.used_minutes);
  const promised = workingTime(target.target_minutes);
  const due = target.due_at && shortDateTime(target.due_at, i18n.locale);
  const met = target.met_at && shortDateTime(target.met_at, i18n.locale);
  return (
    <section>
      <h3 className="text-14 font-semibold">{i18n._(TARGET_LABEL[target.target])}</h3>
      <p className={target.breached ? 'text-danger' : 'text-text-muted'}>
        {t`Gastado ${used} de ${promised}.`} {due && !met && t`Vence el ${due}.`}{' '}
        {met && (target.breached ? t`Cumplida tarde, el ${met}.` : t`Cumplida el ${met}.`)}{' '}
        {target.breached && !met && t`Vencida.`}
      </p>
      <SlaTimelinePicture target={target} now={at} />
      <ol className="flex flex-col gap-1.5">
        {target.segments.map((segment, i) => (
          // Segments are only ever appended, and several may begin at one instant.
          <Stretch key={i} segment={segment} before={target.segments[i - 1]} />
        ))}
      </ol>
    </section>
  );
}

/** One stretch as a sentence: when and why it began, what the clock does in it, and what it used. */
function Stretch({ segment, before }: { segment: Segment; before: Segment | undefined }) {
  const { t, i18n } = useLingui();
  const isStillPaused = segment.state === 'paused' && isSamePause(segment, before);
  const cause = CAUSE[isStillPaused ? 'retargeted' : segment.cause];
  const why = cause ? i18n._(cause) : segment.cause;
  const used = workingTime(segment.minutes);
  const promised = workingTime(segment.target_minutes);
  const rules = `${i18n._(PRIORITY_LABEL[segment.priority])}, ${promised} · ${segment.policy.name} v${segment.policy.version}`;
  return (
    <li className="border-line border-l-2 pl-2.5">
      <p>
        <span className="text-text-muted">{shortDateTime(segment.from, i18n.locale)}</span> {why}:{' '}
        <span className="font-medium">
          {isStillPaused ? t`sigue en pausa` : i18n._(STATE[segment.state])}
        </span>
        {segment.state === 'running' && segment.minutes > 0 && (
          <>
            {', '}
            {segment.to === null ? t`lleva gastado ${used}` : t`gastó ${used}`}
          </>
        )}
      </p>
      <p className="text-12 text-text-muted">{rules}</p>
    </li>
  );
}

/** A clock that is given other terms while it stands still begins another stretch, for the reason it stood still by. */
const isSamePause = (segment: Segment, before: Segment | undefined): boolean =>
  before?.state === 'paused' && before.cause === segment.cause;
