import { Temporal } from 'temporal-polyfill';
import { type BusinessCalendar } from '../src/calendar/types.js';

const MINUTE = 60_000;

/**
 * The open intervals of a calendar as its definition reads, one local day after the other, without any of the
 * library's shortcuts. `from` and `to` are epoch ms; days that could reach into them are included.
 */
export function openIntervals(calendar: BusinessCalendar, from: number, to: number): [number, number][] {
  const zone = calendar.timezone;
  const dateAt = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
  const wall = (date: Temporal.PlainDate, time: string) =>
    (time === '24:00'
      ? date.add({ days: 1 }).toPlainDateTime()
      : date.toPlainDateTime(Temporal.PlainTime.from(time))
    ).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
  const last = dateAt(to).add({ days: 2 });
  const intervals: [number, number][] = [];
  for (
    let date = dateAt(from).subtract({ days: 3 });
    Temporal.PlainDate.compare(date, last) <= 0;
    date = date.add({ days: 1 })
  ) {
    if (calendar.holidays?.includes(date.toString())) continue;
    for (const interval of calendar.weekly) {
      if (interval.weekday !== date.dayOfWeek) continue;
      const ends = interval.to <= interval.from ? date.add({ days: 1 }) : date;
      intervals.push([wall(date, interval.from), wall(ends, interval.to)]);
    }
  }
  return intervals;
}

/** Whether each minute from `from` on is open; `from` is a whole minute. */
export function openMinutes(calendar: BusinessCalendar, from: number, count: number): boolean[] {
  const intervals = openIntervals(calendar, from, from + count * MINUTE);
  return Array.from({ length: count }, (_, i) => {
    const at = from + i * MINUTE;
    return intervals.some(([start, end]) => start <= at && at < end);
  });
}

/** Business minutes of a span, counted minute by minute. */
export function walkBetween(calendar: BusinessCalendar, from: number, to: number): number {
  return openMinutes(calendar, from, (to - from) / MINUTE).filter(Boolean).length;
}

/** The instant by which whole minutes have run, looked for minute by minute up to `horizon`; null: not by then. */
export function walkAdd(
  calendar: BusinessCalendar,
  from: number,
  minutes: number,
  horizon: number,
): number | null {
  if (minutes === 0) return from;
  let left = minutes;
  for (const [i, open] of openMinutes(calendar, from, (horizon - from) / MINUTE).entries()) {
    if (open && --left === 0) return from + (i + 1) * MINUTE;
  }
  return null;
}

/**
 * Whether wall clocks in the zone show opening hours, for calendars whose intervals neither cross midnight nor
 * lie in hours that a change of the clock touches. It asks Intl, not Temporal.
 */
export function wallClockIsOpen(calendar: BusinessCalendar): (ms: number) => boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: calendar.timezone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  return (ms) => {
    const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    if (calendar.holidays?.includes(`${parts.year}-${parts.month}-${parts.day}`)) return false;
    const time = `${parts.hour}:${parts.minute}`;
    const weekday = names.indexOf(parts.weekday ?? '') + 1;
    return calendar.weekly.some((open) => open.weekday === weekday && open.from <= time && time < open.to);
  };
}
