import { describe, expect, it } from '@jest/globals';
import { addBusinessTime, businessMinutesBetween } from './arithmetic.js';
import { type BusinessCalendar, type Weekday } from './types.js';

/** One interval on every day of the week. */
const daily = (timezone: string, from: string, to: string, holidays: string[] = []): BusinessCalendar => ({
  timezone,
  weekly: ([1, 2, 3, 4, 5, 6, 7] as Weekday[]).map((weekday) => ({ weekday, from, to })),
  holidays,
});
const on = (timezone: string, weekday: Weekday, from: string, to: string): BusinessCalendar => ({
  timezone,
  weekly: [{ weekday, from, to }],
  holidays: [],
});
const minutes = businessMinutesBetween;

describe('Europe/Madrid, clocks change at night', () => {
  const zone = 'Europe/Madrid';

  it('the day of spring has 23 hours, that of autumn 25', () => {
    const allDay = daily(zone, '00:00', '24:00');
    expect(minutes(on(zone, 7, '00:00', '24:00'), '2026-03-28T00:00:00Z', '2026-03-31T00:00:00Z')).toBe(
      23 * 60,
    );
    expect(minutes(on(zone, 7, '00:00', '24:00'), '2026-10-24T00:00:00Z', '2026-10-27T00:00:00Z')).toBe(
      25 * 60,
    );
    expect(addBusinessTime(allDay, '2026-03-28T23:00:00Z', 1440)).toBe('2026-03-29T23:00:00Z');
  });

  it('the night shift is an hour shorter in spring and an hour longer in autumn', () => {
    const night = on(zone, 6, '22:00', '06:00');
    expect(minutes(night, '2026-03-28T00:00:00Z', '2026-03-30T00:00:00Z')).toBe(7 * 60);
    expect(minutes(night, '2026-10-24T00:00:00Z', '2026-10-26T00:00:00Z')).toBe(9 * 60);
    expect(addBusinessTime(night, '2026-03-28T12:00:00Z', 7 * 60)).toBe('2026-03-29T04:00:00Z');
  });

  it('opening hours by day keep their local time on either side', () => {
    const office = on(zone, 1, '09:00', '18:00');
    expect(addBusinessTime(office, '2026-03-23T00:00:00Z', 1)).toBe('2026-03-23T08:01:00Z');
    expect(addBusinessTime(office, '2026-03-24T00:00:00Z', 1)).toBe('2026-03-30T07:01:00Z');
    expect(addBusinessTime(office, '2026-10-20T00:00:00Z', 1)).toBe('2026-10-26T08:01:00Z');
  });

  it.each([
    // 02:00–03:00 does not exist on 29 March: such times are read with the winter offset
    ['02:15', '02:45', '2026-03-29T01:15:00Z', 30],
    ['01:30', '02:30', '2026-03-29T00:30:00Z', 60],
    ['02:30', '04:00', '2026-03-29T01:30:00Z', 30],
    ['01:30', '03:30', '2026-03-29T00:30:00Z', 60],
  ])('in the gap of spring %s–%s opens at %s for %d minutes', (from, to, opens, length) => {
    const calendar = on(zone, 7, from, to);
    expect(minutes(calendar, '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z')).toBe(length);
    expect(minutes(calendar, '2026-03-28T12:00:00Z', opens)).toBe(0);
    expect(addBusinessTime(calendar, opens, length)).toBe(
      new Date(Date.parse(opens) + length * 60_000).toISOString().replace('.000Z', 'Z'),
    );
  });

  it('an interval whose end falls before its start in the gap is empty that day', () => {
    const calendar = on(zone, 7, '02:30', '03:15');
    expect(minutes(calendar, '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z')).toBe(0);
    expect(addBusinessTime(calendar, '2026-03-28T12:00:00Z', 45)).toBe('2026-04-05T01:15:00Z');
  });

  it.each([
    // 02:00–03:00 occurs twice on 25 October: such a time is its first occurrence
    ['02:15', '02:45', '2026-10-25T00:15:00Z', 30],
    ['02:00', '03:00', '2026-10-25T00:00:00Z', 120],
    ['01:30', '02:30', '2026-10-24T23:30:00Z', 60],
    ['02:30', '03:30', '2026-10-25T00:30:00Z', 120],
  ])('in the fold of autumn %s–%s opens at %s for %d minutes', (from, to, opens, length) => {
    const calendar = on(zone, 7, from, to);
    expect(minutes(calendar, '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z')).toBe(length);
    expect(minutes(calendar, '2026-10-24T12:00:00Z', opens)).toBe(0);
  });
});

