import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../problems.js';
import { addBusinessTime, businessMinutesBetween } from './arithmetic.js';
import { compileCalendar } from './cache.js';
import { NoOpenTimeError } from './compile.js';
import { type BusinessCalendar, type Weekday, type WeeklyInterval } from './types.js';

const days = (list: number[], from: string, to: string): WeeklyInterval[] =>
  list.map((weekday) => ({ weekday: weekday as Weekday, from, to }));

/** Madrid, Monday to Friday 09:00–18:00. In November local time is one hour ahead of UTC. */
const office: BusinessCalendar = {
  timezone: 'Europe/Madrid',
  weekly: days([1, 2, 3, 4, 5], '09:00', '18:00'),
  holidays: ['2026-12-25'],
};
const utc = (weekly: WeeklyInterval[], holidays: string[] = []): BusinessCalendar => ({
  timezone: 'UTC',
  weekly,
  holidays,
});

describe('adding business time', () => {
  it.each([
    ['within a day', '2026-11-20T09:00:00Z', 60, '2026-11-20T10:00:00Z'],
    [
      'to the very end of Friday, not the start of Monday',
      '2026-11-20T16:00:00Z',
      60,
      '2026-11-20T17:00:00Z',
    ],
    ['one minute more, over the weekend', '2026-11-20T16:00:00Z', 61, '2026-11-23T08:01:00Z'],
    ['from a closed Saturday', '2026-11-21T12:00:00Z', 30, '2026-11-23T08:30:00Z'],
    ['from before opening', '2026-11-20T03:00:00Z', 30, '2026-11-20T08:30:00Z'],
    ['a full week', '2026-11-16T08:00:00Z', 2_700, '2026-11-20T17:00:00Z'],
    ['over Christmas Day', '2026-12-24T17:00:00Z', 1, '2026-12-28T08:01:00Z'],
  ])('counts %s', (_, start, minutes, due) => {
    expect(addBusinessTime(office, start, minutes)).toBe(due);
  });

  it.each(['2026-11-20T09:00:00Z', '2026-11-21T12:34:56Z', '2026-12-25T10:00:00.125Z'])(
    'gives the start itself for nothing, open or closed: %s',
    (start) => {
      expect(addBusinessTime(office, start, 0)).toBe(start);
      expect(addBusinessTime(null, start, 0)).toBe(start);
      expect(addBusinessTime(utc([]), start, 0)).toBe(start);
    },
  );

  it('takes fractions, and keeps the noise of binary fractions out', () => {
    expect(addBusinessTime(office, '2026-11-20T09:00:00Z', 0.5)).toBe('2026-11-20T09:00:30Z');
    expect(addBusinessTime(office, '2026-11-20T09:00:00Z', 1.1)).toBe('2026-11-20T09:01:06Z');
    expect(addBusinessTime(office, '2026-11-20T09:00:00Z', 1 / 60_000)).toBe('2026-11-20T09:00:00.001Z');
    expect(addBusinessTime(office, '2026-11-20T09:00:00Z', 0.1 / 60_000)).toBe('2026-11-20T09:00:00.001Z');
  });

  it('runs around the clock without a calendar, and loses no minute at midnight', () => {
    expect(addBusinessTime(null, '2026-11-20T23:59:00Z', 2)).toBe('2026-11-21T00:01:00Z');
    const always = utc(days([1, 2, 3, 4, 5, 6, 7], '00:00', '24:00'));
    expect(addBusinessTime(always, '2026-11-20T23:59:00Z', 2)).toBe('2026-11-21T00:01:00Z');
    expect(addBusinessTime(always, '2020-01-01T00:00:00Z', 10 * 365 * 1440)).toBe('2029-12-29T00:00:00Z');
  });

  it('reads any offset and answers in UTC', () => {
    expect(addBusinessTime(office, '2026-11-20T17:00:00+01:00', 60)).toBe('2026-11-20T17:00:00Z');
    expect(addBusinessTime(null, '2026-11-20T17:00-03:30', 0)).toBe('2026-11-20T20:30:00Z');
    expect(addBusinessTime(null, '2026-11-20T17:00:00.000Z', 0)).toBe('2026-11-20T17:00:00Z');
  });

  it.each([-1, -0.001, Number.NaN, Infinity])('refuses %d minutes', (minutes) => {
    expect(() => addBusinessTime(office, '2026-11-20T09:00:00Z', minutes)).toThrow(RangeError);
    expect(() => addBusinessTime(null, '2026-11-20T09:00:00Z', minutes)).toThrow(RangeError);
  });

  it.each([
    '',
    '2026-11-20',
    '2026-11-20T09:00:00',
    '2026-02-30T09:00:00Z',
    '2026-11-20T24:00:00Z',
    'yesterday',
  ])('refuses %j, which is no instant', (start) => {
    expect(() => addBusinessTime(office, start, 1)).toThrow(RangeError);
    expect(() => businessMinutesBetween(office, start, '2026-11-20T09:00:00Z')).toThrow(RangeError);
  });

  it('says so when the calendar never opens, instead of searching forever', () => {
    expect(() => addBusinessTime(utc([]), '2026-11-20T09:00:00Z', 1)).toThrow(NoOpenTimeError);
    expect(businessMinutesBetween(utc([]), '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).toBe(0);
  });

  it('ends with the year 9999, and by a calendar with a century', () => {
    expect(() => addBusinessTime(null, '9999-12-31T23:00:00Z', 61)).toThrow(RangeError);
    const oneMinute = utc([{ weekday: 1, from: '09:00', to: '09:01' }]);
    expect(addBusinessTime(oneMinute, '2026-01-01T00:00:00Z', 5_000)).toBe('2121-10-27T09:01:00Z');
    expect(() => addBusinessTime(oneMinute, '2026-01-01T00:00:00Z', 1e12)).toThrow(RangeError);
  });

  it('passes over years of holidays', () => {
    const sundays = Array.from({ length: 200 }, (_, i) =>
      new Date(Date.UTC(2026, 0, 4 + 7 * i)).toISOString().slice(0, 10),
    );
    const calendar = utc([{ weekday: 7, from: '10:00', to: '11:00' }], sundays);
    expect(addBusinessTime(calendar, '2026-01-01T00:00:00Z', 60)).toBe('2029-11-04T11:00:00Z');
  });

  it('refuses what it cannot understand, naming each field', () => {
    const broken = {
      timezone: 'Mars/Phobos',
      weekly: [{ weekday: 8, from: '9', to: '25:00' }],
      holidays: ['x'],
    };
    try {
      addBusinessTime(broken as unknown as BusinessCalendar, '2026-11-20T09:00:00Z', 1);
      throw new Error('accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as InvalidInputError).problems.map(({ field }) => field)).toEqual([
        'timezone',
        'weekly.0.weekday',
        'weekly.0.from',
        'weekly.0.to',
        'holidays.0',
      ]);
    }
  });
});

describe('the shape of a week', () => {
  it('may have several intervals a day', () => {
    const siesta = utc([...days([1], '09:00', '14:00'), ...days([1], '16:00', '19:00')]);
    expect(addBusinessTime(siesta, '2026-11-23T13:00:00Z', 60)).toBe('2026-11-23T14:00:00Z');
    expect(addBusinessTime(siesta, '2026-11-23T13:00:00Z', 61)).toBe('2026-11-23T16:01:00Z');
    expect(businessMinutesBetween(siesta, '2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z')).toBe(480);
  });

  it('may reach to 24:00 and go on seamlessly at 00:00', () => {
    const late = utc([...days([1], '22:00', '24:00'), ...days([2], '00:00', '02:00')]);
    expect(addBusinessTime(late, '2026-11-23T23:30:00Z', 60)).toBe('2026-11-24T00:30:00Z');
    expect(addBusinessTime(late, '2026-11-23T22:00:00Z', 240)).toBe('2026-11-24T02:00:00Z');
  });

  it('may run past midnight, from Sunday into Monday too', () => {
    const night = utc(days([7], '22:00', '06:00'));
    expect(businessMinutesBetween(night, '2026-11-22T00:00:00Z', '2026-11-23T05:00:00Z')).toBe(420);
    expect(addBusinessTime(night, '2026-11-23T05:00:00Z', 61)).toBe('2026-11-29T22:01:00Z');
  });

  it('has a whole day from a time to the same time', () => {
    const shift = utc(days([3], '08:00', '08:00'));
    expect(businessMinutesBetween(shift, '2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z')).toBe(1_440);
  });

  it('counts what two intervals cover once', () => {
    const overlapping = utc([
      ...days([1], '09:00', '14:00'),
      ...days([1], '12:00', '18:00'),
      ...days([1], '10:00', '11:00'),
    ]);
    expect(businessMinutesBetween(overlapping, '2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z')).toBe(540);
    const nightIntoDay = utc([...days([7], '22:00', '10:00'), ...days([1], '09:00', '12:00')]);
    expect(businessMinutesBetween(nightIntoDay, '2026-11-22T00:00:00Z', '2026-11-24T00:00:00Z')).toBe(840);
  });

  it('loses to a holiday what starts on that day, and only that', () => {
    const night = utc(days([4, 5], '22:00', '06:00'), ['2026-12-25']);
    // Thursday night runs on into the holiday; the holiday's own night is gone, Saturday morning with it
    expect(businessMinutesBetween(night, '2026-12-24T00:00:00Z', '2026-12-27T00:00:00Z')).toBe(480);
    expect(businessMinutesBetween(night, '2026-12-25T00:00:00Z', '2026-12-27T00:00:00Z')).toBe(360);
  });

  it('needs no list of holidays', () => {
    const { timezone, weekly } = office;
    expect(addBusinessTime({ timezone, weekly }, '2026-12-24T17:00:00Z', 1)).toBe('2026-12-25T08:01:00Z');
  });

  it('knows holidays by the local date', () => {
    const auckland: BusinessCalendar = {
      timezone: 'Pacific/Auckland',
      weekly: days([1, 2, 3, 4, 5, 6, 7], '09:00', '10:00'),
      holidays: ['2026-01-02'],
    };
    // 09:00 on 2 January in Auckland is 20:00 on 1 January in UTC
    expect(addBusinessTime(auckland, '2026-01-01T00:00:00Z', 1)).toBe('2026-01-02T20:01:00Z');
  });
});

describe('business minutes between two instants', () => {
  it.each([
    ['a week', '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z', 2_700],
    ['a weekend', '2026-11-20T17:00:00Z', '2026-11-23T08:00:00Z', 0],
    ['half a minute', '2026-11-20T09:00:00Z', '2026-11-20T09:00:30Z', 0.5],
    ['nothing', '2026-11-20T09:00:00Z', '2026-11-20T09:00:00Z', 0],
    ['thirty years', '2026-01-01T00:00:00Z', '2056-01-01T00:00:00Z', 4_226_040],
  ])('%s', (_, from, to, minutes) => {
    expect(businessMinutesBetween(office, from, to)).toBe(minutes);
  });

  it('are negative when the first comes after the second', () => {
    expect(businessMinutesBetween(office, '2026-11-20T10:00:00Z', '2026-11-20T09:00:00Z')).toBe(-60);
    expect(businessMinutesBetween(null, '2026-11-20T10:00:00Z', '2026-11-20T09:00:00Z')).toBe(-60);
    expect(
      Object.is(businessMinutesBetween(office, '2026-11-22T10:00:00Z', '2026-11-22T09:00:00Z'), -0),
    ).toBe(false);
  });

  it('go back before 1970', () => {
    // 1 January 1969 was a Wednesday
    const calendar = utc(days([3], '09:00', '10:00'));
    expect(businessMinutesBetween(calendar, '1969-01-01T00:00:00Z', '1969-01-02T00:00:00Z')).toBe(60);
    expect(addBusinessTime(calendar, '1969-01-01T09:30:00Z', 31)).toBe('1969-01-08T09:01:00Z');
  });
});

describe('calendars that were compiled before', () => {
  it('are recognised by their content', () => {
    expect(compileCalendar(structuredClone(office))).toBe(compileCalendar(structuredClone(office)));
  });

  it('are compiled anew once somebody changed them', () => {
    const calendar = { timezone: 'UTC', weekly: days([1], '09:00', '10:00'), holidays: [] as string[] };
    const due = () => addBusinessTime(calendar, '2026-11-23T00:00:00Z', 30);
    expect(due()).toBe('2026-11-23T09:30:00Z');
    calendar.holidays.push('2026-11-23');
    expect(due()).toBe('2026-11-30T09:30:00Z');
    (calendar.weekly[0] as WeeklyInterval).from = '09:15';
    expect(due()).toBe('2026-11-30T09:45:00Z');
    calendar.timezone = 'Europe/Madrid';
    expect(due()).toBe('2026-11-30T08:45:00Z');
    calendar.weekly.push({ weekday: 2, from: '09:00', to: '10:00' });
    expect(due()).toBe('2026-11-24T08:30:00Z');
  });

  it('stay right when more of them come by than are remembered', () => {
    for (let i = 0; i < 600; i++) {
      const minute = String(i % 60).padStart(2, '0');
      const hour = String(Math.floor(i / 60)).padStart(2, '0');
      const calendar = utc(days([1], `${hour}:${minute}`, '24:00'));
      expect(addBusinessTime(calendar, '2026-11-23T00:00:00Z', 1)).toBe(
        new Date(Date.UTC(2026, 10, 23, 0, i + 1)).toISOString().replace('.000Z', 'Z'),
      );
    }
  });
});
