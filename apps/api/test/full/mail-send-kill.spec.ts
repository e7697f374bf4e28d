import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findRedis, type RunningService, startRedis } from '@noxdesk/embedded';
import { Redis } from 'ioredis';
import pg from 'pg';
import { until } from '../factories/mail.js';
import { MONDAY } from '../factories/sla.js';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type SmtpPeer, startSmtpPeer } from '../support/services/smtp.js';
import { buildWorker, SharedClock, Workers } from '../support/workers.js';

// Real: PostgreSQL, a Redis of its own, an SMTP server, a worker process of the built product that is killed at the
// two moments at which nobody but the SMTP server knows that a mail has arrived. Not real: the clock.
const secret = randomBytes(32).toString('hex');
const folder = mkdtempSync(join(tmpdir(), 'noxdesk-redis-'));
let clock: SharedClock;
let database: TestDatabase;
let redis: RunningService;
let smtp: SmtpPeer;
let api: TestApp;
let workers: Workers;
let customer: TestUser;

beforeAll(async () => {
  await buildWorker();
  clock = new SharedClock(MONDAY);
  database = await createTestDatabase();
  redis = await startRedis({ dataDir: folder, program: findRedis()!, durable: false });
  process.env.NOXDESK_TEST_REDIS_URL = redis.url;
  smtp = await startSmtpPeer();
  api = await startTestApp({ database, secret, clock, env: { PROCESS_ROLE: 'api', REDIS_URL: redis.url } });
  const env = { SMTP_URL: smtp.url };
  workers = new Workers({ databaseUrl: database.ownerUrl, redisUrl: redis.url, secret, clock, env });
  const tenant = await createTenant(api);
  customer = await createUser(api, tenant);
}, 180_000);
afterAll(async () => {
  await workers?.killAll();
  await api?.close();
  await Promise.all([smtp?.stop(), redis?.stop()]);
  await database?.drop();
  clock?.remove();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

interface Row {
  state: string;
  reason: string | null;
  attempts: number;
}
const receiptOf = async (subject: string): Promise<Row> => {
  const { rows } = await database.admin.query<Row>(
    `SELECT state, reason, attempts FROM outbound_mails WHERE subject LIKE '%' || $1`,
    [subject],
  );
  return rows[0]!;
};
const copies = (subject: string) =>
  smtp.mails.filter(({ raw }) => String(raw).includes(`] ${subject}`)).length;

async function anotherConnection(): Promise<pg.Client> {
  const url = new URL(process.env.NOXDESK_TEST_ADMIN_DATABASE_URL!);
  url.pathname = new URL(database.ownerUrl).pathname;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
}

/** What follows a death: another worker, when the time that the dead one had is over, and with nothing left in Redis. */
async function recover(): Promise<void> {
  const commands = new Redis(redis.url);
  await commands.flushall();
  commands.disconnect();
  clock.advance(2);
  await workers.start();
}

async function expectOneCopy(subject: string): Promise<void> {
  const settled = await until(async () => {
    const row = await receiptOf(subject);
    return row.state !== 'sending' && row;
  }, 60_000);
  expect(settled).toEqual({ state: 'sent', reason: 'unconfirmed', attempts: 1 });
  // The mails behind it go, and no second copy has come before them.
  await openTicket(api, customer.token, { subject: `Tras ${subject}` });
  await until(async () => copies(`Tras ${subject}`) === 1, 60_000);
  expect(copies(subject)).toBe(1);
}

describe('a mail whose sender is killed', () => {
  it('between the 250 of the server and our commit has gone once, and is not sent a second time', async () => {
    const lock = await anotherConnection();
    try {
      // The attempt cannot be settled while somebody else holds its row.
      smtp.onTaken = async () => {
        smtp.onTaken = async () => undefined;
        await lock.query('BEGIN');
        await lock.query(`SELECT 1 FROM outbound_mails WHERE state = 'sending' FOR UPDATE`);
      };
      await workers.start();
      await openTicket(api, customer.token, { subject: 'Confirmado' });
      const waiting = await until(async () => {
        const { rows } = await database.admin.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%outbound_mails%'`,
        );
        return rows.length > 0 && rows;
      }, 30_000);
      await workers.killAll();
      for (const { pid } of waiting) await database.admin.query('SELECT pg_terminate_backend($1)', [pid]);
    } finally {
      await lock.query('ROLLBACK');
      await lock.end();
    }
    expect(await receiptOf('Confirmado')).toMatchObject({ state: 'sending' });
    await recover();
    await expectOneCopy('Confirmado');
  }, 180_000);

  it('while the server, which has all of it, has not answered yet is not sent a second time', async () => {
    let isDead = false;
    smtp.onTaken = async () => {
      smtp.onTaken = async () => undefined;
      await workers.killAll();
      isDead = true;
    };
    await openTicket(api, customer.token, { subject: 'Sin respuesta' });
    await until(async () => isDead, 60_000);
    await recover();
    await expectOneCopy('Sin respuesta');
  }, 180_000);
});
