import { InvalidInputError } from '../problems.js';
import { DAY_MS, MINUTE_MS, parseDate, parseWallTime, WEEK_MS, weekdayOf } from './instants.js';
import { type BusinessCalendar } from './types.js';
import { calendarSyntaxProblems } from './validate.js';
import { Zone } from './zone.js';

/** Raised when time is to run by a calendar that never opens. */
export class NoOpenTimeError extends Error {
  override readonly name = 'NoOpenTimeError';

  constructor() {
    super('the calendar has no opening hours, so no business time ever passes');
  }
}

/**
 * The open time of one week of UTC, as disjoint ascending intervals in ms from the week's start. `before[i]`
 * is the open time before interval i. Weeks are counted from 1970-01-01T00:00Z.
 */
export interface OpenWeek {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly before: readonly number[];
  readonly total: number;
}

/** Minutes from midnight; `to` beyond 1440 lies on the next day. */
interface Span {
  from: number;
  to: number;
}

/** About 78 years; whoever walks further pays for it again. */
const REMEMBERED_WEEKS = 4_096;

/**
 * A calendar made ready for arithmetic. Most weeks of a zone look alike, so a week is worked out once for each
 * offset from UTC and shared; only a week near a change of the clock or with a holiday is worked out by itself.
 */
export class CompiledCalendar {
  readonly #zone: Zone;
  readonly #spansByWeekday: readonly (readonly Span[])[];
  readonly #holidays: ReadonlySet<number>;
  readonly #ordinary = new Map<number, OpenWeek>();
  readonly #weeks = new Map<number, OpenWeek>();
  /** False: no opening hours at all. Holidays cannot make it so, for there are only so many of them. */
  readonly everOpen: boolean;

  /** Throws an InvalidInputError for what cannot be understood; overlaps are merged, not refused. */
  constructor(calendar: BusinessCalendar) {
    const problems = calendarSyntaxProblems(calendar);
    if (problems.length > 0) throw new InvalidInputError('invalid calendar', problems);
    this.#zone = Zone.of(calendar.timezone);
    this.#spansByWeekday = spansByWeekday(calendar);
    this.#holidays = new Set((calendar.holidays ?? []).map((date) => parseDate(date) ?? Number.NaN));
    this.everOpen = calendar.weekly.length > 0;
  }

  week(index: number): OpenWeek {
    const known = this.#weeks.get(index);
    if (known !== undefined) return known;
    const week = this.#work(index);
    if (this.#weeks.size >= REMEMBERED_WEEKS) this.#weeks.clear();
    this.#weeks.set(index, week);
    return week;
  }

  #work(index: number): OpenWeek {
    // An interval may start two days before the week it reaches into, local dates may be a day off UTC's, and
    // a zone may skip a whole day: three days to either side cover all of it.
    const first = index * 7 - 3;
    const last = index * 7 + 9;
    const offset = this.#zone.constantOffset(first, last + 1);
    const special = offset === null || this.#hasHoliday(first, last);
    if (special) return this.#collect(index, first, last, offset);
    const known = this.#ordinary.get(offset);
    if (known !== undefined) return known;
    const week = this.#collect(index, first, last, offset);
    this.#ordinary.set(offset, week);
    return week;
  }

  #hasHoliday(first: number, last: number): boolean {
    if (this.#holidays.size === 0) return false;
    for (let day = first; day <= last; day++) if (this.#holidays.has(day)) return true;
    return false;
  }

  #collect(index: number, first: number, last: number, offset: number | null): OpenWeek {
    const base = index * WEEK_MS;
    const instant = (day: number, minute: number) =>
      (offset === null ? this.#zone.instantOf(day, minute) : day * DAY_MS + minute * MINUTE_MS - offset) -
      base;
    const intervals: [number, number][] = [];
    for (let day = first; day <= last; day++) {
      if (this.#holidays.has(day)) continue;
      for (const { from, to } of this.#spansByWeekday[weekdayOf(day)] ?? []) {
        intervals.push([Math.max(0, instant(day, from)), Math.min(WEEK_MS, instant(day, to))]);
      }
    }
    return mergeIntervals(intervals);
  }
}

function spansByWeekday(calendar: BusinessCalendar): Span[][] {
  const spans: Span[][] = [[], [], [], [], [], [], [], []];
  for (const interval of calendar.weekly) {
    const from = parseWallTime(interval.from) ?? 0;
    const to = parseWallTime(interval.to) ?? 0;
    spans[interval.weekday]?.push({ from, to: to <= from ? to + 1440 : to });
  }
  return spans;
}

/** The union of intervals: an instant that two of them cover is open once. Empty and inverted ones fall away. */
function mergeIntervals(intervals: [number, number][]): OpenWeek {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [start, end] of intervals.filter(([a, b]) => a < b).sort(([a], [b]) => a - b)) {
    const last = ends.length - 1;
    if (last >= 0 && start <= (ends[last] as number)) ends[last] = Math.max(ends[last] as number, end);
    else {
      starts.push(start);
      ends.push(end);
    }
  }
  const before: number[] = [];
  let total = 0;
  for (let i = 0; i < starts.length; i++) {
    before.push(total);
    total += (ends[i] as number) - (starts[i] as number);
  }
  return { starts, ends, before, total };
}
