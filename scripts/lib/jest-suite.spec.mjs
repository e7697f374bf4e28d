import { describe, expect, it } from '@jest/globals';
import { countResults, nameFailures } from './jest-suite.mjs';

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

describe('the names of what did not pass', () => {
  it('say the file, the test and why, and leave out what passed', () => {
    const testResults = [
      {
        name: '/somewhere/sign-in.spec.ts',
        message: '',
        assertionResults: [
          { fullName: 'signing in works', status: 'passed' },
          {
            fullName: 'signing in fails',
            status: 'failed',
            failureMessages: ['\u001b[31mError: 401\u001b[39m\n    at x'],
          },
          { fullName: 'signing in waits', status: 'pending' },
        ],
      },
      {
        name: '/somewhere/broken.spec.ts',
        message: '  ● Test suite failed to run\n\n    Cannot find module',
        assertionResults: [],
      },
    ];
    expect(nameFailures({ testResults })).toEqual([
      'sign-in.spec.ts: signing in fails: Error: 401',
      'sign-in.spec.ts: signing in waits: pending',
      'broken.spec.ts: Cannot find module',
    ]);
  });
});
