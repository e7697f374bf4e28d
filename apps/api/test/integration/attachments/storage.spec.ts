import { rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StorageSweepHandler } from '../../../src/modules/attachments/storage-sweep.handler.js';
import { StorageSweep } from '../../../src/modules/attachments/storage-sweep.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { lockBlobs } from '../../../src/platform/storage/blob-locks.js';
import { BlobStore } from '../../../src/platform/storage/blob-store.js';
import * as files from '../../factories/files.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../../factories/people.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { eventuallyHolds } from '../../support/clock.js';
import { type Answer, listen, postForm, storedFiles } from '../../support/multipart.js';
import { type S3TestServer, startS3Server } from '../../support/s3-server.js';

// Real: PostgreSQL, Redis, the queue, the socket, the disk. Not real: the S3, which keeps objects in memory.
let app: TestApp;
let api: string;
let tenant: TestTenant;
let customer: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  api = await listen(app);
  tenant = await createTenant(app);
  customer = await createUser(app, tenant);
});
afterAll(() => app.close());

const open = (content: Buffer, at = api, user = customer) =>
  postForm(`${at}tickets/`, user.token, [
    ['subject', 'x'],
    ['department', '1'],
    ['body', 'x'],
    ['attachments', content, 'a.txt'],
  ]);
const store = () => app.app.get(BlobStore);
const stage = (content: string) => store().stage(tenant.id, Readable.from([Buffer.from(content)]), 1_000);
const orphan = async (content: string) => {
  const blob = await stage(content);
  await blob.keep();
  return blob.key;
};
const age = (key: string, days: number) => {
  const then = new Date(Date.now() - days * 86_400_000);
  return utimes(join(app.config.dataDir, 'blobs', key), then, then);
};
const isThere = async (key: string) => (await store().stat(key)) !== undefined;
const sweep = () =>
  app.app
    .get(StorageSweepHandler)
    .handle({}, { tenantId: tenant.id, attempt: 1, isLastAttempt: false, complete: async () => undefined });

describe('the clean-up', () => {
  it('deletes what nothing refers to and is older than a day, by a job of the queue', async () => {
    const [old, young] = [await orphan('old'), await orphan('young')];
    await age(old, 2);
    await age(young, 0.9);
    await app.app.get(StorageSweep).fanOut();
    await eventuallyHolds(async () => expect(await isThere(old)).toBe(false), 10_000);
    expect(await isThere(young)).toBe(true);
  });

  it('leaves files of messages and raw mails alone, however old', async () => {
    const answer = (await (await open(Buffer.from('attached'))).json()) as Answer;
    const { rows } = await app.database.admin.query('SELECT blob_key FROM attachments WHERE id = $1', [
      answer.messages[0].attachments[0].id,
    ]);
    const attached: string = rows[0].blob_key;
    const mail = await orphan('raw mail');
    await app.database.admin.query(
      `INSERT INTO mail_ledger (tenant_id, id, source_key, blob_key, sha256, size, state, received_at)
       VALUES ($1, gen_random_uuid(), 'x', $2, $3, 8, 'stored', now())`,
      [tenant.id, mail, mail.slice(-64)],
    );
    await Promise.all([age(attached, 400), age(mail, 400)]);
    await sweep();
    expect([await isThere(attached), await isThere(mail)]).toEqual([true, true]);
  });

  it('waits for a transaction that is about to refer to the same bytes', async () => {
    const key = await orphan('come again');
    await age(key, 2);
    const unitOfWork = app.app.get(UnitOfWork);
    let swept: Promise<void> | undefined;
    await unitOfWork.run(tenant.id, async (tx) => {
      await lockBlobs(tx, [key]);
      swept = unitOfWork.outside(() => sweep());
      // Time enough for the clean-up to have read its list and to stand before the lock.
      await eventuallyHolds(async () => {
        const { rows } = await app.database.admin.query(
          `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
        );
        expect(rows).toHaveLength(1);
      });
      await (await stage('come again')).keep();
    });
    await swept;
    expect(await isThere(key)).toBe(true);
  });
});

describe('a store that cannot take files', () => {
  it('is told as unavailable, and nothing is half-saved', async () => {
    const folder = join(app.config.dataDir, 'blobs', 'staging');
    const countTickets = async () =>
      (await app.database.admin.query('SELECT count(*) FROM tickets')).rows[0].count;
    const before = await countTickets();
    await rename(folder, `${folder}-away`);
    try {
      const response = await open(files.PDF);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: 'unavailable' });
    } finally {
      await rename(`${folder}-away`, folder);
    }
    // Received, but its place is taken: the ticket, whose transaction has begun, is not written either.
    const inTheWay = join(app.config.dataDir, 'blobs', `t${tenant.id}`);
    await rename(inTheWay, `${inTheWay}-away`);
    await writeFile(inTheWay, '');
    try {
      expect((await open(Buffer.from('no place for this'))).status).toBe(503);
    } finally {
      await rm(inTheWay);
      await rename(`${inTheWay}-away`, inTheWay);
    }
    expect(await countTickets()).toBe(before);
    expect((await storedFiles(app)).staged).toEqual([]);
    expect((await open(Buffer.from('no place for this'))).status).toBe(201);
  });
});

describe('with an S3-compatible store', () => {
  let server: S3TestServer;
  let other: TestApp;
  beforeAll(async () => {
    server = await startS3Server();
    other = await startTestApp({ env: { STORAGE_URL: server.url } });
  });
  afterAll(async () => {
    await other.close();
    await server.close();
  });

  it('files go up and come down, and a store that is away refuses the whole call', async () => {
    const at = await listen(other);
    const user = await createUser(other, await createTenant(other));
    const answer = (await (await open(Buffer.from('0123456789'), at, user)).json()) as Answer;
    expect(server.objects.size).toBe(1);
    const url = new URL(answer.messages[0].attachments[0].url, at);
    const headers = { authorization: `Bearer ${user.token}` };
    expect(await (await fetch(url, { headers })).text()).toBe('0123456789');
    expect(await (await fetch(url, { headers: { ...headers, range: 'bytes=-3' } })).text()).toBe('789');
    server.failures.push('hang-up', 'hang-up', 'hang-up');
    expect((await open(Buffer.from('other'), at, user)).status).toBe(503);
    expect(server.objects.size).toBe(1);
    expect((await storedFiles(other, 'staging')).staged).toEqual([]);
    const { rows } = await other.database.admin.query('SELECT count(*)::int AS count FROM tickets');
    expect(rows[0].count).toBe(1);
  });
});
