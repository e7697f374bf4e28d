import { describe, expect, it } from '@jest/globals';
import { age, duration, fileSize, relativeTime } from './format.js';

const now = Date.parse('2026-05-20T12:00:00Z');
const before = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

describe('a span of minutes', () => {
  it.each([
    [0, '< 1 min'],
    [0.9, '< 1 min'],
    [12, '12 min'],
    [60, '1 h'],
    [134, '2 h 14 min'],
    [1_440, '1 d'],
    [4_560, '3 d 4 h'],
    [-35.5, '35 min'],
  ])('%d minutes read «%s»', (minutes, text) => {
    expect(duration(minutes)).toBe(text);
  });
});

describe('the age of a ticket in a list', () => {
  it.each([
    [0, '1 min'],
    [59, '59 min'],
    [60, '1 h'],
    [26 * 60, '1 d'],
  ])('%d minutes ago reads «%s»', (minutes, text) => {
    expect(age(before(minutes), now, 'es')).toBe(text);
  });

  it('becomes a date after a week, with the year only where it is another one', () => {
    expect(age('2026-03-02T12:00:00Z', now, 'es')).toMatch(/^2 mar$/);
    expect(age('2025-03-02T12:00:00Z', now, 'es')).toContain('2025');
  });

  it('never goes below a minute when the clocks of server and browser differ', () => {
    expect(age(before(-3), now, 'es')).toBe('1 min');
  });
});

describe('a time told relative to now', () => {
  it('follows the language', () => {
    expect(relativeTime(before(5), now, 'es')).toBe('hace 5 min');
    expect(relativeTime(before(5), now, 'en')).toBe('5 min. ago');
    expect(relativeTime(before(24 * 60), now, 'es')).toBe('ayer');
  });
});

describe('the size of a file', () => {
  it('uses the unit a reader expects', () => {
    expect(fileSize(2_048, 'es')).toBe('2 kB');
    expect(fileSize(1.5 * 1_048_576, 'es')).toBe('1,5 MB');
    expect(fileSize(500, 'en')).toBe('500 bytes');
  });
});
