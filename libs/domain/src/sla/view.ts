import { MINUTE_MS, parseInstant } from '../calendar/instants.js';
import { type TicketPriority } from '../tickets/status.js';
import { usedMs } from './clock.js';
import { type SlaPolicyVersion } from './policy.js';
import {
  breachedAt,
  lastSegment,
  reachedNow,
  runState,
  SLA_TARGETS,
  type SlaCause,
  type SlaClock,
  type SlaRunState,
  type SlaState,
  type SlaTarget,
  type SlaThreshold,
} from './state.js';

/** One target as it stands at an instant. Minutes are business minutes, fractions included. */
export interface SlaTargetView {
  target_minutes: number;
  due_at: string | null;
  met_at: string | null;
  breached: boolean;
  /** Negative once overdue; null when cancelled. Stands still while paused and when met. */
  remaining_minutes: number | null;
  used_minutes: number;
  paused: boolean;
  state: SlaRunState;
  /** Why it is in this state: paused by which state of the ticket, met by a reply or by which state. */
  cause: SlaCause;
  /** A warning was passed, and the target is neither met nor cancelled nor breached. */
  due_soon: boolean;
}

export interface SlaView {
  first_response: SlaTargetView;
  next_response: SlaTargetView | null;
  resolution: SlaTargetView;
}

/** How every target stands at `now`. `policy` is the version that the state names as in force. */
export function viewSla(state: SlaState, policy: SlaPolicyVersion, now: string): SlaView {
  const view = (clock: SlaClock) => viewClock(clock, policy, now);
  return {
    first_response: view(state.first_response),
    next_response: state.next_response === null ? null : view(state.next_response),
    resolution: view(state.resolution),
  };
}

function viewClock(clock: SlaClock, policy: SlaPolicyVersion, now: string): SlaTargetView {
  const { state, from, cause, target_minutes: target } = lastSegment(clock);
  const used = usedMs(clock, now, policy.calendar) / MINUTE_MS;
  const passed = passedBy(clock, now);
  const breached = passed.some(({ percent }) => percent === 100);
  return {
    target_minutes: target,
    due_at: clock.due_at,
    met_at: state === 'met' ? from : null,
    breached,
    remaining_minutes: state === 'cancelled' ? null : target - used,
    used_minutes: used,
    paused: state === 'paused',
    state,
    cause,
    due_soon: passed.length > 0 && !breached && isUnsettled(clock),
  };
}

/** Reached and noted, or lying ahead but passed since the last event. */
function passedBy(clock: SlaClock, now: string): SlaThreshold[] {
  const instant = parseInstant(now);
  return [...reachedNow(clock), ...clock.ahead.filter(({ at }) => parseInstant(at) <= instant)];
}

const isUnsettled = (clock: SlaClock): boolean =>
  runState(clock) === 'running' || runState(clock) === 'paused';

/** A threshold of one target. With the ticket, `target`, `cycle` and `percent` are the key of its one alert. */
export interface SlaAlert extends SlaThreshold {
  target: SlaTarget;
  cycle: number;
}

/** The alerts that come if nothing else happens, the earliest first: the first one's `at` is when to look again. */
export function nextSlaThresholds(state: SlaState): SlaAlert[] {
  return alerts(state, (clock) => clock.ahead.map((threshold) => ({ ...threshold, cycle: clock.cycle })));
}

/** The alerts whose threshold was passed so far, the earliest first. */
export function reachedSlaThresholds(state: SlaState): SlaAlert[] {
  return alerts(state, (clock) => clock.reached);
}

/** The alerts that an event brought about: those of `after` that `before` does not have. */
export function newSlaAlerts(before: SlaState | null, after: SlaState): SlaAlert[] {
  const key = ({ target, cycle, percent }: SlaAlert) => `${target} ${cycle} ${percent}`;
  const known = new Set(before === null ? [] : reachedSlaThresholds(before).map(key));
  return reachedSlaThresholds(after).filter((alert) => !known.has(key(alert)));
}

function alerts(state: SlaState, of: (clock: SlaClock) => (SlaThreshold & { cycle: number })[]): SlaAlert[] {
  const found = SLA_TARGETS.flatMap((target) => {
    const clock = state[target];
    return clock === null ? [] : of(clock).map(({ percent, at, cycle }) => ({ target, cycle, percent, at }));
  });
  return found.sort((a, b) => parseInstant(a.at) - parseInstant(b.at));
}

