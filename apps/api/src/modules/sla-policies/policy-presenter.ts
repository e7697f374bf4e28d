import type { SlaPolicy } from '@noxdesk/contracts';
import { TICKET_PRIORITIES } from '@noxdesk/domain';
import type { PolicyRow, PolicyTerms } from './sla-policies.repository.js';

export const presentPolicy = (row: PolicyRow): SlaPolicy => ({
  id: row.id,
  name: row.name,
  plan: row.plan_id,
  department: row.department_id,
  is_default: row.is_default,
  warning_percent: row.warning_percents.at(-1)!,
  ...presentTerms(row),
  escalations: [...row.escalations],
  version: row.version,
});

/** What a version of a policy promises. */
export const presentTerms = (
  terms: PolicyTerms,
): Pick<SlaPolicy, 'calendar' | 'warning_percents' | 'targets'> => ({
  calendar: terms.calendar && presentCalendar(terms.calendar),
  warning_percents: [...terms.warning_percents],
  targets: Object.fromEntries(
    TICKET_PRIORITIES.map((priority) => [priority, presentTarget(terms.targets[priority])]),
  ) as SlaPolicy['targets'],
});

const presentCalendar = ({ timezone, weekly, holidays = [] }: NonNullable<PolicyRow['calendar']>) => ({
  timezone,
  weekly: weekly.map(({ weekday, from, to }) => ({ weekday, from, to })),
  holidays: [...holidays],
});

const presentTarget = ({
  first_response_minutes,
  resolution_minutes,
  next_response_minutes: next,
}: PolicyRow['targets'][keyof PolicyRow['targets']]) => ({
  first_response_minutes,
  resolution_minutes,
  ...(next && { next_response_minutes: next }),
});
