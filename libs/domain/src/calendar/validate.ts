import { type FieldProblem } from '../problems.js';
import { parseDate, parseWallTime } from './instants.js';
import { type BusinessCalendar, type Calendar, type WeeklyInterval } from './types.js';
import { isKnownZone } from './zone.js';

const WEEK_MINUTES = 7 * 1440;

/**
 * Everything that is wrong with a calendar that somebody wants to keep, by field: an unknown zone, no opening
 * hours at all, bad weekdays, times and dates, empty intervals (`from` equal to `to`; a whole day is
 * `00:00`–`24:00`), intervals that overlap, a holiday named twice. null (around the clock) is always right.
 */
export function validateCalendar(calendar: Calendar): FieldProblem[] {
  if (calendar === null) return [];
  const problems = calendarSyntaxProblems(calendar);
  if (problems.some(({ code }) => code === 'invalid_shape')) return problems;
  if (calendar.weekly.length === 0) {
    problems.push({ field: 'weekly', code: 'no_opening_hours', message: 'has no opening hours' });
  }
  return [...problems, ...intervalProblems(calendar.weekly), ...repeatedHolidays(calendar.holidays ?? [])];
}

/** What makes a calendar impossible to reckon with, as against merely unwise. */
export function calendarSyntaxProblems(calendar: BusinessCalendar): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const report = (field: string, code: string, message: string) => problems.push({ field, code, message });
  if (typeof calendar.timezone !== 'string' || !isKnownZone(calendar.timezone)) {
    report('timezone', 'unknown_timezone', 'is not the name of an IANA time zone');
  }
  if (!Array.isArray(calendar.weekly)) report('weekly', 'invalid_shape', 'is not a list of intervals');
  else
    calendar.weekly.forEach((interval: WeeklyInterval, i) => checkInterval(interval, `weekly.${i}`, report));
  const holidays: unknown = calendar.holidays ?? [];
  if (!Array.isArray(holidays)) report('holidays', 'invalid_shape', 'is not a list of dates');
  else {
    holidays.forEach((date: unknown, i) => {
      if (typeof date !== 'string' || parseDate(date) === null) {
        report(`holidays.${i}`, 'invalid_date', 'is not a date such as 2026-12-25');
      }
    });
  }
  return problems;
}

function checkInterval(
  interval: WeeklyInterval,
  field: string,
  report: (field: string, code: string, message: string) => void,
): void {
  if (typeof interval !== 'object' || interval === null) {
    report(field, 'invalid_shape', 'is not an interval');
    return;
  }
  if (!Number.isInteger(interval.weekday) || interval.weekday < 1 || interval.weekday > 7) {
    report(`${field}.weekday`, 'invalid_weekday', 'is not a weekday from 1 (Monday) to 7 (Sunday)');
  }
  for (const end of ['from', 'to'] as const) {
    const minutes = typeof interval[end] === 'string' ? parseWallTime(interval[end]) : null;
    if (minutes === null || (end === 'from' && minutes === 1440)) {
      report(`${field}.${end}`, 'invalid_time', 'is not a time such as 09:00');
    }
  }
}

interface PlacedInterval {
  index: number;
  /** Minutes from Monday 00:00; `end` may lie beyond the week's end. */
  start: number;
  end: number;
}

function intervalProblems(weekly: readonly WeeklyInterval[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const placed: PlacedInterval[] = [];
  weekly.forEach((interval, index) => {
    const from = parseWallTime(interval.from);
    const to = parseWallTime(interval.to);
    if (from === null || to === null) return;
    if (from === to) {
      const message = 'starts and ends at the same time; a whole day is 00:00 to 24:00';
      problems.push({ field: `weekly.${index}`, code: 'empty_interval', message });
      return;
    }
    const start = (interval.weekday - 1) * 1440 + from;
    placed.push({ index, start, end: start + to - from + (to < from ? 1440 : 0) });
  });
  return [...problems, ...overlapProblems(placed)];
}

function overlapProblems(placed: readonly PlacedInterval[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  placed.forEach((later, i) => {
    const earlier = placed.slice(0, i).find((other) => overlap(later, other));
    if (earlier === undefined) return;
    const message = `overlaps the interval weekly.${earlier.index}`;
    problems.push({ field: `weekly.${later.index}`, code: 'overlapping_intervals', message });
  });
  return problems;
}

/** The week is a circle: Sunday night may run into Monday. */
function overlap(a: PlacedInterval, b: PlacedInterval): boolean {
  return [-WEEK_MINUTES, 0, WEEK_MINUTES].some((turn) => a.start < b.end + turn && b.start + turn < a.end);
}

function repeatedHolidays(holidays: readonly string[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  holidays.forEach((date, i) => {
    if (holidays.indexOf(date) === i) return;
    problems.push({ field: `holidays.${i}`, code: 'repeated_date', message: 'is named twice' });
  });
  return problems;
}
