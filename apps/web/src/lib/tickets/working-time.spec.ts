import { describe, expect, it } from '@jest/globals';
import { workingTime } from './working-time.js';

describe('a span of opening hours', () => {
  it.each([
    [0.5, '< 1 min'],
    [45, '45 min'],
    [400, '6 h 40 min'],
    [1_440, '24 h'],
    [1_499.5, '24 h 59 min'],
    [4_320, '72 h'],
    [-90, '1 h 30 min'],
  ])('of %d min reads «%s», however many days it takes', (minutes, text) => {
    expect(workingTime(minutes)).toBe(text);
  });
});
