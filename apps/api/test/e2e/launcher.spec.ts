// Real: npm, the launcher, the built application with its embedded PostgreSQL and Redis, and signals that kill them.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, stopLeftovers } from '@noxdesk/embedded';
import { isAlive, startProcess, type TestProcess, untilGone } from '../support/child-process.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const PASSWORD = 'launcher-test-password';
// A first start may have to build what is not built.
const START_MS = 90_000;
const STOP_MS = 10_000;

interface Lock {
  holder: { pid: number };
  launchers: { pid: number }[];
}

describe('npm start', () => {
  let root: string;
  let dataDir: string;
  let port: number;
  const started: TestProcess[] = [];

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'noxdesk-launcher-'));
    chmodSync(root, 0o700);
    dataDir = join(root, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
    port = await freePort();
  });

  afterEach(async () => {
    for (const { kill, ended } of started.splice(0)) {
      kill('SIGTERM');
      await ended;
    }
    if (existsSync(join(dataDir, 'noxdesk.lock'))) await untilGone([readLock().holder.pid], STOP_MS);
    await stopLeftovers(dataDir);
    rmSync(root, { recursive: true, force: true });
  });

  function npmStart(env: Record<string, string> = {}, ...args: string[]): TestProcess {
    const kept = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NOXDESK_|NODE_)/i.test(name));
    const own = { DATA_DIR: dataDir, PORT: String(port), DEMO_PASSWORD: PASSWORD, LOG_LEVEL: 'warn' };
    const all = { ...Object.fromEntries(kept), ...own, ...env } as NodeJS.ProcessEnv;
    const run = startProcess('npm', ['start', '--', ...args], { cwd: ROOT, env: all });
    started.push(run);
    return run;
  }

  const whenReady = (run: TestProcess) =>
    run.until(/^NoxDesk ready at (http:\/\/127\.0\.0\.1:\d+\/tickets\/)$/m, START_MS);
  const readLock = () => JSON.parse(readFileSync(join(dataDir, 'noxdesk.lock'), 'utf8')) as Lock;
  const servicePids = () =>
    ['postgres/postmaster.pid', 'redis.pid'].map((file) =>
      Number.parseInt(readFileSync(join(dataDir, file), 'utf8'), 10),
    );

  async function call<T>(path: string, body?: unknown, token?: string): Promise<T> {
    const response = await fetch(`http://127.0.0.1:${port}/tickets/api/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  const signIn = async () =>
    (await call<{ access: string }>('auth/token/', { email: 'customer@demo.test', password: PASSWORD }))
      .access;

  async function createTicket(): Promise<string> {
    const body = {
      subject: 'Sin conexión',
      department: 1,
      priority: 'high',
      messages: [{ body: 'No hay red.' }],
    };
    return (await call<{ id: string }>('tickets/', body, await signIn())).id;
  }

  it('lists options and environment variables on --help, and touches nothing', async () => {
    const run = npmStart({}, '--help');
    expect(await run.ended).toBe(0);
    for (const word of ['--port', '--data-dir', 'DATABASE_URL', 'SECRET_KEY', 'EGRESS_ALLOW']) {
      expect(run.output()).toContain(word);
    }
    expect(existsSync(join(dataDir, 'noxdesk.lock'))).toBe(false);
  });

  it('names an option that it does not know', async () => {
    const run = npmStart({}, '--prot', '1');
    expect(await run.ended).not.toBe(0);
    expect(run.output()).toMatch(/Unknown option '--prot'/);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops on %s to npm within ten seconds, every process included',
    async (signal) => {
      const run = npmStart();
      await whenReady(run);
      const { holder, launchers } = readLock();
      const all = [holder.pid, ...launchers.map(({ pid }) => pid), ...servicePids()];
      expect(all.filter(isAlive)).toEqual(all);
      const begun = Date.now();
      run.kill(signal);
      expect(await run.ended).toBe(0);
      expect(Date.now() - begun).toBeLessThan(STOP_MS);
      await untilGone(all, 500);
      expect(existsSync(join(dataDir, 'noxdesk.lock'))).toBe(false);
    },
    START_MS,
  );

  it.each(['npm', 'the launcher', 'the application', 'all of them'])(
    'starts again after kill -9 of %s, with nothing lost',
    async (victim) => {
      const first = npmStart();
      await whenReady(first);
      const ticket = await createTicket();
      const { holder, launchers } = readLock();
      const [launcher, npm] = launchers.map(({ pid }) => pid) as [number, number];
      expect(npm).toBe(first.pid);
      const victims = { npm: [npm], 'the launcher': [launcher], 'the application': [holder.pid] }[victim];
      for (const pid of victims ?? [npm, launcher, holder.pid]) process.kill(pid, 'SIGKILL');

      const second = npmStart();
      await whenReady(second);
      await untilGone([holder.pid, launcher, npm], STOP_MS);
      expect(await call(`tickets/${ticket}/`, undefined, await signIn())).toMatchObject({
        subject: 'Sin conexión',
      });
    },
    2 * START_MS,
  );

  it(
    'refuses a second start on the same data, and one on a taken port, each with one line',
    async () => {
      const first = npmStart();
      await whenReady(first);
      const sameData = npmStart({ PORT: String(await freePort()) });
      expect(await sameData.ended).not.toBe(0);
      expect(sameData.output()).toMatch(/^NoxDesk already runs on [^\n]+$/m);

      const samePort = npmStart({ DATA_DIR: join(root, 'other') });
      expect(await samePort.ended).not.toBe(0);
      expect(samePort.output()).toMatch(new RegExp(`^The port ${port} is taken[^\\n]*$`, 'm'));
      expect((await call<{ openapi: string }>('openapi.json')).openapi).toMatch(/^3\.1/);
    },
    2 * START_MS,
  );
});
