// Real: PostgreSQL and Redis as `npm start` runs them, in processes of their own that get killed.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { startProcess, type TestProcess, untilGone } from '../support/child-process.js';

interface Urls {
  databaseUrl: string;
  redisUrl: string;
}

const HOLDER = join(import.meta.dirname, '..', 'support', 'hold-services.mjs');

describe('embedded services', () => {
  let root: string;
  let dataDir: string;
  const started: TestProcess[] = [];

  beforeEach(() => {
    // Nobody but the owner may even pass through: as root, the account of the services is somebody else.
    root = mkdtempSync(join(tmpdir(), 'noxdesk-embedded-'));
    chmodSync(root, 0o700);
    dataDir = join(root, 'data');
    mkdirSync(dataDir, { mode: 0o700 });
  });

  afterEach(async () => {
    for (const { kill, ended } of started.splice(0)) {
      kill('SIGTERM');
      await ended;
    }
    // What a killed holder left behind is stopped as the next start would do it.
    const { stopLeftovers } = await import('@noxdesk/embedded');
    await stopLeftovers(dataDir);
    rmSync(root, { recursive: true, force: true });
  });

  function start(env: Record<string, string> = {}): TestProcess {
    const holder = startProcess(process.execPath, [HOLDER], {
      env: { PATH: process.env.PATH, DATA_DIR: dataDir, ...env },
    });
    started.push(holder);
    return holder;
  }

  async function urlsOf(holder: TestProcess): Promise<Urls> {
    return JSON.parse((await holder.until(/^services (.*)$/m))[1]!) as Urls;
  }

  async function query(url: string, sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(url, { maxRetriesPerRequest: 1 });
    try {
      return await work(redis);
    } finally {
      redis.disconnect();
    }
  }

  const servicePids = () =>
    ['postgres/postmaster.pid', 'redis.pid'].map((file) =>
      Number.parseInt(readFileSync(join(dataDir, file), 'utf8'), 10),
    );

  it('keep their data, addresses and passwords over a stop and a start, in a folder of mode 700', async () => {
    const first = start();
    const urls = await urlsOf(first);
    await query(urls.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await withRedis(urls.redisUrl, (redis) => redis.set('kept', '42'));
    const pids = servicePids();
    first.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    await untilGone(pids, 0);

    const second = start();
    expect(await urlsOf(second)).toEqual(urls);
    expect(await query(urls.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await withRedis(urls.redisUrl, (redis) => redis.get('kept'))).toBe('42');
    expect(statSync(root).mode & 0o777).toBe(0o700);
    for (const file of ['postgres.json', 'redis.json'])
      expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  });

  it('outlive a killed application, and the next one takes the folder over with nothing lost', async () => {
    const first = start();
    const urls = await urlsOf(first);
    await query(urls.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await withRedis(urls.redisUrl, (redis) => redis.set('kept', '42'));
    const pids = servicePids();
    first.kill('SIGKILL');
    await first.ended;

    const second = start();
    expect(await urlsOf(second)).toMatchObject({
      databaseUrl: expect.any(String),
      redisUrl: expect.any(String),
    });
    await untilGone(pids, 0);
    const again = await urlsOf(second);
    expect(await query(again.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await withRedis(again.redisUrl, (redis) => redis.get('kept'))).toBe('42');
  });

  it('start after a machine that went down with them, whose process numbers belong to others by now', async () => {
    const first = start();
    const urls = await urlsOf(first);
    await query(urls.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pids = servicePids();
    for (const pid of [first.pid, ...pids]) process.kill(pid, 'SIGKILL');
    await untilGone([first.pid, ...pids], 5000);
    for (const file of ['postgres/postmaster.pid', 'redis.pid']) {
      const content = readFileSync(join(dataDir, file), 'utf8').replace(/^\d+/, String(process.pid));
      writeFileSync(join(dataDir, file), content);
    }
    const second = start();
    const again = await urlsOf(second);
    expect(await query(again.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('refuse a second application on the same folder with one line, and go on undisturbed', async () => {
    const first = start();
    const urls = await urlsOf(first);
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/^NoxDesk already runs on [^\n]+\n$/);
    expect(await query(urls.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuse the data of a newer PostgreSQL with one line and change nothing', async () => {
    const cluster = join(dataDir, 'postgres');
    mkdirSync(cluster, { mode: 0o700 });
    writeFileSync(join(cluster, 'PG_VERSION'), '19\n');
    const holder = start();
    expect(await holder.ended).toBe(1);
    expect(holder.output()).toMatch(/^The database in [^\n]+ is of PostgreSQL 19[^\n]+\n$/);
    expect(readdirSync(cluster)).toEqual(['PG_VERSION']);
    expect(readdirSync(dataDir)).toEqual(['postgres']);
  });

  it('follow a data folder that was moved, and forgive a lost password file', async () => {
    const first = start();
    await query((await urlsOf(first)).databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    first.kill('SIGTERM');
    await first.ended;
    const moved = join(root, 'moved here');
    renameSync(dataDir, moved);
    dataDir = moved;
    rmSync(join(dataDir, 'postgres.json'));
    const { databaseUrl } = await urlsOf(start());
    expect(await query(databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('are left out where addresses are given: nothing is started, locked or written', async () => {
    const given = { DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/x', REDIS_URL: 'redis://127.0.0.1:1' };
    const holders = [start(given), start(given)];
    for (const holder of holders) {
      expect(await urlsOf(holder)).toEqual({ databaseUrl: given.DATABASE_URL, redisUrl: given.REDIS_URL });
    }
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('leave Redis out where the machine has none', async () => {
    const { databaseUrl, redisUrl } = await urlsOf(start({ PATH: join(root, 'empty') }));
    expect(redisUrl).toBeUndefined();
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, 'redis'))).toBe(false);
  });

  it('include a Redis program that lies in a folder which nobody but its owner can enter', async () => {
    const { findRedis } = await import('@noxdesk/embedded');
    const bin = join(root, 'bin');
    mkdirSync(bin, { mode: 0o700 });
    symlinkSync(findRedis()!, join(bin, 'redis-server'));
    const { redisUrl } = await urlsOf(start({ PATH: bin }));
    expect(await withRedis(redisUrl, (redis) => redis.ping())).toBe('PONG');
  });

  it('tell the application when one of them ends by itself', async () => {
    const holder = start();
    await urlsOf(holder);
    const [, redisPid] = servicePids();
    process.kill(redisPid!, 'SIGKILL');
    expect(await holder.ended).toBe(1);
    expect(holder.output()).toContain('Redis ended unexpectedly (signal SIGKILL).');
  });
});
