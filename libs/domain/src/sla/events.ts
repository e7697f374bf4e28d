import { formatInstant, parseInstant } from '../calendar/instants.js';
import { isFinished, type TicketPriority, type TicketStatus } from '../tickets/status.js';
import {
  cancelClock,
  meetClock,
  pauseClock,
  type PromisedTerms,
  resumeClock,
  retargetClock,
  startClock,
  startCycle,
  tickClock,
} from './clock.js';
import { type SlaPolicyVersion } from './policy.js';
import { lastSegment, runState, type SlaClock, type SlaState, type SlaTarget, termsOf } from './state.js';

/** What happens to a ticket, as far as its clocks care. `at` is an ISO 8601 instant. */
export type SlaEvent =
  /** An agent's or admin's public reply (not the message an agent writes in opening a ticket for somebody). */
  | { type: 'agent_replied'; at: string }
  /** A customer's message that waits for an answer: after the opening one, and not a mere confirmation. */
  | { type: 'customer_replied'; at: string }
  | { type: 'status_changed'; at: string; to: TicketStatus; by: 'staff' | 'customer' | 'system' }
  /** Another priority, or another policy version because department, plan or the policy itself changed. */
  | { type: 'retargeted'; at: string; policy: SlaPolicyVersion; priority: TicketPriority }
  /** Nothing but time: notes the thresholds passed by then. Every other event does so, too. */
  | { type: 'tick'; at: string };

/** The clocks of a ticket that is created at `at`. */
export function startSla(
  at: string,
  ticket: { priority: TicketPriority; status?: TicketStatus },
  policy: SlaPolicyVersion,
): SlaState {
  const { priority } = ticket;
  const from = formatInstant(parseInstant(at));
  const start = (target: SlaTarget) => startClock(from, 'created', promised(policy, priority, target));
  const state: SlaState = {
    policy: policy.id,
    version: policy.version,
    priority,
    status: 'new',
    at: from,
    first_response: start('first_response'),
    next_response: null,
    resolution: start('resolution'),
  };
  const { status = 'new' } = ticket;
  return status === 'new'
    ? state
    : applySlaEvent(state, { type: 'status_changed', at, to: status, by: 'staff' }, policy);
}

/**
 * The clocks after an event. `policy` is the version that the state names as in force (a `retargeted` event
 * brings the new one with it); another one is a RangeError, because used time would be reckoned by a calendar
 * that did not hold. The given state is left as it is.
 */
export function applySlaEvent(state: SlaState, event: SlaEvent, policy: SlaPolicyVersion): SlaState {
  if (policy.id !== state.policy || policy.version !== state.version) {
    throw new RangeError(
      `the ticket is judged by ${state.policy}@${state.version}, not ${policy.id}@${policy.version}`,
    );
  }
  const at = formatInstant(Math.max(parseInstant(event.at), parseInstant(state.at)));
  const current = tick(state, at);
  switch (event.type) {
    case 'agent_replied':
      return answered(current, at, policy);
    case 'customer_replied':
      return asked(current, at, policy);
    case 'status_changed':
      return statusChanged(current, at, event, policy);
    case 'retargeted':
      return retargeted(current, at, event, policy);
    case 'tick':
      return current;
  }
}

function tick(state: SlaState, at: string): SlaState {
  return eachClock({ ...state, at }, (clock) => tickClock(clock, at));
}

/** An answer meets whatever waits for one. */
function answered(state: SlaState, at: string, policy: SlaPolicyVersion): SlaState {
  return waiting(state, (clock) => meetClock(clock, at, 'replied', policy.calendar));
}

/**
 * Until the first response is settled it is that clock which runs. A customer who writes again while waiting
 * has waited since the first of these messages.
 */
function asked(state: SlaState, at: string, policy: SlaPolicyVersion): SlaState {
  const clock = state.next_response;
  const terms = termsOf(policy, state.priority, 'next_response');
  if (runState(state.first_response) === 'running' || !isPromised(terms)) return state;
  if (clock === null) return { ...state, next_response: startClock(at, 'customer_replied', terms) };
  if (runState(clock) === 'running') return state;
  return { ...state, next_response: startCycle(clock, at, 'customer_replied', terms) };
}

function statusChanged(
  state: SlaState,
  at: string,
  { to, by }: { to: TicketStatus; by: 'staff' | 'customer' | 'system' },
  policy: SlaPolicyVersion,
): SlaState {
  if (to === state.status) return state;
  const moved = { ...state, status: to, resolution: resolutionIn(state, at, to, policy) };
  if (!isFinished(to)) return moved;
  // Finishing without a reply is an answer; a customer who finishes first wants none any more.
  const settle = by === 'customer' ? cancelClock : meetClock;
  return waiting(moved, (clock) => settle(clock, at, to, policy.calendar));
}

function resolutionIn(state: SlaState, at: string, to: TicketStatus, policy: SlaPolicyVersion): SlaClock {
  const clock = state.resolution;
  const before = runState(clock);
  if (isFinished(to)) return before === 'met' ? clock : meetClock(clock, at, to, policy.calendar);
  if (to === 'pending' || to === 'on_hold') return pauseClock(clock, at, to, policy.calendar);
  if (before === 'running') return clock;
  return resumeClock(clock, at, to, promised(policy, state.priority, 'resolution'));
}

/** Clocks that are met or cancelled stay as judged; a reopened ticket goes on by the terms then in force. */
function retargeted(
  state: SlaState,
  at: string,
  event: { policy: SlaPolicyVersion; priority: TicketPriority },
  before: SlaPolicyVersion,
): SlaState {
  const { policy, priority } = event;
  const next = { ...state, policy: policy.id, version: policy.version, priority };
  const same =
    next.policy === state.policy && next.version === state.version && next.priority === state.priority;
  if (same) return state;
  return eachClock(next, (clock, target) => {
    if (lastSegment(clock).state === 'met' || lastSegment(clock).state === 'cancelled') return clock;
    const terms = termsOf(policy, priority, target);
    if (!isPromised(terms)) return cancelClock(clock, at, 'retargeted', before.calendar);
    return retargetClock(clock, at, terms, before.calendar);
  });
}

/** Applies a change to the clocks that wait for an answer and still run. */
function waiting(state: SlaState, change: (clock: SlaClock) => SlaClock): SlaState {
  return eachClock(state, (clock, target) =>
    target !== 'resolution' && runState(clock) === 'running' ? change(clock) : clock,
  );
}

function eachClock(state: SlaState, change: (clock: SlaClock, target: SlaTarget) => SlaClock): SlaState {
  return {
    ...state,
    first_response: change(state.first_response, 'first_response'),
    next_response: state.next_response === null ? null : change(state.next_response, 'next_response'),
    resolution: change(state.resolution, 'resolution'),
  };
}

const isPromised = (terms: ReturnType<typeof termsOf>): terms is PromisedTerms => terms.minutes !== null;

function promised(policy: SlaPolicyVersion, priority: TicketPriority, target: SlaTarget): PromisedTerms {
  const terms = termsOf(policy, priority, target);
  if (!isPromised(terms)) throw new RangeError(`policy ${policy.id} promises no ${target} for ${priority}`);
  return terms;
}
