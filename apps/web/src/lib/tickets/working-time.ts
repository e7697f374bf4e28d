import { duration } from '../time/format.js';

/**
 * Time that a clock of opening hours has or had: never in days, for a day of opening hours is no day of the calendar.
 * `72 h`, `6 h 40 min`; below a minute `< 1 min`.
 */
export function workingTime(minutes: number): string {
  const hours = Math.floor(Math.abs(minutes) / 60);
  if (hours < 24) return duration(minutes);
  const rest = Math.floor(Math.abs(minutes) % 60);
  return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
}
