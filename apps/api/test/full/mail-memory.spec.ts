import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMailAccount, until } from '../factories/mail.js';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { startProcess, type TestProcess } from '../support/child-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Dovecot, startDovecot } from '../support/services/dovecot.js';
import { buildWorker } from '../support/workers.js';

// Real: PostgreSQL, Redis, Dovecot, a worker process of the built product, whose memory the kernel counts. Not real: the
// HTTP socket (requests are injected).
const MIB = 1024 * 1024;
const MANY = 10_000;
/** What a worker may hold with a mailbox of that many mails, and what a mail of 50 MB may add to it. */
const MOST_BYTES = 400 * MIB;
const MOST_GROWTH = 100 * MIB;

/** As scripts/lib/node-flags.mjs has them: the worker that is measured is started as the product starts it. */
const NODE_FLAGS = ['--max-semi-space-size=4', '--heap-growing-percent=30'];
const MAIN = join(import.meta.dirname, '../../dist/main.js');
const folder = mkdtempSync(join(tmpdir(), 'noxdesk-memory-'));
const secret = randomBytes(32).toString('hex');
let database: TestDatabase;
let dovecot: Dovecot;
let api: TestApp;
let admin: TestUser;
let worker: TestProcess;

beforeAll(async () => {
  await buildWorker();
  [database, dovecot] = await Promise.all([createTestDatabase(), startDovecot()]);
  const shared = {
    STORAGE_URL: `file:${join(folder, 'blobs')}`,
    REDIS_URL: process.env.NOXDESK_TEST_REDIS_URL!,
  };
  api = await startTestApp({ database, secret, env: { ...shared, PROCESS_ROLE: 'api' } });
  admin = await createUser(api, await createTenant(api), { role: 'admin' });
  worker = startProcess(process.execPath, [...NODE_FLAGS, MAIN], {
    env: {
      ...shared,
      PATH: process.env.PATH!,
      PROCESS_ROLE: 'worker',
      DATABASE_URL: database.ownerUrl,
      SECRET_KEY: secret,
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: process.env.NOXDESK_TEST_LOG ?? 'fatal',
      LOG_FORMAT: 'json',
    },
  });
  await worker.until(/worker ready/, 60_000);
}, 180_000);
afterAll(async () => {
  worker.kill('SIGTERM');
  await worker.ended;
  await api.close();
  await Promise.all([dovecot.stop(), database.drop()]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Bytes of memory, as the kernel counts: now (VmRSS), or at most since {@link forgetPeak} (VmHWM). */
function memory(kind: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${worker.pid}/status`, 'utf8');
  return Number(new RegExp(`^${kind}:\\s+(\\d+) kB`, 'm').exec(status)![1]) * 1024;
}
const forgetPeak = () => writeFileSync(`/proc/${worker.pid}/clear_refs`, '5');

const dealtWith = async (mailbox: string): Promise<number> => {
  const { rows } = await database.admin.query<{ mails: number }>(
    `SELECT count(*)::integer AS mails FROM mail_ledger l JOIN mail_accounts a ON a.id = l.account_id
     WHERE a.address = $1 AND l.state <> 'stored'`,
    [mailbox],
  );
  return rows[0]!.mails;
};

const small = (mailbox: string, n: number) =>
  [
    `From: Persona ${n} <persona-${n}@cliente.test>`,
    `To: ${mailbox}`,
    `Subject: Caso ${n}`,
    'Date: Mon, 23 Nov 2026 10:00:00 +0000',
    `Message-ID: <${mailbox}-${n}@cliente.test>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Pregunta ${n}. ${'Con algo más de texto. '.repeat(80)}`,
    '',
  ].join('\r\n');

/** Text, and files that make up the rest in base64. */
function large(mailbox: string, n: number, bytes: number): Buffer {
  const file = randomBytes(57 * 1024)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  const body = Buffer.from(file.repeat(Math.ceil((bytes - 2_000) / file.length)));
  return Buffer.concat([
    Buffer.from(
      [
        `From: grande-${n}@cliente.test`,
        `To: ${mailbox}`,
        `Subject: Grande ${n}`,
        `Message-ID: <grande-${n}@cliente.test>`,
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary="b"',
        '',
        '--b',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Aquí va.',
        '--b',
        'Content-Type: application/zip; name="copia.zip"',
        'Content-Transfer-Encoding: base64',
        'Content-Disposition: attachment; filename="copia.zip"',
        '',
        '',
      ].join('\r\n'),
    ),
    body.subarray(0, bytes - 2_000),
    Buffer.from('\r\n--b--\r\n'),
  ]);
}

describe('the memory of a worker', () => {
  it('grows by no more than 100 MB for a mail of 50 MB, and for several that come at once', async () => {
    const mailbox = 'grandes@desk.test';
    await createMailAccount(api, admin, dovecot, { mailbox });
    for (let n = 0; n < 200; n += 1) await dovecot.deliver(mailbox, small(mailbox, n));
    await until(async () => (await dealtWith(mailbox)) === 200, 120_000);
    await sleep(2_000);
    const before = memory('VmRSS');
    forgetPeak();
    await dovecot.deliver(mailbox, large(mailbox, 0, 50_000_000));
    await until(async () => (await dealtWith(mailbox)) === 201, 120_000);
    const one = memory('VmHWM') - before;
    forgetPeak();
    for (let n = 1; n <= 4; n += 1) await dovecot.deliver(mailbox, large(mailbox, n, 50_000_000));
    await until(async () => (await dealtWith(mailbox)) === 205, 240_000);
    const several = memory('VmHWM') - before;
    process.stdout.write(
      `a mail of 50 MB: +${Math.round(one / MIB)} MiB; four of them: +${Math.round(several / MIB)} MiB\n`,
    );
    expect(one).toBeLessThan(MOST_GROWTH);
    // Those that follow while what the first one used is still being given back.
    expect(several).toBeLessThan(1.5 * MOST_GROWTH);
  }, 600_000);

  it(`stays below 400 MB with a mailbox of ${MANY} mails`, async () => {
    const mailbox = 'muchos@desk.test';
    dovecot.addUser(mailbox);
    for (let n = 0; n < MANY; n += 16) {
      await Promise.all(
        Array.from({ length: Math.min(16, MANY - n) }, (_, i) =>
          dovecot.deliver(mailbox, small(mailbox, n + i)),
        ),
      );
    }
    forgetPeak();
    const started = Date.now();
    await createMailAccount(api, admin, dovecot, { mailbox });
    await until(async () => (await dealtWith(mailbox)) === MANY, 900_000);
    const rate = Math.round((MANY * 1_000) / (Date.now() - started));
    process.stdout.write(`${MANY} mails at ${rate}/s, at most ${Math.round(memory('VmHWM') / MIB)} MiB\n`);
    expect(memory('VmHWM')).toBeLessThan(MOST_BYTES);
  }, 1_200_000);
});
