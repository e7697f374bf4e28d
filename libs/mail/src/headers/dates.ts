const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Minutes east of UTC (RFC 5322 §4.3; the American zones, and those that are seen in mails). */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  met: 60,
  mez: 60,
  cest: 120,
  mest: 120,
  mesz: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  hkt: 480,
  cst8: 480,
  jst: 540,
  kst: 540,
  aest: 600,
  aedt: 660,
  nzst: 720,
  nzdt: 780,
  edt: -240,
  est: -300,
  cdt: -300,
  cst: -360,
  mdt: -360,
  mst: -420,
  pdt: -420,
  pst: -480,
  akst: -540,
  hst: -600,
  art: -180,
  brt: -180,
  clt: -240,
};

const RFC_5322 =
  /(\d{1,2})[\s.-]+([a-z]{3,9})[\s.,-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:[.,]\d+)?)?\s*(am|pm)?\s*(?:(?:gmt|utc)(?=[+-]))?\s*([+-]\s?\d{1,2}:?\d{2}|[a-z]{1,5}\d?)?/i;
const ASCTIME =
  /([a-z]{3})[a-z]*\s+(\d{1,2})[\s,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s+(?:([a-z]{1,4}|[+-]\d{4})\s+)?(\d{4})(?:\s+([+-]\d{4}))?/i;
const AMERICAN =
  /([a-z]{3})[a-z]*\s+(\d{1,2}),?\s+(\d{4})[\s,]+(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(am|pm)?\s*([+-]\d{4}|[a-z]{1,5})?/i;

/** A mail's Date in its right and wrong forms; null where no instant can be read. Without a zone it is UTC. */
export function parseMailDate(raw: string): Date | null {
  const text = raw
    .slice(0, 300)
    .replace(/\([^)]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ?: ?/g, ':')
    .trim()
    .slice(0, 120);
  const rfc = RFC_5322.exec(text);
  if (rfc) return build(rfc[3]!, rfc[2]!, rfc[1]!, rfc[4]!, rfc[5]!, rfc[6], rfc[7], rfc[8]);
  const american = AMERICAN.exec(text);
  if (american)
    return build(
      american[3]!,
      american[1]!,
      american[2]!,
      american[4]!,
      american[5]!,
      american[6],
      american[7],
      american[8],
    );
  const asc = ASCTIME.exec(text);
  if (asc) return build(asc[7]!, asc[1]!, asc[2]!, asc[3]!, asc[4]!, asc[5], undefined, asc[8] ?? asc[6]);
  return parseNumeric(text);
}

function build(
  year: string,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string | undefined,
  half: string | undefined,
  zone: string | undefined,
): Date | null {
  const monthIndex = MONTHS.indexOf(month.slice(0, 3).toLowerCase());
  if (monthIndex === -1) return null;
  let hours = Number(hour);
  if (half) hours = (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return assemble(
    fullYear(year),
    monthIndex,
    Number(day),
    hours,
    Number(minute),
    Number(second ?? 0),
    zoneMinutes(zone),
  );
}

/** RFC 5322 §4.3: two digits below 50 are 20xx, others 19xx; three digits count from 1900. */
function fullYear(year: string): number {
  const value = Number(year);
  if (year.length === 2) return value < 50 ? 2000 + value : 1900 + value;
  return year.length === 3 ? 1900 + value : value;
}

function zoneMinutes(zone: string | undefined): number {
  if (!zone) return 0;
  const offset = /^([+-])\s?(\d{1,2}):?(\d{2})$/.exec(zone);
  if (!offset) return ZONES[zone.toLowerCase()] ?? 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  if (minutes > 24 * 60) return 0;
  return offset[1] === '-' ? -minutes : minutes;
}

function assemble(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: number,
): Date | null {
  if (
    month > 11 ||
    day < 1 ||
    day > 31 ||
    hour > 24 ||
    minute > 59 ||
    second > 61 ||
    year < 1900 ||
    year > 9999
  )
    return null;
  const time = Date.UTC(year, month, day, hour, minute, Math.min(second, 59)) - zone * 60_000;
  return Number.isFinite(time) ? new Date(time) : null;
}

const YEAR_FIRST =
  /(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(z|[+-]\d{2}:?\d{2})?/i;
const DAY_FIRST =
  /(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(z|[+-]\d{2}:?\d{2})?/i;

/** `2026-11-23 10:00:00 +0100`, ISO 8601; `23-11-2026 10:00`, with the month first where nothing else fits. */
function parseNumeric(text: string): Date | null {
  const match = YEAR_FIRST.exec(text);
  if (match) {
    const [, year, month, day, hour, minute, second, zone] = match;
    return assemble(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second ?? 0),
      zoneMinutes(zone),
    );
  }
  const other = DAY_FIRST.exec(text);
  if (!other) return null;
  const [, first, second, year, hour, minute, seconds, zone] = other;
  const [day, month] = Number(second) > 12 ? [second, first] : [first, second];
  return assemble(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(seconds ?? 0),
    zoneMinutes(zone),
  );
}
