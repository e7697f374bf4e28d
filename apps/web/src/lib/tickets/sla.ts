import type { TicketSla } from '@noxdesk/contracts';

type Target = TicketSla['first_response'] | TicketSla['resolution'];

export type SlaState =
  /** The clock runs: minutes left, negative once overdue. */
  | { kind: 'running'; minutes: number; breached: boolean; warning: boolean }
  | { kind: 'paused'; minutes: number | null; breached: boolean }
  | { kind: 'met'; breached: boolean }
  | { kind: 'none' };

/** From this share of the target on a chip warns; the policy's own threshold is not part of the answer. */
const WARNING_SHARE = 0.2;

/** Where one clock of a ticket stands at `now` (milliseconds since the epoch). */
export function targetState(target: Target, now: number): SlaState {
  if (target.met_at) return { kind: 'met', breached: target.breached };
  if (target.due_at) {
    const minutes = (Date.parse(target.due_at) - now) / 60_000;
    const warning = minutes <= target.target_minutes * WARNING_SHARE;
    return { kind: 'running', minutes, breached: target.breached || minutes < 0, warning };
  }
  if ('paused' in target && target.paused) {
    return { kind: 'paused', minutes: target.remaining_minutes, breached: target.breached };
  }
  return { kind: 'none' };
}

export interface NamedSlaState {
  target: 'first_response' | 'next_response' | 'resolution';
  state: SlaState;
}

/** The clock that matters next: the earliest that runs, else the one that stands still, else nothing. */
export function nextTarget(sla: TicketSla | null, now: number): NamedSlaState | null {
  if (!sla) return null;
  const named: NamedSlaState[] = [
    { target: 'first_response', state: targetState(sla.first_response, now) },
    ...(sla.next_response
      ? [{ target: 'next_response' as const, state: targetState(sla.next_response, now) }]
      : []),
    { target: 'resolution', state: targetState(sla.resolution, now) },
  ];
  const running = named
    .filter(({ state }) => state.kind === 'running')
    .sort((a, b) => minutesOf(a.state) - minutesOf(b.state));
  return running[0] ?? named.find(({ state }) => state.kind === 'paused') ?? null;
}

const minutesOf = (state: SlaState) => (state.kind === 'running' ? state.minutes : Infinity);
