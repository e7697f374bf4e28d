import { type TicketPriority, type TicketStatus } from '../tickets/status.js';
import { type SlaPolicyVersion, type TargetMinutes } from './policy.js';

export const SLA_TARGETS = ['first_response', 'next_response', 'resolution'] as const;
export type SlaTarget = (typeof SLA_TARGETS)[number];

export type SlaRunState = 'running' | 'paused' | 'met' | 'cancelled';

/** Why a segment began: an event, or the state that the ticket was in or came into. */
export type SlaCause = 'created' | 'replied' | 'customer_replied' | 'retargeted' | TicketStatus;

/**
 * A stretch of a clock, lasting until the next one begins; the last one goes on. Segments are only ever
 * appended, never edited: what a clock used is settled once, by the calendar in force at the time.
 */
export interface SlaSegment {
  from: string;
  state: SlaRunState;
  cause: SlaCause;
  /** The policy version and priority that this stretch is judged by. */
  policy: string;
  version: number;
  priority: TicketPriority;
  target_minutes: number;
  /** Business time used before this segment, in milliseconds. */
  used_ms: number;
}

export interface SlaThreshold {
  /** 100 is the breach, less a warning. */
  percent: number;
  at: string;
}

export interface ReachedThreshold extends SlaThreshold {
  cycle: number;
}

export interface SlaClock {
  /** Counts the waits of `next_response` from 1; the other targets have one only. */
  cycle: number;
  segments: SlaSegment[];
  /** null while paused and when cancelled; of a met clock, the due time it was judged by. */
  due_at: string | null;
  /** Thresholds that the running clock comes to if nothing happens, ascending. */
  ahead: SlaThreshold[];
  /** Thresholds that were passed. They stay, whatever happens to the clock later. */
  reached: ReachedThreshold[];
}

/** All clocks of a ticket: plain JSON, to be stored with it. Written by `startSla` and `applySlaEvent` alone. */
export interface SlaState {
  /** The policy version and priority in force, by which the next running segment is judged. */
  policy: string;
  version: number;
  priority: TicketPriority;
  status: TicketStatus;
  /** The last event. Time does not run backwards: an earlier event counts as if it came now. */
  at: string;
  first_response: SlaClock;
  /** null until a customer first waits for a further answer that is promised. */
  next_response: SlaClock | null;
  resolution: SlaClock;
}

/** What a stretch of a clock is judged by. `minutes` null: not promised. */
export interface SlaTerms {
  policy: SlaPolicyVersion;
  priority: TicketPriority;
  minutes: number | null;
}

const MINUTES_OF: Readonly<Record<SlaTarget, keyof TargetMinutes>> = {
  first_response: 'first_response_minutes',
  next_response: 'next_response_minutes',
  resolution: 'resolution_minutes',
};

export function termsOf(policy: SlaPolicyVersion, priority: TicketPriority, target: SlaTarget): SlaTerms {
  return { policy, priority, minutes: policy.targets[priority][MINUTES_OF[target]] ?? null };
}

/** The segment that goes on. A clock has at least one. */
export function lastSegment(clock: SlaClock): SlaSegment {
  return clock.segments.at(-1) as SlaSegment;
}

export const runState = (clock: SlaClock): SlaRunState => lastSegment(clock).state;

/** When the present cycle of a clock passed 100 %, or null. */
export function breachedAt(clock: SlaClock): string | null {
  return reachedNow(clock).find(({ percent }) => percent === 100)?.at ?? null;
}

/** What the present cycle has passed. */
export function reachedNow(clock: SlaClock): ReachedThreshold[] {
  return clock.reached.filter(({ cycle }) => cycle === clock.cycle);
}
