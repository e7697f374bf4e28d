const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) formatters.set(key, (found = new Intl.DateTimeFormat(locale, options)));
  return found;
}

const relative = new Map<string, Intl.RelativeTimeFormat>();
function relativeFormatter(locale: string): Intl.RelativeTimeFormat {
  let found = relative.get(locale);
  if (!found)
    relative.set(locale, (found = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })));
  return found;
}

/** The exact time, for titles and hovers. */
export const exactTime = (iso: string, locale: string): string =>
  formatter(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(iso));

export const shortDateTime = (iso: string, locale: string): string =>
  formatter(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(
    new Date(iso),
  );

/** «hace 5 min», «ayer», and from a week on the date. */
export function relativeTime(iso: string, now: number, locale: string): string {
  const then = Date.parse(iso);
  const past = now - then;
  const size = Math.abs(past);
  const format = relativeFormatter(locale);
  if (size < MINUTE) return format.format(0, 'second');
  if (size < HOUR) return format.format(-Math.trunc(past / MINUTE), 'minute');
  if (size < DAY) return format.format(-Math.trunc(past / HOUR), 'hour');
  if (size < 7 * DAY) return format.format(-Math.trunc(past / DAY), 'day');
  return calendarDate(then, now, locale);
}

/** As short as a column of a list needs: `5 min`, `3 h`, `2 d`, then the date. */
export function age(iso: string, now: number, locale: string): string {
  const then = Date.parse(iso);
  const size = Math.max(0, now - then);
  if (size < HOUR) return `${Math.max(1, Math.trunc(size / MINUTE))} min`;
  if (size < DAY) return `${Math.trunc(size / HOUR)} h`;
  if (size < 7 * DAY) return `${Math.trunc(size / DAY)} d`;
  return calendarDate(then, now, locale);
}

function calendarDate(then: number, now: number, locale: string): string {
  const sameYear = new Date(then).getFullYear() === new Date(now).getFullYear();
  const options: Intl.DateTimeFormatOptions = sameYear
    ? { day: 'numeric', month: 'short' }
    : { day: 'numeric', month: 'short', year: 'numeric' };
  return formatter(locale, options).format(then);
}

/** A span of minutes in its two largest units: `2 h 14 min`, `3 d 4 h`, `12 min`; below a minute `< 1 min`. */
export function duration(minutes: number): string {
  const whole = Math.floor(Math.abs(minutes));
  if (whole === 0) return '< 1 min';
  const days = Math.floor(whole / 1_440);
  const hours = Math.floor((whole % 1_440) / 60);
  const rest = whole % 60;
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
}

export function fileSize(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(3, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1_024)));
  const value = bytes / 1_024 ** power;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
  }).format(value);
}
