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

/** Checks of the source: each counts as one. */
const CHECKS = {
  format: tool('npm', 'run', '-s', 'format:check'),
  lint: tool('npm', 'run', '-s', 'lint'),
  types: tool('npm', 'run', '-s', 'typecheck'),
  compose: tool(process.execPath, 'scripts/check-compose.mjs'),
  build: () => ensureBuilt(),
};

/**
 * Jest projects. Two workers fill two cores; browsers wait more than they work. The minutes only end a run that hangs:
 * a busy machine may take several times as long as a quiet one.
 */
const SUITES = {
  unit: { workers: 2, minutes: 10 },
  integration: { workers: 2, minutes: 20 },
  e2e: { workers: 2, minutes: 15 },
  full: { workers: 1, minutes: 45 },
};
const NEEDS_SYSTEM = ['integration', 'e2e', 'full'];

const say = (line) => console.log(line);

function readOptions() {
  const names = [...Object.keys(CHECKS), ...Object.keys(SUITES)];
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

async function check(name) {
  const passed = await attempt(name, CHECKS[name]);
  count({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, failures: passed ? [] : [name] });
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
  // The suites run the built product; a whole run builds it as one of its checks.
  if (wanted.some((name) => NEEDS_SYSTEM.includes(name)) && !wanted.includes('build')) {
    const built = await attempt('build', CHECKS.build);
    if (!built) return count({ passed: 0, failed: 1 });
  }
  for (const name of Object.keys(CHECKS)) if (wanted.includes(name)) await check(name);
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
