import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addBusinessTime as addTo, businessMinutesBetween } from '../src/calendar/arithmetic.js';
import { anyCalendar, iso, minuteInstant, officeCalendar } from './arbitraries.js';
import { openMinutes, walkAdd, walkBetween, wallClockIsOpen } from './oracle.js';

const MINUTE = 60_000;
const WEEK = 7 * 1440;
const some = { numRuns: 200 };
const few = { numRuns: 80 };

/** Not a leap day more than a century has. */
const CENTURY_MS = 36_524 * 1440 * MINUTE;

/**
 * A calendar open for minutes a week may need more than the century that is calculated. Such draws say nothing here,
 * but only where it does not open for as long: refused without need, they fail.
 */
const addBusinessTime: typeof addTo = (calendar, start, length) => {
  try {
    return addTo(calendar, start, length);
  } catch (error) {
    if (!(error instanceof RangeError && error.message.includes('century'))) throw error;
    const open = businessMinutesBetween(calendar, start, iso(Date.parse(start) + CENTURY_MS));
    expect(open).toBeLessThan(length);
    fc.pre(false);
    throw error;
  }
};
const minutes = fc.oneof(fc.integer({ min: 0, max: 3 * WEEK }), fc.integer({ min: 0, max: 600 }));
const instant = fc.tuple(minuteInstant, fc.integer({ min: 0, max: MINUTE - 1 })).map(([a, b]) => a + b);

describe('business time, whatever the calendar', () => {
  it('between two instants is what a walk minute by minute counts', () => {
    fc.assert(
      fc.property(anyCalendar, minuteInstant, fc.integer({ min: 0, max: WEEK }), (calendar, from, length) => {
        const to = from + length * MINUTE;
        expect(businessMinutesBetween(calendar, iso(from), iso(to))).toBe(walkBetween(calendar, from, to));
      }),
      some,
    );
  });

  it('added is where a walk minute by minute arrives first', () => {
    fc.assert(
      fc.property(anyCalendar, minuteInstant, fc.integer({ min: 0, max: 900 }), (calendar, from, length) => {
        const horizon = from + 2 * WEEK * MINUTE;
        const due = walkAdd(calendar, from, length, horizon);
        if (due === null)
          expect(Date.parse(addBusinessTime(calendar, iso(from), length))).toBeGreaterThan(horizon);
        else expect(addBusinessTime(calendar, iso(from), length)).toBe(iso(due));
      }),
      some,
    );
  });

  it('taken back from where it was added gives the same number again, to the millisecond', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        instant,
        minutes,
        fc.integer({ min: 0, max: 59_999 }),
        (calendar, from, whole, ms) => {
          const length = whole + ms / MINUTE;
          const due = addBusinessTime(calendar, iso(from), length);
          expect(businessMinutesBetween(calendar, iso(from), due)).toBeCloseTo(length, 6);
        },
      ),
      some,
    );
  });

  it('added back reaches an open instant again, and the end of the last open stretch for a closed one', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        minuteInstant,
        fc.integer({ min: 1, max: 2 * WEEK }),
        (calendar, from, length) => {
          const to = from + length * MINUTE;
          const open = openMinutes(calendar, from, length);
          const lastOpen = open.lastIndexOf(true);
          const between = businessMinutesBetween(calendar, iso(from), iso(to));
          const expected = lastOpen < 0 ? from : from + (lastOpen + 1) * MINUTE;
          expect(addBusinessTime(calendar, iso(from), between)).toBe(iso(expected));
        },
      ),
      few,
    );
  });

  it('never ends earlier for more minutes, nor for a later start', () => {
    fc.assert(
      fc.property(anyCalendar, instant, minutes, minutes, (calendar, from, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const at = (start: number, length: number) =>
          Date.parse(addBusinessTime(calendar, iso(start), length));
        expect(at(from, less)).toBeLessThanOrEqual(at(from, more));
        expect(at(from, a)).toBeLessThanOrEqual(at(from + b * MINUTE, a));
        expect(at(from, less)).toBeGreaterThanOrEqual(from);
      }),
      some,
    );
  });

  it('adds up: in two steps as in one, and over any instant in between, in any order', () => {
    fc.assert(
      fc.property(anyCalendar, instant, minutes, minutes, instant, (calendar, from, a, b, other) => {
        const inTwo = addBusinessTime(calendar, addBusinessTime(calendar, iso(from), a), b);
        // to start from where nothing is left to run may still be before the next opening
        if (b > 0 || a === 0) expect(inTwo).toBe(addBusinessTime(calendar, iso(from), a + b));
        const between = (x: number, y: number) => businessMinutesBetween(calendar, iso(x), iso(y));
        const to = from + a * MINUTE;
        expect(between(from, other) + between(other, to)).toBeCloseTo(between(from, to), 6);
        expect(between(from, other)).toBe(0 - between(other, from));
      }),
      some,
    );
  });

  it('is never more than the time on the clock', () => {
    fc.assert(
      fc.property(anyCalendar, instant, minutes, (calendar, from, length) => {
        const between = businessMinutesBetween(calendar, iso(from), iso(from + length * MINUTE));
        expect(between).toBeGreaterThanOrEqual(0);
        expect(between).toBeLessThanOrEqual(length);
        expect(businessMinutesBetween(null, iso(from), iso(from + length * MINUTE))).toBe(length);
      }),
      some,
    );
  });

  it('is open when a clock on the wall of the office says so', () => {
    fc.assert(
      fc.property(
        officeCalendar,
        minuteInstant,
        fc.integer({ min: 0, max: (2 * WEEK) / 15 }),
        (calendar, near, quarters) => {
          const from = Math.floor(near / (15 * MINUTE)) * 15 * MINUTE;
          const isOpen = wallClockIsOpen(calendar);
          let open = 0;
          for (let i = 0; i < quarters; i++) if (isOpen(from + i * 15 * MINUTE)) open += 15;
          const to = from + quarters * 15 * MINUTE;
          expect(businessMinutesBetween(calendar, iso(from), iso(to))).toBe(open);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('business time over decades', () => {
  it('is the sum of its years, each counted day by day', () => {
    const calendar = {
      timezone: 'America/Santiago',
      weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday: weekday as 1, from: '08:30', to: '17:45' })),
      holidays: ['2030-09-18', '2030-09-19', '2041-01-01'],
    };
    const isOpen = wallClockIsOpen(calendar);
    let total = 0;
    for (let year = 2020; year < 2050; year++) {
      const day = (n: number) => Date.UTC(year, 0, 1 + n, 16);
      for (let n = 0; new Date(day(n)).getUTCFullYear() === year; n++)
        if (isOpen(day(n))) total += 9 * 60 + 15;
    }
    expect(businessMinutesBetween(calendar, '2020-01-01T03:00:00Z', '2050-01-01T03:00:00Z')).toBe(total);
    const due = addBusinessTime(calendar, '2020-01-01T03:00:00Z', total);
    expect(due).toBe('2049-12-31T20:45:00Z');
  });
});
