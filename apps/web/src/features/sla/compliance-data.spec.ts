import { describe, expect, it } from '@jest/globals';
import { mondaysOf, seriesOf, shareOf, startOfWeeks } from './compliance-data.js';
import type { ComplianceRow } from './queries.js';

const row = (key: string, target: ComplianceRow['target'], met: number, breached: number): ComplianceRow => ({
  key,
  name: `Nombre ${key}`,
  target,
  met,
  breached,
  running: 1,
  compliance: null,
});

describe('compliance as charts', () => {
  it('has a series for each target there is, in the order of a ticket’s life', () => {
    const series = seriesOf([row('a', 'resolution', 1, 1), row('a', 'first_response', 3, 1)]);
    expect(series.map(({ target }) => target)).toEqual(['first_response', 'resolution']);
    expect(series[0]?.total).toEqual({ met: 3, breached: 1, running: 1 });
  });

  it('leaves a gap for a week in which nothing came', () => {
    const weeks = mondaysOf('2026-11-02T00:00:00Z', '2026-11-20T00:00:00Z');
    expect(weeks).toEqual(['2026-11-02', '2026-11-09', '2026-11-16']);
    const [first] = seriesOf([row('2026-11-16', 'resolution', 1, 0)], weeks);
    expect(first?.bars.map(({ key, met, running }) => [key, met, running])).toEqual([
      ['2026-11-02', 0, 0],
      ['2026-11-09', 0, 0],
      ['2026-11-16', 1, 1],
    ]);
  });

  it('counts a share of what was judged alone', () => {
    expect(shareOf({ met: 3, breached: 1, running: 9 })).toBe(0.75);
    expect(shareOf({ met: 0, breached: 0, running: 9 })).toBeNull();
  });

  it('begins on a Monday, so many weeks back that this one is the last', () => {
    // A Sunday
    const now = Date.parse('2026-11-22T22:00:00Z');
    expect(startOfWeeks(1, now)).toBe('2026-11-16T00:00:00.000Z');
    expect(startOfWeeks(4, now)).toBe('2026-10-26T00:00:00.000Z');
    expect(mondaysOf(startOfWeeks(4, now), '2026-11-22T22:00:00Z')).toHaveLength(4);
  });
});
