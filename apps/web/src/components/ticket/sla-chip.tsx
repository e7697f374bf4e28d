import { useLingui } from '@lingui/react/macro';
import type { TicketSla } from '@noxdesk/contracts';
import type { TicketStatus } from '@noxdesk/domain';
import { AlarmClock, Clock, Pause, TriangleAlert } from 'lucide-react';
import { STATUS_LABEL } from '../../lib/tickets/labels.js';
import { type NamedSlaState, nextTarget, type SlaState } from '../../lib/tickets/sla.js';
import { duration } from '../../lib/time/format.js';
import { useNow } from '../../lib/time/use-now.js';
import { classNames } from '../ui/class-names.js';

/** The words of one clock: «2 h 14 min», «vencido 35 min», or why it stands still. */
export function useSlaText() {
  const { t, i18n } = useLingui();
  return ({ target, state }: NamedSlaState, status: TicketStatus) => {
    const name = {
      first_response: t`Primera respuesta`,
      next_response: t`Siguiente respuesta`,
      resolution: t`Resolución`,
    }[target];
    if (state.kind === 'paused') {
      const why = i18n._(STATUS_LABEL[status]);
      return { text: why, title: t`${name}: en pausa (${why})` };
    }
    if (state.kind !== 'running') return { text: '', title: name };
    const span = duration(state.minutes);
    if (state.minutes < 0) return { text: t`vencido ${span}`, title: t`${name}: vencida hace ${span}` };
    // What was breached stays so, though a change gave it time again.
    const left = t`${name}: quedan ${span}`;
    return { text: span, title: state.breached ? `${t`Vencido`}. ${left}` : left };
  };
}

/** The clock that matters next, as a chip that counts down. */
export function SlaChip({ sla, status }: { sla: TicketSla | null; status: TicketStatus }) {
  const next = nextTarget(sla, useNow());
  const describe = useSlaText();
  if (!next || (next.state.kind === 'paused' && (status === 'resolved' || status === 'closed'))) return null;
  const { text, title } = describe(next, status);
  const [Icon, tone] = looks(next.state);
  return (
    <span
      title={title}
      className={classNames('text-12 inline-flex items-center gap-1 rounded px-1 whitespace-nowrap', tone)}
    >
      <Icon aria-hidden className="size-3 shrink-0" />
      <span className="sr-only">{title}</span>
      <span aria-hidden>{text}</span>
    </span>
  );
}

/** The signs of the views «breached» and «due soon»: neither is told by its colour alone. */
function looks(state: SlaState) {
  if (state.kind !== 'running') return [Pause, 'text-text-muted'] as const;
  if (state.breached) return [TriangleAlert, 'bg-danger-soft text-danger font-medium'] as const;
  if (state.warning) return [AlarmClock, 'bg-warning-soft text-warning font-medium'] as const;
  return [Clock, 'text-text-muted'] as const;
}
