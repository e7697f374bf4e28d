import type { TicketSla } from '@noxdesk/contracts';

type Target = TicketSla['first_response'] | TicketSla['resolution'];
type TargetName = TicketSla['due_soon'][number];

export type SlaState =
  /** The clock runs: minutes left, negative once overdue. */
  | { kind: 'running'; minutes: number; breached: boolean; warning: boolean }
  | { kind: 'paused'; minutes: number | null; breached: boolean }
  | { kind: 'met'; breached: boolean }
  | { kind: 'none' };

/** Where one clock of a ticket stands at `now` (milliseconds since the epoch); null: the ticket has no such clock. */
export function targetState(sla: TicketSla, name: TargetName, now: number): SlaState {
  const target: Target | null = sla[name];
  if (target === null) return { kind: 'none' };
  if (target.met_at) return { kind: 'met', breached: target.breached };
  if (target.due_at) {
    const minutes = (Date.parse(target.due_at) - now) / 60_000;
    const breached = target.breached || minutes < 0;
    return { kind: 'running', minutes, breached, warning: sla.due_soon.includes(name) };
  }
  if ('paused' in target && target.paused) {
    return { kind: 'paused', minutes: target.remaining_minutes, breached: target.breached };
  }
  return { kind: 'none' };
}

const TARGETS: readonly TargetName[] = ['first_response', 'next_response', 'resolution'];

export interface NamedSlaState {
  target: TargetName;
  state: SlaState;
}

/** The clock that matters next: the earliest that runs, else the one that stands still, else nothing. */
export function nextTarget(sla: TicketSla | null, now: number): NamedSlaState | null {
  if (!sla) return null;
  const named = TARGETS.map((target) => ({ target, state: targetState(sla, target, now) }));
  const running = named
    .filter(({ state }) => state.kind === 'running')
    .sort((a, b) => minutesOf(a.state) - minutesOf(b.state));
  return running[0] ?? named.find(({ state }) => state.kind === 'paused') ?? null;
}

const minutesOf = (state: SlaState) => (state.kind === 'running' ? state.minutes : Infinity);
