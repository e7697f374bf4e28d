/** A recurrence that a calendar of holidays has: every so many years, in months, on days or on an nth weekday. */
export interface YearlyRule {
  interval: number;
  months: readonly number[];
  /** Days of the month; negative ones count from its end. */
  monthDays: readonly number[];
  /** Weekdays (0 Sunday … 6 Saturday), with their place in the month; 0: each of them. */
  weekdays: readonly { day: number; nth: number }[];
  /** `YYYY-MM-DD`, inclusive; null: without an end. */
  until: string | null;
  count: number | null;
}

const DAY_MS = 86_400_000;

export const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const msOf = (date: string): number => Date.parse(`${date}T00:00:00Z`);
export const plusDays = (date: string, days: number): string => dateOf(msOf(date) + days * DAY_MS);

const daysIn = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/**
 * The dates of a yearly rule (RFC 5545 §3.3.10) from its first one on, up to and without `end`. A day that a month
 * does not have, such as the 29th of February, is left out in that year.
 */
export function* yearlyDates(start: string, rule: YearlyRule, end: string): Generator<string> {
  const [first = 0, startMonth = 1, startDay = 1] = start.split('-').map(Number);
  const months = rule.months.length > 0 ? [...rule.months].sort((a, b) => a - b) : [startMonth];
  const last = rule.until !== null && rule.until < end ? plusDays(rule.until, 1) : end;
  let left = rule.count ?? Infinity;
  for (let year = first; year <= Number(last.slice(0, 4)); year += rule.interval) {
    for (const date of months.flatMap((month) => datesIn(year, month, rule, startDay))) {
      if (date < start) continue;
      if (date >= last || left === 0) return;
      left -= 1;
      yield date;
    }
  }
}

function datesIn(year: number, month: number, rule: YearlyRule, startDay: number): string[] {
  const length = daysIn(year, month);
  const at = (day: number) => dateOf(Date.UTC(year, month - 1, day));
  const { monthDays, weekdays } = rule;
  const named = monthDays.length > 0 ? monthDays : weekdays.length > 0 ? null : [startDay];
  const days = Array.from({ length }, (_, index) => index + 1).filter((day) => {
    const isNamed = named === null || named.some((wanted) => wanted === day || wanted === day - length - 1);
    return isNamed && isWeekday(weekdays, new Date(at(day)).getUTCDay(), day, length);
  });
  return days.map(at);
}

function isWeekday(weekdays: YearlyRule['weekdays'], weekday: number, day: number, length: number): boolean {
  if (weekdays.length === 0) return true;
  const fromStart = Math.ceil(day / 7);
  const fromEnd = -Math.ceil((length - day + 1) / 7);
  return weekdays.some(
    (wanted) => wanted.day === weekday && [0, fromStart, fromEnd].some((nth) => wanted.nth === nth),
  );
}
