import type { Holidays } from '@noxdesk/contracts';
import ICAL from 'ical.js';
import { invalidField } from '../../platform/http/problem.js';
import { plusDays, yearlyDates, type YearlyRule } from './yearly-rule.js';

/** More dates than a calendar of opening hours keeps. */
const MOST_DATES = 2_000;
const LONGEST_DAYS = 366;

type Skipped = Holidays['skipped'][number];

/**
 * The whole days that the events of an iCalendar text (RFC 5545) cover, from `from` up to and without `end`, in order,
 * each once. Yearly rules are followed; what is not a day, or recurs otherwise, is named instead.
 * @throws ProblemError 422 where it is no iCalendar text
 */
export function readHolidays(text: string, from: string, end: string): Holidays {
  const names = new Map<string, string>();
  const skipped: Skipped[] = [];
  for (const event of eventsOf(text)) {
    const name = String(event.getFirstPropertyValue('summary') ?? '').trim();
    const days = daysOf(event, from, end);
    if (typeof days === 'string') skipped.push({ name, reason: days });
    else for (const day of days) if (!names.has(day)) names.set(day, name);
  }
  if (names.size > MOST_DATES) throw invalidField('ical', 'too_big');
  const holidays = [...names].map(([date, name]) => ({ date, name }));
  return { holidays: holidays.sort((a, b) => (a.date < b.date ? -1 : 1)), skipped };
}

function eventsOf(text: string): ICAL.Component[] {
  try {
    const calendar = new ICAL.Component(
      ICAL.parse(text.replace(/^\uFEFF/, '').trim()) as [string, never, never],
    );
    if (calendar.name !== 'vcalendar') throw new Error('not a VCALENDAR');
    return calendar.getAllSubcomponents('vevent');
  } catch {
    throw invalidField('ical', 'not_a_calendar');
  }
}

function daysOf(event: ICAL.Component, from: string, end: string): string[] | Skipped['reason'] {
  const start = event.getFirstPropertyValue('dtstart');
  if (!(start instanceof ICAL.Time) || !start.isDate) return 'not_a_day';
  const first = dateText(start);
  const length = lengthOf(event, start);
  const rule = event.getFirstPropertyValue('rrule');
  const read = rule === null ? null : readRule(rule);
  if (read === undefined || event.getAllProperties('rrule').length > 1) return 'rule_not_supported';
  const except = new Set(datesOf(event, 'exdate'));
  const starts = [...(read ? yearlyDates(first, read, end) : [first]), ...datesOf(event, 'rdate')];
  return starts
    .filter((date) => !except.has(date))
    .flatMap((date) => Array.from({ length }, (_, index) => plusDays(date, index)))
    .filter((date) => date >= from && date < end);
}

const dateText = (time: ICAL.Time): string =>
  [String(time.year).padStart(4, '0'), pad(time.month), pad(time.day)].join('-');
const pad = (value: number) => String(value).padStart(2, '0');

/** In days: DTEND is exclusive, and without one the event lasts its day (RFC 5545 §3.6.1). */
function lengthOf(event: ICAL.Component, start: ICAL.Time): number {
  const end = event.getFirstPropertyValue('dtend');
  const duration = event.getFirstPropertyValue('duration');
  const seconds =
    end instanceof ICAL.Time
      ? end.subtractDate(start).toSeconds()
      : duration instanceof ICAL.Duration
        ? duration.toSeconds()
        : 0;
  return Math.min(LONGEST_DAYS, Math.max(1, Math.ceil(seconds / 86_400)));
}

const datesOf = (event: ICAL.Component, name: 'exdate' | 'rdate'): string[] =>
  event
    .getAllProperties(name)
    .flatMap((property) => property.getValues() as unknown[])
    .filter((value) => value instanceof ICAL.Time)
    .map(dateText);

const READ_PARTS = new Set(['BYMONTH', 'BYMONTHDAY', 'BYDAY']);
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** @returns undefined for what is not read */
function readRule(value: unknown): YearlyRule | undefined {
  if (!(value instanceof ICAL.Recur) || value.freq !== 'YEARLY') return undefined;
  const parts = value.parts as Record<string, (string | number)[]>;
  if (Object.keys(parts).some((part) => !READ_PARTS.has(part))) return undefined;
  const numbers = (part: string) => (parts[part] ?? []).map(Number);
  const weekdays = (parts.BYDAY ?? []).map((text) => {
    const [, nth = '', day = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(String(text)) ?? [];
    return { day: WEEKDAYS.indexOf(day), nth: Number(nth) };
  });
  // Without a month an nth weekday counts through the year.
  if (weekdays.length > 0 && !parts.BYMONTH) return undefined;
  return {
    interval: Math.max(1, value.interval),
    months: numbers('BYMONTH'),
    monthDays: numbers('BYMONTHDAY'),
    weekdays,
    until: value.until ? dateText(value.until) : null,
    count: value.count || null,
  };
}
