import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CACHE } from './paths.mjs';
import { run, toolEnvironment } from './run.mjs';

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];

/**
 * Passed and failed out of Jest's own report. What did not run is no pass: a file that could not be loaded, a test
 * that is skipped or still to be written, and a run without tests each count as failed.
 */
export function countResults(report) {
  const unfinished = report.numPendingTests + report.numTodoTests + report.numRuntimeErrorTestSuites;
  const failed = report.numFailedTests + unfinished;
  const isEmpty = report.numPassedTests + failed === 0;
  return { passed: report.numPassedTests, failed: isEmpty ? 1 : failed };
}

/** What did not pass, one line each, with the first line that says why: for the end of a long output. */
export function nameFailures(report) {
  return report.testResults.flatMap(({ name, message, assertionResults }) => {
    const file = name.split('/').at(-1);
    const failed = assertionResults.filter(({ status }) => status !== 'passed');
    if (assertionResults.length === 0 && message) return [`${file}: ${firstLine(message)}`];
    return failed.map(({ fullName, status, failureMessages = [] }) => {
      const why = failureMessages.length > 0 ? firstLine(failureMessages[0]) : status;
      return `${file}: ${fullName}: ${why}`;
    });
  });
}

const firstLine = (text) =>
  stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('●')) ?? '';

function readReport(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Runs one Jest project and resolves with `{passed, failed, failures}`; a run that ends badly has at least one failure. */
export async function runSuite(project, { workers, minutes }) {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, `results-${project}.json`);
  rmSync(file, { force: true });
  const args = [
    ...JEST,
    '--ci',
    '--selectProjects',
    project,
    `--maxWorkers=${workers}`,
    '--json',
    `--outputFile=${file}`,
  ];
  const env = { ...toolEnvironment(), NODE_ENV: 'test' };
  const { code, output, timedOut } = await run(process.execPath, args, {
    env,
    timeoutMs: minutes * 60_000,
    // The report goes to the file; what Jest says to people goes to standard error.
    echo: 'stderr',
  });
  const report = readReport(file);
  if (timedOut) console.log(`${project}: no end after ${minutes} minutes.`);
  if (report === undefined) {
    if (!timedOut)
      console.log(`${output.split('\n').slice(-20).join('\n')}\n${project}: no report, exit code ${code}.`);
    return { passed: 0, failed: 1, failures: [`${project}: no report`] };
  }
  const counted = { ...countResults(report), failures: nameFailures(report) };
  return code === 0 || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}
