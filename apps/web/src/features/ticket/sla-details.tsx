import type { TicketSla } from '@noxdesk/contracts';
import type { TicketStatus } from '@noxdesk/domain';
import { useLingui } from '@lingui/react/macro';
import { AlarmClock, Check, Clock as ClockIcon, Minus, Pause, TriangleAlert } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { STATUS_LABEL } from '../../lib/tickets/labels.js';
import { type SlaState, targetState } from '../../lib/tickets/sla.js';
import { duration, exactTime, shortDateTime } from '../../lib/time/format.js';
import { useNow } from '../../lib/time/use-now.js';
import { workingTime } from '../../lib/tickets/working-time.js';
import { classNames } from '../../components/ui/class-names.js';

const SlaExplanationDialog = lazy(async () => ({
  default: (await import('./sla-explanation.js')).SlaExplanationDialog,
}));

/** Both clocks of a ticket with what they promise and where they stand. */
interface SlaDetailsProps {
  ticketId: string;
  sla: TicketSla | null;
  status: TicketStatus;
}

export function SlaDetails({ ticketId, sla, status }: SlaDetailsProps) {
  const { t } = useLingui();
  const [explained, setExplained] = useState(false);
  if (!sla) return <p className="text-text-muted">{t`Ninguna política se aplica a este ticket.`}</p>;
  return (
    <div className="flex flex-col gap-3">
      <Clock name={t`Primera respuesta`} of="first_response" sla={sla} status={status} />
      <Clock name={t`Siguiente respuesta`} of="next_response" sla={sla} status={status} />
      <Clock name={t`Resolución`} of="resolution" sla={sla} status={status} />
      <p className="text-12 text-text-muted flex justify-between gap-2">
        {t`Política: ${sla.policy.name}`}
        <button
          type="button"
          onClick={() => setExplained(true)}
          className="text-accent coarse:min-h-11 rounded underline-offset-2 hover:underline"
        >
          {t`¿Por qué?`}
        </button>
      </p>
      {explained && (
        <Suspense fallback={null}>
          <SlaExplanationDialog ticketId={ticketId} onClose={() => setExplained(false)} />
        </Suspense>
      )}
    </div>
  );
}

type Target = TicketSla['first_response'] | TicketSla['resolution'];

/** A sign for each state, so that none is told by its colour. */
const ICON = { running: ClockIcon, paused: Pause, met: Check, none: Minus };

interface ClockProps {
  name: string;
  of: TicketSla['due_soon'][number];
  sla: TicketSla;
  status: TicketStatus;
}

function Clock({ name, of, sla, status }: ClockProps) {
  const { t, i18n } = useLingui();
  const state = targetState(sla, of, useNow());
  const target = sla[of];
  if (target === null) return null;
  const promised = workingTime(target.target_minutes);
  const bad = (state.kind === 'running' && state.breached) || (state.kind === 'met' && state.breached);
  const isClose = state.kind === 'running' && state.warning && !bad;
  const Icon = bad ? TriangleAlert : isClose ? AlarmClock : ICON[state.kind];
  return (
    <div>
      <div className="flex items-baseline justify-between gap-2">
        <span>{name}</span>
        <span
          role="timer"
          aria-label={name}
          className={classNames(
            'inline-flex items-center gap-1 text-right',
            bad && 'text-danger font-medium',
            isClose && 'text-warning font-medium',
          )}
        >
          <Icon
            aria-hidden
            className={classNames('size-3.5 shrink-0', state.kind === 'met' && !bad && 'text-success')}
          />
          <StateText state={state} status={status} />
        </span>
      </div>
      <p className="text-12 text-text-muted flex justify-between gap-2">
        <span>{t`Objetivo: ${promised}`}</span>
        {target.due_at && !target.met_at && (
          <span title={exactTime(target.due_at, i18n.locale)}>
            {t`vence ${shortDateTime(target.due_at, i18n.locale)}`}
          </span>
        )}
      </p>
      {state.kind === 'running' && <WorkingTime target={target} minutes={state.minutes} />}
    </div>
  );
}

/** What is left of opening hours, where that is another matter than what the clock on the wall says. */
function WorkingTime({ target, minutes }: { target: Target; minutes: number }) {
  const { t } = useLingui();
  const left = target.remaining_minutes;
  if (left === null || left <= 0 || minutes - left < 10) return null;
  return (
    <p className="text-12 text-text-muted text-right">{t`${workingTime(left)} de horario de atención`}</p>
  );
}

function StateText({ state, status }: { state: SlaState; status: TicketStatus }) {
  const { t, i18n } = useLingui();
  const why = i18n._(STATUS_LABEL[status]);
  switch (state.kind) {
    case 'met':
      return state.breached ? t`cumplida tarde` : t`cumplida`;
    case 'paused': {
      if (state.minutes === null) return t`en pausa: ${why}`;
      const left = workingTime(state.minutes);
      return t`en pausa (${why}), quedan ${left}`;
    }
    case 'running': {
      const span = duration(state.minutes);
      if (state.minutes < 0) return t`vencido ${span}`;
      return state.breached ? t`ya venció, quedan ${span}` : t`quedan ${span}`;
    }
    case 'none':
      return t`no cuenta`;
  }
}
