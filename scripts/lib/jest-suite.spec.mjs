import { describe, expect, it } from '@jest/globals';
import { countResults } from './jest-suite.mjs';

const report = (more) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  ...more,
});

describe("the counts of Jest's report", () => {
  it.each([
    ['what passed and what failed', { numPassedTests: 5, numFailedTests: 2 }, { passed: 5, failed: 2 }],
    [
      'a file that could not be loaded as failed',
      { numPassedTests: 5, numRuntimeErrorTestSuites: 1 },
      { passed: 5, failed: 1 },
    ],
    ['a skipped test as failed', { numPassedTests: 5, numPendingTests: 3 }, { passed: 5, failed: 3 }],
    [
      'a test still to be written as failed',
      { numPassedTests: 5, numTodoTests: 1 },
      { passed: 5, failed: 1 },
    ],
    ['a run without tests as failed', {}, { passed: 0, failed: 1 }],
  ])('have %s', (_name, given, expected) => {
    expect(countResults(report(given))).toEqual(expected);
  });
});