describe('America/Santiago, clocks change at midnight in the other half of the year', () => {
  const zone = 'America/Santiago';

  it('the Saturday that gets an hour back at its end has 25', () => {
    const saturday = on(zone, 6, '00:00', '24:00');
    expect(minutes(saturday, '2026-04-03T00:00:00Z', '2026-04-07T00:00:00Z')).toBe(25 * 60);
    expect(minutes(on(zone, 6, '23:00', '24:00'), '2026-04-03T00:00:00Z', '2026-04-07T00:00:00Z')).toBe(120);
  });

  it('the Sunday whose midnight does not exist begins at 01:00 and has 23', () => {
    const sunday = on(zone, 7, '00:00', '24:00');
    expect(minutes(sunday, '2026-09-05T00:00:00Z', '2026-09-09T00:00:00Z')).toBe(23 * 60);
    expect(addBusinessTime(sunday, '2026-09-05T00:00:00Z', 1)).toBe('2026-09-06T04:01:00Z');
  });

  it('the Saturday before it still ends where that Sunday begins', () => {
    const saturday = on(zone, 6, '22:00', '24:00');
    expect(addBusinessTime(saturday, '2026-09-05T00:00:00Z', 120)).toBe('2026-09-06T04:00:00Z');
  });
});

describe('America/Havana, midnight occurs twice in autumn', () => {
  it('Sunday starts at its first midnight and has 25 hours', () => {
    const sunday = on('America/Havana', 7, '00:00', '24:00');
    expect(minutes(sunday, '2026-10-31T00:00:00Z', '2026-11-03T00:00:00Z')).toBe(25 * 60);
    expect(addBusinessTime(sunday, '2026-10-31T00:00:00Z', 1)).toBe('2026-11-01T04:01:00Z');
    expect(
      minutes(on('America/Havana', 7, '00:00', '01:00'), '2026-10-31T00:00:00Z', '2026-11-02T00:00:00Z'),
    ).toBe(120);
  });

  it('Sunday starts at 01:00 in spring', () => {
    const sunday = on('America/Havana', 7, '00:00', '02:00');
    expect(minutes(sunday, '2026-03-07T00:00:00Z', '2026-03-09T00:00:00Z')).toBe(60);
    expect(addBusinessTime(sunday, '2026-03-07T00:00:00Z', 60)).toBe('2026-03-08T06:00:00Z');
  });
});

describe('Asia/Kathmandu, a quarter of an hour off', () => {
  it('opens at a quarter past', () => {
    const office = daily('Asia/Kathmandu', '09:00', '17:00');
    expect(addBusinessTime(office, '2026-11-23T00:00:00Z', 1)).toBe('2026-11-23T03:16:00Z');
    expect(addBusinessTime(office, '2026-11-23T00:00:00Z', 480)).toBe('2026-11-23T11:15:00Z');
  });

  it('took that quarter from the first hour of 1986', () => {
    const wednesday = on('Asia/Kathmandu', 3, '00:00', '24:00');
    expect(minutes(wednesday, '1985-12-30T00:00:00Z', '1986-01-03T00:00:00Z')).toBe(24 * 60 - 15);
  });
});

describe('Pacific/Apia, which had no 30 December 2011', () => {
  const zone = 'Pacific/Apia';
  const [before, after] = ['2011-12-29T00:00:00Z', '2012-01-02T00:00:00Z'];

  it('counts the days that were there, each once', () => {
    const office = daily(zone, '09:00', '17:00');
    // Thursday 29 at UTC−10 and Saturday 31 at UTC+14 follow each other; Friday's hours fall onto Saturday's
    expect(addBusinessTime(office, '2011-12-29T19:00:00Z', 480)).toBe('2011-12-30T03:00:00Z');
    expect(addBusinessTime(office, '2011-12-29T19:00:00Z', 481)).toBe('2011-12-30T19:01:00Z');
    expect(minutes(office, '2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z')).toBe(2 * 480);
  });

  it('reads the times of the missing Friday with the offset before the gap: a day later on the clock', () => {
    expect(minutes(on(zone, 5, '09:00', '17:00'), before, after)).toBe(480);
    expect(addBusinessTime(on(zone, 5, '09:00', '17:00'), before, 1)).toBe('2011-12-30T19:01:00Z');
  });

  it('a holiday on the missing Friday removes even these', () => {
    const calendar = { ...on(zone, 5, '09:00', '17:00'), holidays: ['2011-12-30'] };
    expect(minutes(calendar, before, after)).toBe(0);
  });

  it("Thursday's night shift lasts as long as any other", () => {
    expect(minutes(on(zone, 4, '22:00', '06:00'), before, after)).toBe(480);
    expect(minutes(on(zone, 4, '18:00', '24:00'), before, after)).toBe(360);
  });

  it('around the clock nothing is lost and nothing doubled', () => {
    const always = daily(zone, '00:00', '24:00');
    expect(minutes(always, before, after)).toBe(4 * 1440);
    expect(addBusinessTime(always, before, 4 * 1440)).toBe(after);
  });
});

describe('Africa/Casablanca, which goes back and forth around Ramadan', () => {
  it('keeps the local opening time through all four changes of a year', () => {
    const office = daily('Africa/Casablanca', '09:00', '10:00');
    // winter and summer UTC+1, during Ramadan (18 February to 19 March 2026) UTC
    expect(addBusinessTime(office, '2026-02-01T00:00:00Z', 1)).toBe('2026-02-01T08:01:00Z');
    expect(addBusinessTime(office, '2026-03-01T00:00:00Z', 1)).toBe('2026-03-01T09:01:00Z');
    expect(addBusinessTime(office, '2026-04-01T00:00:00Z', 1)).toBe('2026-04-01T08:01:00Z');
  });
});
