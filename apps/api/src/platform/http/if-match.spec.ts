import { describe, expect, it } from '@jest/globals';
import { readIfMatch } from './if-match.js';

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['*', undefined],
    [' * ', undefined],
    ['"7"', [7]],
    ['7', [7]],
    ['"7", "8"', [7, 8]],
    ['"7","8" ,"9"', [7, 8, 9]],
    ['"other", "8"', [8]],
    ['"a, 7", "8"', [8]],
    ['"other"', []],
    // Comparison is strong: a weak tag never matches.
    ['W/"7"', []],
    ['W/"7", "8"', [8]],
    ['', []],
    ['"7', []],
    ['"*"', []],
    ['"99999999999999999999"', []],
  ])('%j names the versions %j', (header, versions) => {
    expect(readIfMatch(header)).toEqual(versions);
  });
});
