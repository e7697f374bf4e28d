import { useLingui } from '@lingui/react/macro';
import type { TicketPriority, TicketStatus } from '@noxdesk/domain';
import { classNames } from '../ui/class-names.js';
import { PRIORITY_LABEL, STATUS_LABEL } from '../../lib/tickets/labels.js';

/** How far the ring of a state is filled, in eighths; a pause and the end have signs of their own. */
const FILL: Record<TicketStatus, number> = {
  new: 0,
  open: 2,
  pending: 4,
  on_hold: 0,
  resolved: 6,
  closed: 0,
};
const STATUS_COLOUR: Record<TicketStatus, string> = {
  new: 'text-accent',
  open: 'text-accent',
  pending: 'text-warning',
  on_hold: 'text-text-muted',
  resolved: 'text-success',
  closed: 'text-text-muted',
};

/** A stroke as wide as the circle is in radius makes a pie. */
const RADIUS = 2;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;

/** A small ring that fills from Nuevo to Cerrado; En Espera carries the two bars of a pause. */
export function StatusRing({ status, named = false }: { status: TicketStatus; named?: boolean }) {
  const { i18n } = useLingui();
  const label = i18n._(STATUS_LABEL[status]);
  const filled = (FILL[status] / 8) * CIRCUMFERENCE;
  return (
    <svg
      viewBox="0 0 14 14"
      className={classNames('size-3.5 shrink-0', STATUS_COLOUR[status])}
      {...(named ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {named && <title>{label}</title>}
      <circle
        cx="7"
        cy="7"
        r="6"
        fill={status === 'closed' ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.5"
        strokeDasharray={status === 'new' ? '2.2 1.57' : undefined}
      />
      {status === 'on_hold' && (
        <path d="M5.5 4.8v4.4M8.5 4.8v4.4" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      )}
      {status === 'closed' && (
        <path
          d="m4.4 7.2 1.8 1.8 3.4-3.8"
          fill="none"
          className="stroke-surface-raised"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      )}
      {filled > 0 && (
        <circle
          cx="7"
          cy="7"
          r={RADIUS}
          fill="none"
          stroke="currentColor"
          strokeWidth={2 * RADIUS}
          strokeDasharray={`${filled} ${CIRCUMFERENCE}`}
          transform="rotate(-90 7 7)"
        />
      )}
    </svg>
  );
}

const LEVEL: Record<TicketPriority, number> = { low: 1, medium: 2, high: 3, urgent: 4, critical: 5 };
const PRIORITY_COLOUR: Record<TicketPriority, string> = {
  low: 'text-text-muted',
  medium: 'text-text-muted',
  high: 'text-text',
  urgent: 'text-warning',
  critical: 'text-danger',
};

/** Five bars of rising height, as many of them solid as the priority is high. */
export function PriorityBars({ priority, named = false }: { priority: TicketPriority; named?: boolean }) {
  const { i18n } = useLingui();
  const label = i18n._(PRIORITY_LABEL[priority]);
  return (
    <svg
      viewBox="0 0 16 14"
      className={classNames('h-3.5 w-4 shrink-0', PRIORITY_COLOUR[priority])}
      {...(named ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {named && <title>{label}</title>}
      {[1, 2, 3, 4, 5].map((level) => (
        <rect
          key={level}
          x={(level - 1) * 3.2 + 0.2}
          y={13 - level * 2.4}
          width="2.2"
          height={level * 2.4}
          rx="0.6"
          fill="currentColor"
          opacity={level <= LEVEL[priority] ? 1 : 0.22}
        />
      ))}
    </svg>
  );
}

export function StatusLabel({ status }: { status: TicketStatus }) {
  const { i18n } = useLingui();
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StatusRing status={status} />
      {i18n._(STATUS_LABEL[status])}
    </span>
  );
}

export function PriorityLabel({ priority }: { priority: TicketPriority }) {
  const { i18n } = useLingui();
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <PriorityBars priority={priority} />
      {i18n._(PRIORITY_LABEL[priority])}
    </span>
  );
}

export function Tag({ children }: { children: string }) {
  return (
    <span className="border-line text-12 text-text-muted inline-block max-w-32 truncate rounded border px-1 leading-4">
      {children}
    </span>
  );
}
