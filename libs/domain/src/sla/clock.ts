import { addBusinessMs, businessMsBetween } from '../calendar/arithmetic.js';
import { formatInstant, MINUTE_MS, parseInstant } from '../calendar/instants.js';
import { type Calendar } from '../calendar/types.js';
import {
  breachedAt,
  lastSegment,
  reachedNow,
  type SlaCause,
  type SlaClock,
  type SlaRunState,
  type SlaSegment,
  type SlaTerms,
  type SlaThreshold,
} from './state.js';

/** Terms of a target that is promised. */
export type PromisedTerms = SlaTerms & { minutes: number };

const EMPTY_CLOCK: SlaClock = { cycle: 1, segments: [], due_at: null, ahead: [], reached: [] };

/** A clock that begins to run. */
export function startClock(at: string, cause: SlaCause, terms: PromisedTerms): SlaClock {
  return run(EMPTY_CLOCK, at, cause, terms, 0);
}

/** The next wait of a clock that measures several: it starts from nothing. */
export function startCycle(clock: SlaClock, at: string, cause: SlaCause, terms: PromisedTerms): SlaClock {
  return run({ ...clock, cycle: clock.cycle + 1 }, at, cause, terms, 0);
}

/** Moves thresholds that the running clock has come to by `at` from ahead to reached. */
export function tickClock(clock: SlaClock, at: string): SlaClock {
  const now = parseInstant(at);
  const passed = clock.ahead.filter((threshold) => parseInstant(threshold.at) <= now);
  if (passed.length === 0) return clock;
  return {
    ...clock,
    ahead: clock.ahead.filter((threshold) => !passed.includes(threshold)),
    reached: [...clock.reached, ...passed.map((threshold) => ({ ...threshold, cycle: clock.cycle }))],
  };
}

/** Business ms used by `at`; `calendar` is that of the last segment's policy. */
export function usedMs(clock: SlaClock, at: string, calendar: Calendar): number {
  const segment = lastSegment(clock);
  if (segment.state !== 'running') return segment.used_ms;
  const [from, to] = [parseInstant(segment.from), parseInstant(at)];
  // A reader's clock may be a little behind the writer's
  return to <= from ? segment.used_ms : segment.used_ms + businessMsBetween(calendar, from, to);
}

export function pauseClock(clock: SlaClock, at: string, cause: SlaCause, calendar: Calendar): SlaClock {
  return { ...stop(clock, at, 'paused', cause, calendar), due_at: null };
}

export function cancelClock(clock: SlaClock, at: string, cause: SlaCause, calendar: Calendar): SlaClock {
  return { ...stop(clock, at, 'cancelled', cause, calendar), due_at: null };
}

/** A clock that is met while paused keeps the due time it would have had by going on at that moment. */
export function meetClock(clock: SlaClock, at: string, cause: SlaCause, calendar: Calendar): SlaClock {
  const stopped = stop(clock, at, 'met', cause, calendar);
  const { target_minutes: minutes, used_ms: used } = lastSegment(stopped);
  return { ...stopped, due_at: clock.due_at ?? dueAfter(clock, at, calendar, minutes * MINUTE_MS - used) };
}

/** Goes on where the clock was, by the terms in force now. */
export function resumeClock(clock: SlaClock, at: string, cause: SlaCause, terms: PromisedTerms): SlaClock {
  return run(clock, at, cause, terms, lastSegment(clock).used_ms);
}

/**
 * New terms for a clock that is not judged yet: what it used, each running segment by the calendar then in
 * force, is taken off the new target; the rest runs by the new calendar. Nothing left is a breach at once,
 * even while paused. `calendar` is the one in force until now.
 */
export function retargetClock(
  clock: SlaClock,
  at: string,
  terms: PromisedTerms,
  calendar: Calendar,
): SlaClock {
  const used = usedMs(clock, at, calendar);
  if (lastSegment(clock).state === 'running') return run(clock, at, 'retargeted', terms, used);
  const paused = append(clock, segment(at, 'paused', lastSegment(clock).cause, terms, used));
  return { ...withThresholds(paused, at, terms, used), ahead: [], due_at: null };
}

function run(clock: SlaClock, at: string, cause: SlaCause, terms: PromisedTerms, used: number): SlaClock {
  const running = append(clock, segment(at, 'running', cause, terms, used));
  const judged = withThresholds(running, at, terms, used);
  const remaining = terms.minutes * MINUTE_MS - used;
  return { ...judged, due_at: dueAfter(judged, at, terms.policy.calendar, remaining) };
}

/** With nothing left a clock was due when it was breached, not when somebody looked again. */
function dueAfter(clock: SlaClock, at: string, calendar: Calendar, remaining: number): string {
  if (remaining <= 0) return breachedAt(clock) ?? at;
  return formatInstant(addBusinessMs(calendar, parseInstant(at), remaining));
}

/** Sets what lies ahead of a clock that runs from `at`, and marks as reached what it is past already. */
function withThresholds(clock: SlaClock, at: string, terms: PromisedTerms, used: number): SlaClock {
  const { calendar, warning_percents: warnings } = terms.policy;
  const done = new Set(reachedNow(clock).map(({ percent }) => percent));
  const ahead: SlaThreshold[] = [];
  for (const percent of [...warnings, 100].sort((a, b) => a - b)) {
    if (done.has(percent)) continue;
    const missing = Math.max(0, (terms.minutes * MINUTE_MS * percent) / 100 - used);
    ahead.push({ percent, at: formatInstant(addBusinessMs(calendar, parseInstant(at), missing)) });
  }
  return tickClock({ ...clock, ahead }, at);
}

function stop(
  clock: SlaClock,
  at: string,
  state: Exclude<SlaRunState, 'running'>,
  cause: SlaCause,
  calendar: Calendar,
): SlaClock {
  const stopped = { ...lastSegment(clock), from: at, state, cause, used_ms: usedMs(clock, at, calendar) };
  return { ...append(clock, stopped), ahead: [] };
}

function append(clock: SlaClock, next: SlaSegment): SlaClock {
  return { ...clock, segments: [...clock.segments, next] };
}

function segment(
  from: string,
  state: SlaRunState,
  cause: SlaCause,
  { policy, priority, minutes }: PromisedTerms,
  used: number,
): SlaSegment {
  return {
    from,
    state,
    cause,
    policy: policy.id,
    version: policy.version,
    priority,
    target_minutes: minutes,
    used_ms: used,
  };
}
