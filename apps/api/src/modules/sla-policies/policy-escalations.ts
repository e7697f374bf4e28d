import { ProblemError, type RefusedField } from '../../platform/http/problem.js';
import type { PolicyRow, SlaPoliciesRepository } from './sla-policies.repository.js';

/** @throws ProblemError `invalid_input` naming thresholds that never come, and people or places there are not */
export async function checkEscalations(
  { escalations, warning_percents: warnings }: PolicyRow,
  policies: SlaPoliciesRepository,
): Promise<void> {
  if (escalations.length === 0) return;
  const users = escalations.flatMap(({ assign_user: user, notify }) => [...(user ? [user] : []), ...notify]);
  const departments = escalations.flatMap(({ assign_department: id }) => id ?? []);
  const known = await policies.known(users, departments);
  const errors: RefusedField[] = [];
  escalations.forEach((rule, index) => {
    const refuse = (field: string, code: string) =>
      errors.push({ field: `escalations.${index}.${field}`, code });
    if (rule.percent !== 100 && !warnings.includes(rule.percent)) refuse('percent', 'not_a_threshold');
    if (rule.assign_user && !known.users.includes(rule.assign_user)) refuse('assign_user', 'not_staff');
    if (rule.assign_department && !known.departments.includes(rule.assign_department)) {
      refuse('assign_department', 'unknown_id');
    }
    rule.notify.forEach((id, place) => {
      if (!known.users.includes(id)) refuse(`notify.${place}`, 'not_staff');
    });
  });
  if (errors.length > 0) throw new ProblemError('invalid_input', { errors });
}
