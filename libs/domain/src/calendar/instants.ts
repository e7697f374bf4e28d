const ISO_INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** The years that are written with four digits. */
const EARLIEST = Date.parse('0000-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * An ISO 8601 instant as epoch milliseconds; finer digits are cut off. It must name its offset (`Z` or `+01:00`):
 * a local time would be read in the zone of whatever machine runs this. Throws a RangeError otherwise.
 */
export function parseInstant(iso: string): number {
  const match = ISO_INSTANT.exec(iso);
  const ms = match === null ? Number.NaN : Date.parse(iso);
  // Date.parse rolls 30 February over into March
  if (
    match === null ||
    Number.isNaN(ms) ||
    Number(match[3]) > daysInMonth(Number(match[1]), Number(match[2]))
  ) {
    throw new RangeError(`not an ISO 8601 instant with an offset: ${iso}`);
  }
  return ms;
}

/** `2026-11-20T17:00:00Z`: UTC, with milliseconds only where they are not zero. */
export function formatInstant(ms: number): string {
  if (!(ms >= EARLIEST && ms <= LATEST))
    throw new RangeError('the instant lies outside the years 0000 to 9999');
  const iso = new Date(ms).toISOString();
  return iso.endsWith('.000Z') ? `${iso.slice(0, 19)}Z` : iso;
}

/** `YYYY-MM-DD` as days since 1970-01-01, or null when it is no date of the (proleptic) Gregorian calendar. */
export function parseDate(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

/** Minutes since midnight of a wall time `HH:MM`, `24:00` included, or null. */
export function parseWallTime(text: string): number | null {
  const match = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(text);
  if (match === null) return null;
  return match[1] === undefined ? 1440 : Number(match[1]) * 60 + Number(match[2]);
}

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const WEEK_MS = 604_800_000;

/** The weekday (Monday = 1) of a day counted from 1970-01-01, a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
