import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  findRedis,
  type RunningPostgres,
  type RunningService,
  startPostgres,
  startRedis,
} from '@noxdesk/embedded';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createMailAccount, rawMail, until } from '../factories/mail.js';
import { createTenant, createUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { startProcess, type TestProcess } from '../support/child-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Dovecot, startDovecot } from '../support/services/dovecot.js';
import { type SmtpPeer, startSmtpPeer } from '../support/services/smtp.js';
import { buildWorker } from '../support/workers.js';

// Real: PostgreSQL that is stopped and started again, a Redis that is emptied, Dovecot, an SMTP server that defers
// and drops, worker processes of the built product that are killed. Not real: the HTTP socket (requests are injected).
const TICKETS = 400;
const REPLIES = 100;
const KILLS = 12;
const EMPTY_REDIS_AT = 4;
const RESTART_POSTGRES_AT = 8;
const MAILBOX = 'soporte@desk.test';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const folder = mkdtempSync(join(tmpdir(), 'noxdesk-kill-'));
const secret = randomBytes(32).toString('hex');
const durable = { dataDir: folder, durable: true, settings: { max_connections: '200' } };
let postgres: RunningPostgres;
let redis: RunningService;
let database: TestDatabase;
let dovecot: Dovecot;
let smtp: SmtpPeer;
let api: TestApp;
let env: Record<string, string>;

beforeAll(async () => {
  await buildWorker();
  postgres = await startPostgres(durable);
  redis = await startRedis({ dataDir: folder, program: findRedis()!, durable: false });
  process.env.NOXDESK_TEST_DATABASE_URL = postgres.url;
  process.env.NOXDESK_TEST_ADMIN_DATABASE_URL = postgres.adminUrl;
  process.env.NOXDESK_TEST_REDIS_URL = redis.url;
  database = await createTestDatabase();
  // It goes with the server that is stopped below.
  database.admin.on('error', () => undefined);
  [dovecot, smtp] = await Promise.all([startDovecot(), startSmtpPeer()]);
  const storage = { STORAGE_URL: `file:${join(folder, 'blobs')}`, REDIS_URL: redis.url };
  api = await startTestApp({ database, secret, env: { ...storage, PROCESS_ROLE: 'api' } });
  env = {
    ...storage,
    PATH: process.env.PATH!,
    PROCESS_ROLE: 'worker',
    DATABASE_URL: database.ownerUrl,
    SECRET_KEY: secret,
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: process.env.NOXDESK_TEST_LOG ?? 'fatal',
    LOG_FORMAT: 'json',
  };
}, 180_000);
afterAll(async () => {
  await api.close();
  await Promise.all([dovecot.stop(), smtp.stop(), redis.stop(), postgres.stop()]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function startWorker(): Promise<TestProcess> {
  const worker = startProcess(process.execPath, [MAIN], { env });
  await worker.until(/worker ready/, 30_000);
  return worker;
}

/** Kills workers in the middle of their work, one after the other, with what else may happen to an installation. */
async function disturb(): Promise<void> {
  for (let kill = 0; kill < KILLS; kill += 1) {
    const worker = await startWorker();
    await sleep(randomInt(1_000, 5_000));
    worker.kill('SIGKILL');
    await worker.ended;
    if (kill === EMPTY_REDIS_AT) {
      const commands = new Redis(redis.url);
      await commands.flushall();
      commands.disconnect();
    }
    if (kill === RESTART_POSTGRES_AT) {
      await postgres.stop();
      postgres = await startPostgres(durable);
    }
  }
}

async function deliverAll(): Promise<void> {
  const senders = Array.from({ length: TICKETS }, (_, n) => n);
  const deliver = async (n: number) => {
    const from = `persona-${n}@cliente.test`;
    const opening = {
      from,
      to: MAILBOX,
      subject: `Caso ${n}`,
      text: `Pregunta ${n}.`,
      messageId: `<q${n}@c.test>`,
    };
    await dovecot.deliver(MAILBOX, await rawMail(opening));
    if (n >= REPLIES) return;
    const inReplyTo = `<q${n}@c.test>`;
    await dovecot.deliver(
      MAILBOX,
      await rawMail({ from, to: MAILBOX, subject: `Re: Caso ${n}`, text: `Otra cosa ${n}.`, inReplyTo }),
    );
  };
  // A few at a time, so that it goes on while workers come and go.
  for (let start = 0; start < TICKETS; start += 8) {
    await Promise.all(senders.slice(start, start + 8).map(deliver));
    if (start % 40 === 0) smtp.script('defer', 'drop');
    await sleep(300);
  }
}

async function query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const connection = new pg.Client({ connectionString: databaseUrl() });
  await connection.connect();
  try {
    return (await connection.query<Row>(text)).rows;
  } finally {
    await connection.end();
  }
}

function databaseUrl(): string {
  const url = new URL(postgres.adminUrl);
  url.pathname = new URL(database.ownerUrl).pathname;
  return url.href;
}

it('loses and doubles nothing while workers are killed, Redis is emptied and PostgreSQL goes away', async () => {
  const tenant = await createTenant(api);
  const admin = await createUser(api, tenant, { role: 'admin' });
  await createMailAccount(api, admin, dovecot, { mailbox: MAILBOX, after_import: 'delete' }, smtp);
  await Promise.all([deliverAll(), disturb()]);
  const worker = await startWorker();
  try {
    const isDone = async () => {
      const [row] = await query<{ mails: number; waiting: number; unsent: number }>(`
        SELECT (SELECT count(*)::integer FROM mail_ledger) AS mails,
          (SELECT count(*)::integer FROM mail_ledger WHERE state = 'stored') AS waiting,
          (SELECT count(*)::integer FROM outbound_mails WHERE state <> 'sent') AS unsent`);
      return row!.mails >= TICKETS + REPLIES && row!.waiting === 0 && row!.unsent === 0;
    };
    await until(isDone, 300_000);
    await until(async () => (await dovecot.read(MAILBOX)).length === 0, 60_000);
  } finally {
    worker.kill('SIGTERM');
    await worker.ended;
  }

  // A reply is delivered after the mail it answers, and waits for it: each finds its thread, whatever was killed.
  const states = await query<{ state: string; mails: number }>(
    `SELECT state, count(*)::integer AS mails FROM mail_ledger GROUP BY state ORDER BY state`,
  );
  expect(states).toEqual([
    { state: 'created', mails: TICKETS },
    { state: 'threaded', mails: REPLIES },
  ]);
  const threads = await query<{ bodies: string[] }>(
    `SELECT array_agg(body ORDER BY created_at, id) AS bodies FROM ticket_messages
     WHERE message_type = 'reply' GROUP BY ticket_id`,
  );
  const wantedThreads = Array.from({ length: TICKETS }, (_, n) => [
    `Pregunta ${n}.`,
    ...(n < REPLIES ? [`Otra cosa ${n}.`] : []),
  ]);
  const inOrder = (list: string[][]) => list.map((bodies) => bodies.join(' ')).sort();
  expect(inOrder(threads.map(({ bodies }) => bodies))).toEqual(inOrder(wantedThreads));

  // Each ticket has one receipt, which arrived once. A sender that was killed after the last byte and before the answer
  // leaves one in doubt: it is shown as unconfirmed and not sent again, so it has arrived once or not at all.
  const rows = await query<{ email: string; doubtful: boolean }>(`
    SELECT recipients[1] AS email, reason IS NOT DISTINCT FROM 'unconfirmed' AS doubtful
    FROM outbound_mails WHERE kind = 'receipt'`);
  const addressees = Array.from({ length: TICKETS }, (_, n) => `persona-${n}@cliente.test`);
  expect(rows.map(({ email }) => email).sort()).toEqual([...addressees].sort());
  const arrivals = smtp.mails.flatMap(({ to }) => to);
  expect(new Set(arrivals).size).toBe(arrivals.length);
  const doubtful = rows.filter((row) => row.doubtful).map(({ email }) => email);
  expect([...new Set([...arrivals, ...doubtful])].sort()).toEqual([...addressees].sort());
  expect(doubtful.length).toBeLessThanOrEqual(KILLS);
}, 900_000);
