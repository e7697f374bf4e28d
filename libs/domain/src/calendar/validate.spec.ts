import { describe, expect, it } from '@jest/globals';
import { type BusinessCalendar, type Weekday } from './types.js';
import { validateCalendar } from './validate.js';

const calendar = (more: Partial<Record<keyof BusinessCalendar, unknown>>): BusinessCalendar =>
  ({
    timezone: 'Europe/Madrid',
    weekly: [{ weekday: 1, from: '09:00', to: '18:00' }],
    holidays: [],
    ...more,
  }) as BusinessCalendar;
const week = (...intervals: [number, string, string][]) =>
  calendar({ weekly: intervals.map(([weekday, from, to]) => ({ weekday: weekday as Weekday, from, to })) });
const found = (value: BusinessCalendar) =>
  validateCalendar(value).map(({ field, code }) => `${field}: ${code}`);

describe('calendars that may be kept', () => {
  it.each([
    ['around the clock', null],
    ['an ordinary week', week([1, '09:00', '18:00'], [2, '09:00', '18:00'])],
    ['intervals that touch', week([1, '09:00', '14:00'], [1, '14:00', '18:00'])],
    ['whole days in a row', week([1, '00:00', '24:00'], [2, '00:00', '24:00'])],
    ['a night into Monday that ends where Monday begins', week([7, '22:00', '06:00'], [1, '06:00', '08:00'])],
    ['no holidays named', calendar({ holidays: undefined })],
    ['a leap day', calendar({ holidays: ['2028-02-29'] })],
    ['UTC', calendar({ timezone: 'UTC' })],
  ])('%s', (_, value) => {
    expect(validateCalendar(value)).toEqual([]);
  });
});

describe('calendars that may not, by field', () => {
  it.each(['', 'Mars/Phobos', '+02:00', 'Europe/Madrid ', 42])('the time zone %j', (timezone) => {
    expect(found(calendar({ timezone }))).toEqual(['timezone: unknown_timezone']);
  });

  it('no opening hours', () => {
    expect(found(week())).toEqual(['weekly: no_opening_hours']);
  });

  it.each([0, 8, 1.5, '1'])('the weekday %j', (weekday) => {
    expect(found(week([weekday as number, '09:00', '10:00']))).toEqual(['weekly.0.weekday: invalid_weekday']);
  });

  it.each(['9:00', '09:60', '24:01', '25:00', '0900', '09:00:00', ''])('the time %j', (time) => {
    expect(found(week([1, '08:00', time]))).toEqual(['weekly.0.to: invalid_time']);
  });

  it('an interval that starts at 24:00', () => {
    expect(found(week([1, '24:00', '02:00']))).toEqual(['weekly.0.from: invalid_time']);
  });

  it('an empty interval', () => {
    expect(found(week([1, '08:00', '09:00'], [2, '09:00', '09:00']))).toEqual(['weekly.1: empty_interval']);
  });

  it.each([
    ['on one day', week([1, '09:00', '14:00'], [1, '13:59', '18:00'])],
    ['the same twice', week([1, '09:00', '14:00'], [1, '09:00', '14:00'])],
    ['a night and the next morning', week([1, '22:00', '06:00'], [2, '05:00', '09:00'])],
    ['Sunday night and Monday morning', week([1, '05:00', '09:00'], [7, '22:00', '06:00'])],
  ])('intervals that overlap: %s', (_, value) => {
    expect(found(value)).toEqual(['weekly.1: overlapping_intervals']);
    expect(validateCalendar(value)[0]?.message).toContain('weekly.0');
  });

  it.each(['2026-02-29', '2026-13-01', '2026-1-1', '25/12/2026', '', 20261225])('the holiday %j', (date) => {
    expect(found(calendar({ holidays: ['2026-01-01', date] }))).toEqual(['holidays.1: invalid_date']);
  });

  it('a holiday named twice', () => {
    expect(found(calendar({ holidays: ['2026-01-01', '2026-01-06', '2026-01-01'] }))).toEqual([
      'holidays.2: repeated_date',
    ]);
  });

  it.each([
    [calendar({ weekly: 'always' }), 'weekly: invalid_shape'],
    [calendar({ weekly: [null] }), 'weekly.0: invalid_shape'],
    [calendar({ holidays: '2026-01-01' }), 'holidays: invalid_shape'],
  ])('what has the wrong shape altogether', (value, problem) => {
    expect(found(value)).toEqual([problem]);
  });

  it('names everything at once', () => {
    const value = {
      ...week([1, '09:00', '10:00'], [1, '09:30', '9'], [3, '10:00', '10:00']),
      timezone: 'Nowhere',
    };
    expect(found(value)).toEqual([
      'timezone: unknown_timezone',
      'weekly.1.to: invalid_time',
      'weekly.2: empty_interval',
    ]);
  });
});
