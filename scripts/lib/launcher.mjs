import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchingProcesses } from './ancestors.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { NODE_FLAGS } from './node-flags.mjs';
import { ROOT } from './paths.mjs';
import { CommandError, endCommands } from './run.mjs';

const ENTRY = join(ROOT, 'apps', 'api', 'dist', 'main.js');
const EMBEDDED = pathToFileURL(join(ROOT, 'libs', 'embedded', 'dist', 'index.js')).href;
const WATCH_MS = 300;
// All is to be over within 10 s of the signal; this leaves time to end the databases of an application that hangs.
const PATIENCE_MS = 8000;

const say = (line) => process.stderr.write(`${line}\n`);

/** Calls back once, on the first signal or when one of the processes that started us is gone. */
function whenToldToStop(callback) {
  let told = false;
  const tell = (signal) => {
    // npm passes on what a terminal's Ctrl-C has sent to us already: the same wish, not a second one.
    if (told) return;
    told = true;
    callback(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => tell(signal));
  const [parent, grandparent] = launchingProcesses();
  const isGone = (pid) => {
    try {
      process.kill(pid, 0);
      return false;
    } catch (error) {
      return error.code === 'ESRCH';
    }
  };
  setInterval(() => {
    if (parent === undefined) return;
    if (process.ppid !== parent || (grandparent !== undefined && isGone(grandparent))) tell('SIGTERM');
  }, WATCH_MS).unref();
}

async function prepare() {
  try {
    await ensureInstalled({ say: () => say('Installing packages …') });
    let announced = false;
    await ensureBuilt({
      say: () => {
        if (!announced) say('Building …');
        announced = true;
      },
    });
    return true;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    say(`${error.output.trimEnd()}\n${error.message}`);
    return false;
  }
}

function startApplication(env) {
  // A session of its own, so that a terminal's Ctrl-C reaches the application once, through us. The channel closes
  // when we are killed, which tells the application to leave.
  return spawn(process.execPath, [...NODE_FLAGS, ENTRY], {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

function whenEnded(child) {
  return new Promise((done) => {
    child.once('error', (error) => done({ code: 1, reason: error.message }));
    child.once('exit', (code, signal) => done({ code, signal }));
  });
}

/**
 * Runs NoxDesk until it ends or we are told to stop.
 * @param {Record<string, string>} settings environment variables that win over our own
 * @returns {Promise<number>} the exit code for this process
 */
export async function launch(settings) {
  let stopSignal;
  let child;
  let overdue;
  const stopChild = () => {
    child.kill(stopSignal === 'SIGHUP' ? 'SIGTERM' : stopSignal);
    overdue ??= setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  };
  whenToldToStop((signal) => {
    stopSignal = signal;
    endCommands();
    if (child !== undefined) stopChild();
  });

  const prepared = await prepare();
  if (stopSignal !== undefined) return 128 + constants.signals[stopSignal];
  if (!prepared) return 1;

  const { identify, LAUNCHERS_VARIABLE, stopLeftovers } = await import(EMBEDDED);
  const launchers = [process.pid, ...launchingProcesses()]
    .map(identify)
    .filter((found) => found !== undefined);
  const env = { ...process.env, ...settings };
  env[LAUNCHERS_VARIABLE] = launchers.map(({ pid, started }) => `${pid}@${started}`).join(',');
  child = startApplication(env);
  const ended = await whenEnded(child);
  clearTimeout(overdue);
  if (ended.reason !== undefined) say(`NoxDesk did not start: ${ended.reason}`);
  if (ended.signal) {
    say(`NoxDesk was ended by ${ended.signal}.`);
    await stopLeftovers(resolve(ROOT, env.DATA_DIR || '.data'));
  }
  return ended.code ?? 1;
}
