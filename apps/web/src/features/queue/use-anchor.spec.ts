import { describe, expect, it } from '@jest/globals';
import { anchorShift } from './use-anchor.js';

describe('the row one reads', () => {
  it('moves down by what came above it', () => {
    expect(anchorShift(['a', 'b', 'c'], ['new', 'a', 'b', 'c'], 1)).toBe(1);
  });

  it('moves up when a row above it goes', () => {
    expect(anchorShift(['a', 'b', 'c'], ['b', 'c'], 2)).toBe(-1);
  });

  it('hands over to the next one when it is gone itself', () => {
    expect(anchorShift(['a', 'b', 'c'], ['x', 'a', 'c'], 1)).toBe(0);
    expect(anchorShift(['a', 'b'], ['x'], 0)).toBe(0);
  });
});
