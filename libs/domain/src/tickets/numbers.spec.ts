import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  findTicketNumbersInSubject,
  formatTicketNumber,
  MAX_TICKET_NUMBER,
  parseTicketNumber,
} from './numbers.js';

describe('ticket numbers', () => {
  it.each([
    [1, 'TK-000001'],
    [42, 'TK-000042'],
    [999_999, 'TK-999999'],
    [1_000_000, 'TK-1000000'],
    [MAX_TICKET_NUMBER, 'TK-2147483647'],
  ])('%d is written %s', (number, text) => {
    expect(formatTicketNumber(number)).toBe(text);
    expect(parseTicketNumber(text)).toBe(number);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, MAX_TICKET_NUMBER + 1])('%d is no ticket number', (number) => {
    expect(() => formatTicketNumber(number)).toThrow(RangeError);
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: MAX_TICKET_NUMBER }), (number) => {
        const text = formatTicketNumber(number);
        expect(parseTicketNumber(text)).toBe(number);
        expect(findTicketNumbersInSubject(`Re: [${text}] Ayuda`)).toEqual([number]);
      }),
    );
  });

  it.each([' tk-000042 ', 'TK-42', 'Tk-0042'])('forgives how people type: %j', (text) => {
    expect(parseTicketNumber(text)).toBe(42);
  });

  it.each([
    '',
    '42',
    'TK-',
    'TK-000000',
    'TK-99999999999',
    'XTK-000042',
    'TK-000042 error',
    'TK-٤٢',
    'TK 000042',
  ])('%j is no ticket number', (text) => {
    expect(parseTicketNumber(text)).toBeNull();
  });
});

describe('ticket numbers in a subject', () => {
  it.each([
    ['[TK-000042] No puedo entrar', [42]],
    ['RE: Fwd: [tk-000042] No puedo entrar', [42]],
    ['[TK-000042] [TK-000007] [TK-000042]', [42, 7]],
    ['[TK-1000000] grande', [1_000_000]],
    ['TK-000042 without brackets', []],
    ['[TK-42] too short', []],
    ['[TK-0000042] seven digits only after 999999', []],
    ['[TK-000000] zero', []],
    ['[TK-000042 ] spaced', []],
    ['', []],
  ])('%j names %j', (subject, numbers) => {
    expect(findTicketNumbersInSubject(subject)).toEqual(numbers);
  });
});
