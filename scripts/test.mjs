// `npm test` and `npm run test:full`: installs what the tests need, runs every check, and ends with one line of counts.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { parseArgs } = await import('node:util');
const { ensureBuilt } = await import('./lib/build.mjs');
const { ensureInstalled } = await import('./lib/install.mjs');
const { runSuite } = await import('./lib/jest-suite.mjs');
const { CommandError, endCommands, run } = await import('./lib/run.mjs');
const { ensureSystemPackages } = await import('./lib/system-packages.mjs');

const tool =
  (command, ...args) =>
  async () => {
    const { code, output } = await run(command, args);
    if (code !== 0) throw new CommandError(`${command} ${args.join(' ')}`, output);
  };

/** Checks of the source: each counts as one. They only read, so that two run at a time. */
const CHECKS = {
  lint: tool('npm', 'run', '-s', 'lint'),
  format: tool('npm', 'run', '-s', 'format:check'),
  types: tool('npm', 'run', '-s', 'typecheck'),
  compose: tool(process.execPath, 'scripts/check-compose.mjs'),
};
const CHECKS_AT_A_TIME = 2;

/** A check like the others, but what it makes is what the suites run. */
const BUILD = 'build';

/**
 * Jest projects. Two workers fill two cores where nothing is waited for; real services and browsers are waited for a
 * third of the time. The minutes only end a run that hangs: a busy machine may take several times as long as a quiet one.
 */
const SUITES = {
  unit: { workers: 2, minutes: 10 },
  integration: { workers: 3, minutes: 20 },
  e2e: { workers: 3, minutes: 15 },
  full: { workers: 1, minutes: 45 },
};
const NEEDS_SYSTEM = ['integration', 'e2e', 'full'];

const say = (line) => console.log(line);

function readOptions() {
  const names = [...Object.keys(CHECKS), BUILD, ...Object.keys(SUITES)];
  try {
    const { values } = parseArgs({
      options: { full: { type: 'boolean' }, only: { type: 'string', multiple: true } },
      strict: true,
    });
    const only = values.only?.flatMap((value) => value.split(','));
    const unknown = only?.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`--only ${unknown}: there is ${names.join(', ')}`);
    return only ?? names.filter((name) => name !== 'full' || values.full);
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

const total = { passed: 0, failed: 0, failures: [] };

function count({ passed, failed, failures = [] }) {
  total.passed += passed;
  total.failed += failed;
  total.failures.push(...failures);
}

/** Runs one piece of work that either succeeds or fails, and says why it failed. */
async function attempt(name, work) {
  const begun = Date.now();
  try {
    await work();
    say(`✓ ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    say(
      error instanceof CommandError
        ? `${error.output.trimEnd()}\n✕ ${name}`
        : `✕ ${name}: ${error.stack ?? error}`,
    );
    return false;
  }
}

async function check(name, work) {
  const passed = await attempt(name, work);
  count({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, failures: passed ? [] : [name] });
}

async function checkAll(wanted) {
  const waiting = Object.entries(CHECKS).filter(([name]) => wanted.includes(name));
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await check(...next);
  };
  await Promise.all(Array.from({ length: CHECKS_AT_A_TIME }, worker));
}

async function suite(name) {
  say(`Running the ${name} tests …`);
  const begun = Date.now();
  const counted = await runSuite(name, SUITES[name]);
  const seconds = ((Date.now() - begun) / 1000).toFixed(0);
  const sign = counted.failed === 0 ? '✓' : '✕';
  say(`${sign} ${name}: ${counted.passed} passed, ${counted.failed} failed (${seconds} s)`);
  count(counted);
}

async function runAll(wanted) {
  const installed = await attempt('packages', () =>
    ensureInstalled({ say: () => say('Installing packages …') }),
  );
  if (!installed) return count({ passed: 0, failed: 1 });
  if (wanted.some((name) => NEEDS_SYSTEM.includes(name))) {
    const prepared = await attempt('system packages', () =>
      ensureSystemPackages({ say, full: wanted.includes('full') }),
    );
    if (!prepared) return count({ passed: 0, failed: 1 });
  }
  await checkAll(wanted);
  const build = () => ensureBuilt();
  if (wanted.includes(BUILD)) await check(BUILD, build);
  // The suites run the built product, asked for or not.
  else if (wanted.some((name) => NEEDS_SYSTEM.includes(name)) && !(await attempt(BUILD, build)))
    return count({ passed: 0, failed: 1 });
  for (const name of Object.keys(SUITES)) if (wanted.includes(name)) await suite(name);
}

function finish() {
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
  for (const failure of total.failures) say(`✕ ${failure}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    endCommands(signal);
    count({ passed: 0, failed: 1 });
    say(`Interrupted by ${signal}.`);
    finish();
    process.exit();
  });
}

await runAll(readOptions());
finish();
