import { compileCalendar } from './cache.js';
import { type CompiledCalendar, NoOpenTimeError, type OpenWeek } from './compile.js';
import { formatInstant, MINUTE_MS, parseInstant, WEEK_MS } from './instants.js';
import { type Calendar } from './types.js';

/**
 * The earliest instant at or after `startISO` by which `minutes` of business time have run: Friday 18:00, not
 * Monday 09:00. 0 gives the start itself, even while closed. Fractions are allowed and round up to the
 * millisecond.
 *
 * @param startISO an ISO 8601 instant with `Z` or an offset
 * @returns UTC as `2026-11-20T17:00:00Z`, with milliseconds only where they are not zero
 * @throws RangeError on negative or non-finite minutes, a malformed instant, a result after the year 9999 or,
 *   by a calendar, more than a century ahead
 * @throws NoOpenTimeError when minutes are to run by a calendar without opening hours
 * @throws InvalidInputError when the calendar cannot be understood
 */
export function addBusinessTime(calendar: Calendar, startISO: string, minutes: number): string {
  if (!Number.isFinite(minutes) || minutes < 0) {
    throw new RangeError(`minutes must be a number of at least 0, not ${minutes}`);
  }
  return formatInstant(addBusinessMs(calendar, parseInstant(startISO), wholeMs(minutes)));
}

/**
 * The minutes of business time between two instants, fractions included. With `fromISO` after `toISO` it is the
 * same number negated, so that the time left to a due instant turns negative once that has passed.
 *
 * @throws RangeError on a malformed instant
 * @throws InvalidInputError when the calendar cannot be understood
 */
export function businessMinutesBetween(calendar: Calendar, fromISO: string, toISO: string): number {
  return businessMsBetween(calendar, parseInstant(fromISO), parseInstant(toISO)) / MINUTE_MS;
}

/** `addBusinessTime` on epoch milliseconds and a whole number of milliseconds ≥ 0. */
export function addBusinessMs(calendar: Calendar, start: number, ms: number): number {
  if (calendar === null) return start + ms;
  const compiled = compileCalendar(calendar);
  if (ms === 0) return start;
  if (!compiled.everOpen) throw new NoOpenTimeError();
  return walk(compiled, start, ms);
}

/** `businessMinutesBetween` on epoch milliseconds, in milliseconds. */
export function businessMsBetween(calendar: Calendar, from: number, to: number): number {
  if (calendar === null) return to - from;
  const compiled = compileCalendar(calendar);
  if (!compiled.everOpen || from === to) return 0;
  return from < to ? openBetween(compiled, from, to) : 0 - openBetween(compiled, to, from);
}

/** Minutes as whole milliseconds, rounded up, where the noise of binary fractions is no fraction. */
export function wholeMs(minutes: number): number {
  const ms = minutes * MINUTE_MS;
  const nearest = Math.round(ms);
  return Math.abs(ms - nearest) <= 1e-6 + ms * 1e-12 ? nearest : Math.ceil(ms);
}

/** A century: whoever asks for more has mistyped, and must not keep the machine busy for it. */
const HORIZON_WEEKS = 5_218;

function walk(compiled: CompiledCalendar, start: number, ms: number): number {
  let index = Math.floor(start / WEEK_MS);
  const horizon = index + HORIZON_WEEKS;
  let week = compiled.week(index);
  let needed = ms + openBefore(week, start - index * WEEK_MS);
  while (needed > week.total) {
    needed -= week.total;
    index += 1;
    if (index > horizon) throw new RangeError('so many minutes of business time take more than a century');
    week = compiled.week(index);
  }
  return index * WEEK_MS + instantAt(week, needed);
}

function openBetween(compiled: CompiledCalendar, from: number, to: number): number {
  const first = Math.floor(from / WEEK_MS);
  const last = Math.floor(to / WEEK_MS);
  let open = -openBefore(compiled.week(first), from - first * WEEK_MS);
  for (let index = first; index < last; index++) open += compiled.week(index).total;
  return open + openBefore(compiled.week(last), to - last * WEEK_MS);
}

/** The open time of a week before an offset into it. */
function openBefore(week: OpenWeek, offset: number): number {
  const { starts, ends, before, total } = week;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] as number;
    if (offset <= start) return before[i] as number;
    if (offset < (ends[i] as number)) return (before[i] as number) + offset - start;
  }
  return total;
}

/** The earliest offset into a week by which `open` ms (more than 0, at most its total) have run. */
function instantAt(week: OpenWeek, open: number): number {
  let i = week.before.length - 1;
  while ((week.before[i] as number) >= open) i -= 1;
  return (week.starts[i] as number) + open - (week.before[i] as number);
}
