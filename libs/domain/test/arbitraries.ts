import fc from 'fast-check';
import { type BusinessCalendar, type Weekday, type WeeklyInterval } from '../src/calendar/types.js';

/** Zones with changes by day, at midnight, by half an hour, by odd quarters, around Ramadan, by a whole day. */
export const ZONES = [
  'UTC',
  'Europe/Madrid',
  'America/Santiago',
  'America/Havana',
  'America/New_York',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
];

/** Whole minutes around changes of the clock, and anywhere between 2008 and 2040. */
const CHANGES = [
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-04-05T03:00:00Z',
  '2026-09-06T04:00:00Z',
  '2026-03-08T05:00:00Z',
  '2026-11-01T05:00:00Z',
  '2011-12-30T10:00:00Z',
  '2026-02-15T02:00:00Z',
].map((iso) => Date.parse(iso));

export const minuteInstant = fc.oneof(
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -4 * 1440, max: 2 * 1440 }))
    .map(([change, minutes]) => change + minutes * 60_000),
  fc
    .integer({ min: Date.parse('2008-01-01') / 60_000, max: Date.parse('2040-01-01') / 60_000 })
    .map((minutes) => minutes * 60_000),
);

export const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

const two = (n: number) => String(n).padStart(2, '0');
const time = (step: number) =>
  fc
    .integer({ min: 0, max: 1440 / step - 1 })
    .map((n) => `${two(Math.floor((n * step) / 60))}:${two((n * step) % 60)}`);
const weekday = fc.integer({ min: 1, max: 7 }) as fc.Arbitrary<Weekday>;

const interval: fc.Arbitrary<WeeklyInterval> = fc.record({
  weekday,
  from: time(5),
  to: fc.oneof({ weight: 4, arbitrary: time(5) }, { weight: 1, arbitrary: fc.constant('24:00') }),
});

/** Local dates near the instants above, so that holidays matter. */
const holiday = minuteInstant.map((ms) => iso(ms).slice(0, 10));

/** Any calendar that opens at all: intervals may overlap, run past midnight and lie in gaps and folds. */
export const anyCalendar: fc.Arbitrary<BusinessCalendar> = fc.record({
  timezone: fc.constantFrom(...ZONES),
  weekly: fc.array(interval, { minLength: 1, maxLength: 10 }),
  holidays: fc.array(holiday, { maxLength: 4 }),
});

/** Calendars of quarter hours by day, as offices have them, in zones that change their clock at night. */
export const officeCalendar: fc.Arbitrary<BusinessCalendar> = fc.record({
  timezone: fc.constantFrom(
    'Europe/Madrid',
    'America/New_York',
    'Asia/Kathmandu',
    'Pacific/Chatham',
    'Asia/Tokyo',
  ),
  weekly: fc.array(
    fc
      .tuple(weekday, fc.integer({ min: 20, max: 90 }), fc.integer({ min: 1, max: 40 }))
      .map(([day, start, length]) => {
        const end = Math.min(start + length, 95);
        const clock = (quarter: number) => `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
        return { weekday: day, from: clock(start), to: clock(end) };
      }),
    { minLength: 1, maxLength: 8 },
  ),
  holidays: fc.array(holiday, { maxLength: 4 }),
});
