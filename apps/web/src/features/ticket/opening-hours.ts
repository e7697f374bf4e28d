import type { SlaExplanation } from '@noxdesk/contracts';

type Weekly = NonNullable<SlaExplanation['policy']['calendar']>['weekly'];

export interface DayGroup {
  /** Weekdays, Monday = 1. */
  first: number;
  last: number;
  hours: string[];
}

/** Opening hours with equal days next to each other told as one: Monday to Friday 09:00–18:00. */
export function openingHours(weekly: Weekly): DayGroup[] {
  const groups: DayGroup[] = [];
  for (let weekday = 1; weekday <= 7; weekday += 1) {
    const hours = weekly
      .filter((one) => one.weekday === weekday)
      .map(({ from, to }) => `${from}–${to}`)
      .sort();
    if (hours.length === 0) continue;
    const before = groups.at(-1);
    if (before && before.last === weekday - 1 && before.hours.join() === hours.join()) before.last = weekday;
    else groups.push({ first: weekday, last: weekday, hours });
  }
  return groups;
}
