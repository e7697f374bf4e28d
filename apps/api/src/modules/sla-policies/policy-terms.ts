import type { ChangeSlaPolicy } from '@noxdesk/contracts';
import {
  type Calendar,
  type SlaTargets,
  type TargetMinutes,
  type TicketPriority,
  validateCalendar,
  validateTargets,
} from '@noxdesk/domain';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import type { PolicyTerms } from './sla-policies.repository.js';

/** What may be said about the terms of a policy; a member left out stays as it is. */
export type TermsChange = Pick<
  ChangeSlaPolicy,
  'calendar' | 'warning_percent' | 'warning_percents' | 'targets'
>;

/**
 * The terms after a change.
 * @throws ProblemError `invalid_input` that names what cannot be promised, as `calendar.weekly.0` or
 *   `targets.high.first_response_minutes`
 */
export function changedTerms(before: PolicyTerms, change: TermsChange): PolicyTerms {
  const terms: PolicyTerms = {
    calendar: change.calendar === undefined ? before.calendar : (change.calendar as Calendar),
    warning_percents: changedWarnings(before.warning_percents, change),
    targets: { ...before.targets, ...cleanTargets(change.targets) },
  };
  const problems = [
    ...validateCalendar(terms.calendar).map((problem) => ({ ...problem, of: 'calendar' })),
    ...validateTargets(terms.targets, terms.calendar).map((problem) => ({ ...problem, of: 'targets' })),
  ];
  if (problems.length > 0) {
    const errors = problems.map(({ of, field, code }) => ({ field: `${of}.${field}`, code }));
    throw new ProblemError('invalid_input', { errors });
  }
  return terms;
}

/** `warning_percent` alone says when the last warning comes; earlier ones stay. */
function changedWarnings(
  before: readonly number[],
  { warning_percent: last, warning_percents: all }: TermsChange,
): readonly number[] {
  if (all !== undefined) {
    if (last !== undefined && last !== all.at(-1))
      throw invalidField('warning_percent', 'not_the_last_warning');
    return all;
  }
  if (last === undefined) return before;
  return [...before.slice(0, -1).filter((percent) => percent < last), last];
}

/** What is not promised is left out, so that equal terms are equal. */
function cleanTargets(targets: TermsChange['targets']): Partial<SlaTargets> {
  const entries = Object.entries(targets ?? {}).filter(([, target]) => target !== undefined);
  return Object.fromEntries(
    entries.map(([priority, { first_response_minutes, resolution_minutes, next_response_minutes: next }]) => [
      priority,
      { first_response_minutes, resolution_minutes, ...(next && { next_response_minutes: next }) },
    ]),
  ) as Partial<Record<TicketPriority, TargetMinutes>>;
}
