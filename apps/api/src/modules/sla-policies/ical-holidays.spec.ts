import { describe, expect, it } from '@jest/globals';
import { readHolidays } from './ical-holidays.js';

const calendar = (...events: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...events, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT'].join('\r\n');
const dates = (text: string, from = '2026-01-01', end = '2029-01-01') =>
  readHolidays(text, from, end).holidays.map(({ date }) => date);

describe('holidays of an iCalendar file', () => {
  it('are its whole days, with their names, in order', () => {
    const text = calendar(
      event('DTSTART;VALUE=DATE:20261225', 'DTEND;VALUE=DATE:20261226', 'SUMMARY:Navidad\\, del Señor'),
      event('DTSTART;VALUE=DATE:20260106', 'SUMMARY:Reyes'),
    );
    expect(readHolidays(text, '2026-01-01', '2027-01-01')).toEqual({
      holidays: [
        { date: '2026-01-06', name: 'Reyes' },
        { date: '2026-12-25', name: 'Navidad, del Señor' },
      ],
      skipped: [],
    });
  });

  it('last until the day before DTEND, or as long as DURATION says', () => {
    expect(dates(calendar(event('DTSTART;VALUE=DATE:20260402', 'DTEND;VALUE=DATE:20260405')))).toEqual([
      '2026-04-02',
      '2026-04-03',
      '2026-04-04',
    ]);
    expect(dates(calendar(event('DTSTART;VALUE=DATE:20261231', 'DURATION:P2D')))).toEqual([
      '2026-12-31',
      '2027-01-01',
    ]);
  });

  it.each([
    ['FREQ=YEARLY', '20201225', ['2026-12-25', '2027-12-25', '2028-12-25']],
    ['FREQ=YEARLY;INTERVAL=2', '20201225', ['2026-12-25', '2028-12-25']],
    ['FREQ=YEARLY;UNTIL=20271225', '20201225', ['2026-12-25', '2027-12-25']],
    ['FREQ=YEARLY;COUNT=7', '20201225', ['2026-12-25']],
    ['FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', '20201126', ['2026-11-26', '2027-11-25', '2028-11-23']],
    ['FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO', '20200525', ['2026-05-25', '2027-05-31', '2028-05-29']],
    [
      'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1',
      '20270101',
      ['2027-01-01', '2027-07-01', '2028-01-01', '2028-07-01'],
    ],
    ['FREQ=YEARLY', '20240229', ['2028-02-29']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '20200101', []],
  ])('recur by %s from %s on', (rule, start, expected) => {
    expect(dates(calendar(event(`DTSTART;VALUE=DATE:${start}`, `RRULE:${rule}`)))).toEqual(expected);
  });

  it('leave out exceptions and take in further dates', () => {
    const text = calendar(
      event(
        'DTSTART;VALUE=DATE:20260501',
        'RRULE:FREQ=YEARLY',
        'EXDATE;VALUE=DATE:20270501',
        'RDATE;VALUE=DATE:20270503',
      ),
    );
    expect(dates(text)).toEqual(['2026-05-01', '2027-05-03', '2028-05-01']);
  });

  it('that two files or events name are there once', () => {
    const day = event('DTSTART;VALUE=DATE:20260501');
    expect(dates(calendar(day, day))).toEqual(['2026-05-01']);
  });

  it('tell what is no whole day, or recurs in another way', () => {
    const text = calendar(
      event('DTSTART:20260501T090000Z', 'SUMMARY:Reunión'),
      event('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=DAILY', 'SUMMARY:Siempre'),
      event('DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY;BYWEEKNO=20', 'SUMMARY:Semana 20'),
    );
    expect(readHolidays(text, '2026-01-01', '2027-01-01')).toEqual({
      holidays: [],
      skipped: [
        { name: 'Reunión', reason: 'not_a_day' },
        { name: 'Siempre', reason: 'rule_not_supported' },
        { name: 'Semana 20', reason: 'rule_not_supported' },
      ],
    });
  });

  it.each(['', 'hello', 'BEGIN:VCALENDAR', 'BEGIN:VEVENT\r\nEND:VEVENT', '[]'])(
    'are refused in %j, which is no calendar',
    (text) => {
      expect(() => readHolidays(text, '2026-01-01', '2027-01-01')).toThrow('invalid_input');
    },
  );

  it('of a calendar folded as files are, and with a byte order mark, are read', () => {
    const text = `\uFEFF${calendar(event('DTSTART;VALUE=DATE:20260501', 'SUMMARY:Día del\r\n  Trabajo'))}`;
    expect(readHolidays(text, '2026-01-01', '2027-01-01').holidays).toEqual([
      { date: '2026-05-01', name: 'Día del Trabajo' },
    ]);
  });
});
