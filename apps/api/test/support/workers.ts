import { type ChildProcess, execFile, fork } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Clock } from '../../src/platform/clock/clock.js';

const ROOT = join(import.meta.dirname, '../../../..');
const BUILD = `import('./scripts/lib/build.mjs').then(({ ensureBuilt }) => ensureBuilt({ only: ['apps/api'] }))`;

/** Time that stands until a test moves it, for this process and for every worker. */
export class SharedClock extends Clock {
  readonly folder = mkdtempSync(join(tmpdir(), 'noxdesk-clock-'));
  readonly file = join(this.folder, 'now');
  #now: Date;

  constructor(start: string) {
    super();
    this.#now = new Date(start);
    this.set(this.#now);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Whole or not at all: a worker must never read half a date. */
  set(now: Date): void {
    this.#now = now;
    writeFileSync(`${this.file}.next`, now.toISOString());
    renameSync(`${this.file}.next`, this.file);
  }

  advance(minutes: number): void {
    this.set(new Date(this.#now.getTime() + minutes * 60_000));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Builds what the worker processes run, where it is not built. */
export async function buildWorker(): Promise<void> {
  await promisify(execFile)(process.execPath, ['-e', BUILD], { cwd: ROOT, maxBuffer: 10_000_000 });
}

/** Processes of the built product that run jobs and sweeps and nothing else. */
export class Workers {
  readonly #running = new Set<ChildProcess>();

  constructor(
    private readonly settings: {
      databaseUrl: string;
      redisUrl: string;
      secret: string;
      clock: SharedClock;
      env?: Record<string, string>;
    },
  ) {}

  get count(): number {
    return this.#running.size;
  }

  async start(): Promise<void> {
    const { databaseUrl, redisUrl, secret, clock, env } = this.settings;
    const child = fork(join(import.meta.dirname, 'worker.mjs'), [], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        PATH: process.env.PATH,
        PROCESS_ROLE: 'worker',
        DATABASE_URL: databaseUrl,
        REDIS_URL: redisUrl,
        SECRET_KEY: secret,
        DATA_DIR: clock.folder,
        NOXDESK_TEST_CLOCK: clock.file,
        LOG_LEVEL: process.env.NOXDESK_TEST_LOG ?? 'fatal',
        LOG_FORMAT: 'json',
        ...env,
      },
    });
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`The worker ended with ${code} before it was ready`)));
    });
  }

  /** SIGKILL, in the middle of whatever it does. */
  async killOne(): Promise<void> {
    const [child] = this.#running;
    if (!child) return;
    this.#running.delete(child);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async killAll(): Promise<void> {
    while (this.#running.size > 0) await this.killOne();
  }
}
