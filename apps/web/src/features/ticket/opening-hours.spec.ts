import { describe, expect, it } from '@jest/globals';
import { openingHours } from './opening-hours.js';

describe('opening hours in words', () => {
  it('tell equal days in a row as one, and leave closed days out', () => {
    const days = (list: number[], from: string, to: string) => list.map((weekday) => ({ weekday, from, to }));
    expect(
      openingHours([
        ...days([1, 2, 3, 4, 5], '16:00', '19:00'),
        ...days([1, 2, 3, 4, 5], '09:00', '14:00'),
        ...days([7], '22:00', '06:00'),
      ]),
    ).toEqual([
      { first: 1, last: 5, hours: ['09:00–14:00', '16:00–19:00'] },
      { first: 7, last: 7, hours: ['22:00–06:00'] },
    ]);
  });
});
