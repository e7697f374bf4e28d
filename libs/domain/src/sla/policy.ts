import { businessMinutesBetween } from '../calendar/arithmetic.js';
import { type Calendar } from '../calendar/types.js';
import { validateCalendar } from '../calendar/validate.js';
import { type FieldProblem } from '../problems.js';
import { TICKET_PRIORITIES, type TicketPriority } from '../tickets/status.js';

/** The promises of one priority, in minutes of the policy's calendar: whole numbers of at least 1. */
export interface TargetMinutes {
  first_response_minutes: number;
  resolution_minutes: number;
  /** How long a customer waits for each further answer; null or left out: not promised. */
  next_response_minutes?: number | null;
}

export type SlaTargets = Readonly<Record<TicketPriority, TargetMinutes>>;

/**
 * One version of a policy, as tickets are judged by it. A version never changes: an edit makes the next one,
 * and tickets keep theirs until they are told otherwise.
 */
export interface SlaPolicyVersion {
  id: string;
  version: number;
  name: string;
  calendar: Calendar;
  /** At which parts of a target to warn, 1 to 99. The breach at 100 is always there. */
  warning_percents: readonly number[];
  targets: SlaTargets;
}

export const DEFAULT_WARNING_PERCENT = 80;

const hours = (firstResponse: number, resolution: number): TargetMinutes => ({
  first_response_minutes: firstResponse * 60,
  resolution_minutes: resolution * 60,
});

export const DEFAULT_SLA_TARGETS: SlaTargets = {
  low: hours(24, 72),
  medium: hours(8, 48),
  high: hours(4, 24),
  urgent: hours(2, 8),
  critical: hours(1, 4),
};

/** Targets for every priority: those given, the default ones for the rest. */
export function withDefaultTargets(targets: Partial<SlaTargets>): SlaTargets {
  return { ...DEFAULT_SLA_TARGETS, ...targets };
}

/**
 * What is wrong with targets, by field (`high.resolution_minutes`): an unknown or missing priority, a number that
 * is not whole or below 1, a first response that may take longer than the resolution, a target that would take
 * more than ten years by the calendar it is to run by.
 */
export function validateTargets(
  targets: Readonly<Record<string, unknown>>,
  calendar: Calendar = null,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const key of Object.keys(targets)) {
    if (TICKET_PRIORITIES.includes(key as TicketPriority)) continue;
    problems.push({ field: key, code: 'unknown_priority', message: 'is not a priority' });
  }
  const longest = longestTarget(calendar);
  for (const priority of TICKET_PRIORITIES) {
    problems.push(...targetProblems(priority, targets[priority], longest));
  }
  return problems;
}

function targetProblems(priority: TicketPriority, value: unknown, longest: number): FieldProblem[] {
  if (typeof value !== 'object' || value === null) {
    return [{ field: priority, code: 'missing_target', message: 'has no targets' }];
  }
  const target = value as Readonly<Record<string, unknown>>;
  const {
    first_response_minutes: first,
    resolution_minutes: resolution,
    next_response_minutes: next,
  } = target;
  const problems: FieldProblem[] = [];
  const report = (name: keyof TargetMinutes, code: string, message: string) =>
    problems.push({ field: `${priority}.${name}`, code, message });
  const check = (name: keyof TargetMinutes, minutes: unknown) => {
    if (!isWholeMinutes(minutes)) {
      report(name, 'invalid_minutes', 'must be a whole number of minutes of at least 1');
    } else if (minutes > longest) {
      report(name, 'too_long', 'would take more than ten years by the calendar');
    }
  };
  check('first_response_minutes', first);
  check('resolution_minutes', resolution);
  if (next !== undefined && next !== null) check('next_response_minutes', next);
  if (isWholeMinutes(first) && isWholeMinutes(resolution) && first > resolution) {
    const message = 'must not be longer than the resolution';
    report('first_response_minutes', 'first_response_after_resolution', message);
  }
  return problems;
}

/** A longer target is a slip of the keyboard, and dates run out; what a broken calendar allows is not the question. */
function longestTarget(calendar: Calendar): number {
  const sound = validateCalendar(calendar).length === 0;
  const ordinary = calendar === null || !sound ? null : { ...calendar, holidays: [] };
  return businessMinutesBetween(ordinary, '2026-01-01T00:00:00Z', '2036-01-01T00:00:00Z');
}

const isWholeMinutes = (minutes: unknown): minutes is number =>
  Number.isSafeInteger(minutes) && (minutes as number) >= 1;

/** What is wrong with a list of warning thresholds: each a whole percentage from 1 to 99, named once. */
export function validateWarningPercents(percents: readonly number[]): FieldProblem[] {
  return percents.flatMap((percent, i) => {
    if (!Number.isInteger(percent) || percent < 1 || percent > 99) {
      return [{ field: `${i}`, code: 'invalid_percent', message: 'must be a whole number from 1 to 99' }];
    }
    const repeated = percents.indexOf(percent) !== i;
    return repeated ? [{ field: `${i}`, code: 'repeated_percent', message: 'is named twice' }] : [];
  });
}

type Id = string | number;

/** For whom a policy is meant; null: for any plan, any department. */
export interface PolicyScope {
  plan?: Id | null;
  department?: Id | null;
  is_default: boolean;
}

/**
 * The policy of a ticket: that of its organisation's plan for the department, else of the plan, else of the
 * department, else the default; null where there is not even that. Among equals the first in the list.
 */
export function policyForTicket<Policy extends PolicyScope>(
  policies: readonly Policy[],
  ticket: { plan: Id | null; department: Id },
): Policy | null {
  const find = (plan: Id | null, department: Id | null) =>
    policies.find((policy) => (policy.plan ?? null) === plan && (policy.department ?? null) === department);
  const ofPlan = () => find(ticket.plan, ticket.department) ?? find(ticket.plan, null);
  return (
    (ticket.plan === null ? undefined : ofPlan()) ??
    find(null, ticket.department) ??
    policies.find((policy) => policy.is_default) ??
    null
  );
}
