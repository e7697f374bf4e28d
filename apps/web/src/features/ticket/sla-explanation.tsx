import type { SlaExplanation } from '@noxdesk/contracts';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../../components/ui/dialog.js';
import { ErrorState, Skeleton } from '../../components/ui/states.js';
import { call, endpoints } from '../../lib/api/index.js';
import { PRIORITY_LABEL, STATUS_LABEL } from '../../lib/tickets/labels.js';
import { TARGET_LABEL } from '../../lib/tickets/sla-labels.js';
import { duration, shortDateTime } from '../../lib/time/format.js';

type Target = SlaExplanation['targets'][number];
type Segment = Target['segments'][number];

const STATE: Record<Segment['state'], MessageDescriptor> = {
  running: msg`corre`,
  paused: msg`en pausa`,
  met: msg`cumplida`,
  cancelled: msg`no cuenta`,
};
/** What brings a clock into a state, besides the states of a ticket. */
const CAUSE: Record<string, MessageDescriptor> = {
  ...STATUS_LABEL,
  created: msg`se creó`,
  replied: msg`respondió un agente`,
  customer_replied: msg`escribió el cliente`,
  retargeted: msg`cambiaron la prioridad, el departamento o la política`,
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
          <p className="text-text-muted">
            {t`Política «${query.data.policy.name}», versión ${query.data.policy.version}.`}{' '}
            {query.data.policy.calendar
              ? t`Cuenta el horario de atención (${query.data.policy.calendar.timezone}).`
              : t`Cuenta las 24 horas de todos los días.`}
          </p>
          {query.data.targets.map((target) => (
            <ExplainedTarget key={target.target} target={target} />
          ))}
        </div>
      )}
    </Dialog>
  );
}

function ExplainedTarget({ target }: { target: Target }) {
  const { t, i18n } = useLingui();
  const used = duration(target.used_minutes);
  const promised = duration(target.target_minutes);
  const due = target.due_at && shortDateTime(target.due_at, i18n.locale);
  return (
    <section>
      <h3 className="text-14 font-semibold">{i18n._(TARGET_LABEL[target.target])}</h3>
      <p className={target.breached ? 'text-danger' : 'text-text-muted'}>
        {t`Gastado ${used} de ${promised}.`} {due && !target.met_at && t`Vence el ${due}.`}
      </p>
      <table className="mt-2 w-full">
        <thead>
          <tr className="text-12 text-text-muted text-left">
            <th scope="col" className="py-1 font-medium">{t`Desde`}</th>
            <th scope="col" className="py-1 font-medium">{t`Reloj`}</th>
            <th scope="col" className="py-1 font-medium">{t`Prioridad`}</th>
            <th scope="col" className="py-1 text-right font-medium">{t`Gasta`}</th>
          </tr>
        </thead>
        <tbody>
          {target.segments.map((segment) => (
            <Stretch key={`${segment.from}${segment.state}`} segment={segment} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Stretch({ segment }: { segment: Segment }) {
  const { i18n } = useLingui();
  const cause = CAUSE[segment.cause];
  return (
    <tr className="border-line border-t align-top">
      <td className="py-1 pr-2 whitespace-nowrap">{shortDateTime(segment.from, i18n.locale)}</td>
      <td className="py-1 pr-2">
        {i18n._(STATE[segment.state])}
        <span className="text-12 text-text-muted block">{cause ? i18n._(cause) : segment.cause}</span>
      </td>
      <td className="py-1 pr-2">{i18n._(PRIORITY_LABEL[segment.priority])}</td>
      <td className="py-1 text-right whitespace-nowrap">
        {segment.minutes > 0 ? duration(segment.minutes) : '–'}
      </td>
    </tr>
  );
}
