import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@noxdesk/embedded';
import { SESSION_OPTIONS } from '../../src/platform/database/session-options.js';

const DIST = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** As scripts/lib/node-flags.mjs has them. */
export const FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=30'];

/** What makes a process leave a processor profile when it ends by itself. */
export const profiling = (folder: string | undefined): string[] =>
  folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
const PROBE = new URL('allocation-probe.js', import.meta.url).href;
const START_LIMIT_MS = 60_000;

/** A server under measurement, in a process of its own. */
export interface Measured {
  url: string;
  pid: number;
  /** From its start until it could serve. */
  startMs: number;
  /** Bytes since it was asked before, where that is counted. */
  allocated?: () => Promise<number>;
  stop(): Promise<void>;
}

export interface ApplicationOptions {
  databaseUrl: string;
  redisUrl: string | undefined;
  secret: string;
  /** Where to leave a processor profile. */
  profileDir?: string | undefined;
  probesAllocations?: boolean | undefined;
}

/** The built application. With a Redis, as the `api` process of an installation; its worker is another one. */
export async function startApplication(options: ApplicationOptions): Promise<Measured> {
  const { databaseUrl, redisUrl, secret, profileDir, probesAllocations } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'noxdesk-bench-'));
  const port = await freePort();
  const log = join(dataDir, 'log');
  const begun = performance.now();
  const child = fork(join(DIST, 'main.js'), [], {
    execArgv: [...FLAGS, ...profiling(profileDir), ...(probesAllocations ? ['--import', PROBE] : [])],
    stdio: ['ignore', 'pipe', openSync(log, 'w'), 'ipc'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      ...(redisUrl !== undefined && { REDIS_URL: redisUrl, PROCESS_ROLE: 'api' }),
      SECRET_KEY: secret,
      LOG_FORMAT: 'json',
      DEMO: '0',
    },
  });
  const stop = async () => {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await whenSaid(child, /NoxDesk ready/, () => readFileSync(log, 'utf8'));
  } catch (error) {
    await stop();
    throw error;
  }
  const startMs = performance.now() - begun;
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    startMs,
    ...(probesAllocations && { allocated: () => askAllocated(child) }),
    stop,
  };
}

function askAllocated(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('message', (told) => resolve((told as { allocated: number }).allocated));
    child.send('allocated');
  });
}

export interface FloorOptions {
  databaseUrl: string;
  key: Buffer;
  plans: unknown;
}

export async function startFloor({ databaseUrl, key, plans }: FloorOptions): Promise<Measured> {
  const begun = performance.now();
  const child = fork(join(DIST, 'bench', 'floor', 'server.js'), [], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
  });
  child.send({ databaseUrl, key: key.toString('base64'), plans, sessionOptions: SESSION_OPTIONS });
  const said = await whenSaid(child, /listens on (\d+)/, () => '');
  return {
    url: `http://127.0.0.1:${said[1]}`,
    pid: child.pid!,
    startMs: performance.now() - begun,
    stop: () => end(child),
  };
}

function whenSaid(child: ChildProcess, wanted: RegExp, log: () => string): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let said = '';
    const limit = setTimeout(() => reject(new Error('It did not start in time')), START_LIMIT_MS);
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = wanted.exec(said);
      if (!found) return;
      clearTimeout(limit);
      resolve(found);
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`It ended with ${code} before it served: ${log().slice(-2_000)}`));
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}