/** What a ticket's row carries, so that lists and the sweep need not open the state. */
export interface SlaColumns {
  first_response_due_at: string | null;
  next_response_due_at: string | null;
  resolution_due_at: string | null;
  /** The earliest due time of a running target. */
  next_due_at: string | null;
  /** When the next alert is due, null when none is. */
  next_threshold_at: string | null;
  /** Some target is or was breached. */
  breached: boolean;
  /** A warning was passed on an unsettled target, and nothing is breached. */
  due_soon: boolean;
}

/** Holds until the next event or threshold; a `tick` at that threshold brings it up to date. */
export function slaColumns(state: SlaState): SlaColumns {
  const clocks = SLA_TARGETS.flatMap((target) => state[target] ?? []);
  const breached = clocks.some((clock) => clock.reached.some(({ percent }) => percent === 100));
  const warned = clocks.some((clock) => isUnsettled(clock) && reachedNow(clock).length > 0);
  return {
    first_response_due_at: state.first_response.due_at,
    next_response_due_at: state.next_response?.due_at ?? null,
    resolution_due_at: state.resolution.due_at,
    next_due_at: earliest(
      clocks.filter((clock) => runState(clock) === 'running').map((clock) => clock.due_at),
    ),
    next_threshold_at: nextSlaThresholds(state)[0]?.at ?? null,
    breached,
    due_soon: warned && !breached,
  };
}

function earliest(instants: readonly (string | null)[]): string | null {
  const known = instants.filter((instant) => instant !== null);
  return known.sort((a, b) => parseInstant(a) - parseInstant(b))[0] ?? null;
}

export interface ExplainedSegment {
  from: string;
  /** null: it goes on. */
  to: string | null;
  state: SlaRunState;
  cause: SlaCause;
  policy: { id: string; version: number };
  priority: TicketPriority;
  target_minutes: number;
  /** Business minutes used in it, by the calendar then in force; 0 unless running. */
  minutes: number;
}

export interface ExplainedTarget extends SlaTargetView {
  target: SlaTarget;
  breached_at: string | null;
  segments: ExplainedSegment[];
  /** Warnings and breach of the present cycle, passed or still ahead. */
  thresholds: (SlaThreshold & { reached: boolean })[];
}

/** The facts behind «why this due time?», for somebody to put in words. */
export interface SlaExplanation {
  policy: Pick<SlaPolicyVersion, 'id' | 'version' | 'name' | 'calendar'>;
  priority: TicketPriority;
  targets: ExplainedTarget[];
}

/** How each due time came about, as seen at `now`. `policy` is the version that the state names as in force. */
export function explainSla(state: SlaState, policy: SlaPolicyVersion, now: string): SlaExplanation {
  const { id, version, name, calendar } = policy;
  const targets = SLA_TARGETS.flatMap((target) => {
    const clock = state[target];
    return clock === null ? [] : [explainClock(target, clock, policy, now)];
  });
  return { policy: { id, version, name, calendar }, priority: state.priority, targets };
}

function explainClock(
  target: SlaTarget,
  clock: SlaClock,
  policy: SlaPolicyVersion,
  now: string,
): ExplainedTarget {
  const thresholds = [
    ...reachedNow(clock).map(({ percent, at }) => ({ percent, at, reached: true })),
    ...clock.ahead.map(({ percent, at }) => ({
      percent,
      at,
      reached: parseInstant(at) <= parseInstant(now),
    })),
  ];
  return {
    target,
    ...viewClock(clock, policy, now),
    breached_at: breachedAt(clock),
    segments: clock.segments.map((segment, i) => {
      const next = clock.segments[i + 1];
      const usedBy = next === undefined ? usedMs(clock, now, policy.calendar) : next.used_ms;
      return {
        from: segment.from,
        to: next?.from ?? null,
        state: segment.state,
        cause: segment.cause,
        policy: { id: segment.policy, version: segment.version },
        priority: segment.priority,
        target_minutes: segment.target_minutes,
        minutes: segment.state === 'running' ? (usedBy - segment.used_ms) / MINUTE_MS : 0,
      };
    }),
    thresholds,
  };
}
