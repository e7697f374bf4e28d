import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ticket } from '@noxdesk/contracts';
import pg from 'pg';
import { StorageSweepHandler } from '../../src/modules/attachments/storage-sweep.handler.js';
import { backUp } from '../../src/operations/backup.js';
import type { Manifest } from '../../src/operations/manifest.js';
import { restore } from '../../src/operations/restore.js';
import { verifyAudit } from '../../src/operations/verify-audit.js';
import { BlobStore } from '../../src/platform/storage/blob-store.js';
import { openBlobStore } from '../../src/platform/storage/open-blob-store.js';
import { createTenant, createUser, signIn, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listen, postForm } from '../support/multipart.js';
import { startS3Server, type S3TestServer } from '../support/s3-server.js';

// Real: PostgreSQL with row-level security, Redis, the socket, the disk. Not real: the S3, which keeps objects in memory.
const secret = 's'.repeat(64);
let s3: S3TestServer;
let folder: string;

beforeAll(async () => {
  s3 = await startS3Server();
  folder = await mkdtemp(join(tmpdir(), 'noxdesk-backup-'));
});
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens tickets with a file each, one after the other, until it is told to stop. */
async function keepBusy(api: string, user: TestUser): Promise<{ stop(): Promise<number>; count(): number }> {
  let stopped = false;
  let count = 0;
  const work = (async () => {
    while (!stopped) {
      const { status } = await postForm(`${api}tickets/`, user.token, [
        ['subject', `Carga ${count}`],
        ['department', '1'],
        ['body', 'Con archivo'],
        ['attachments', Buffer.from(`content of ${count}`), `${count}.txt`],
      ]);
      expect(status).toBe(201);
      count += 1;
    }
  })();
  return {
    count: () => count,
    stop: async () => {
      stopped = true;
      await work;
      return count;
    },
  };
}

const until = async (condition: () => boolean) => {
  while (!condition()) await sleep(10);
};

describe.each([
  ['files', () => undefined],
  ['S3', () => s3.url],
])('an installation with a store of %s', (kind, storageUrl) => {
  let app: TestApp;
  let api: string;
  let tenant: TestTenant;
  let other: TestTenant;
  let customer: TestUser;
  let target: string;
  let manifest: Manifest;
  let before: number;
  let database: TestDatabase;

  const env = () => ({ ...(storageUrl() && { STORAGE_URL: storageUrl()! }) });
  const intoNew = (database: TestDatabase, store: BlobStore, replace = false, from = target) =>
    restore({ ownerUrl: database.ownerUrl, appUrl: undefined, store, folder: from, replace });

  beforeAll(async () => {
    app = await startTestApp({ env: env(), secret });
    api = await listen(app);
    tenant = await createTenant(app, `busy-${kind.toLowerCase()}`);
    other = await createTenant(app, `quiet-${kind.toLowerCase()}`);
    customer = await createUser(app, tenant);
    await createUser(app, other, { role: 'admin' });
    target = join(folder, `${kind}-1`);
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('is backed up while people work, and the clean-up takes nothing away meanwhile', async () => {
    const busy = await keepBusy(api, customer);
    await until(() => busy.count() >= 20);
    before = busy.count();
    const held = new pg.Client({ connectionString: app.database.ownerUrl });
    await held.connect();
    await held.query('SELECT pg_advisory_lock(7001000001)');
    const store = app.app.get(BlobStore);
    const [blob] = await blobsOf(app.database.ownerUrl, tenant.id);
    await app.database.admin.query('DELETE FROM attachments WHERE blob_key = $1', [blob]);
    const clock = app.app.get(StorageSweepHandler) as unknown as { clock: { now(): Date } };
    const now = clock.clock;
    clock.clock = { now: () => new Date(Date.now() + 48 * 3_600_000) };
    const sweep = () =>
      app.app
        .get(StorageSweepHandler)
        .handle(
          {},
          { tenantId: tenant.id, attempt: 1, isLastAttempt: false, complete: async () => undefined },
        );
    await sweep();
    expect(await store.stat(blob!)).toBeDefined();
    await held.end();
    await sweep();
    clock.clock = now;
    expect(await store.stat(blob!)).toBeUndefined();

    manifest = await backUp({
      ownerUrl: app.database.ownerUrl,
      store,
      folder: target,
      keyId: 'test',
      now: new Date(),
    });
    expect(manifest.missing_blobs).toEqual([]);
    expect(await busy.stop()).toBeGreaterThan(before);
  }, 60_000);

  it('comes back whole after all of it was destroyed: tickets, files, the audit chain', async () => {
    const after = (
      await app.request({
        method: 'POST',
        path: 'tickets/',
        token: customer.token,
        body: { subject: 'Después', department: 1, messages: [{ body: 'x' }] },
      })
    ).json<Ticket>();
    await app.close();
    s3.objects.clear();
    database = await createTestDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), 'noxdesk-restored-'));
    const storage = { storageUrl: storageUrl() ?? `file:${dataDir}/blobs`, dataDir };
    const store = await openBlobStore(storage);
    await intoNew(database, store);
    app = await startTestApp({ env: { STORAGE_URL: storage.storageUrl }, secret, database });
    const token = await signIn(app, tenant, customer.email);
    const agent = await createUser(app, tenant, { role: 'admin' });

    const rows = await ticketRows(database, tenant.id);
    expect(rows.length).toBeGreaterThanOrEqual(before);
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
    expect((await app.request({ path: `tickets/${after.id}/`, token })).statusCode).toBe(404);
    for (const { id } of rows) {
      const ticket = (await app.request({ path: `tickets/${id}/`, token })).json<
        Ticket & { messages: never[] }
      >();
      const files = (ticket.messages as { attachments: { url: string; filename: string }[] }[]).flatMap(
        (message) => message.attachments,
      );
      for (const { url, filename } of files) {
        const { body, statusCode } = await app.request({ path: url, token });
        expect([statusCode, body]).toEqual([200, `content of ${filename.replace('.txt', '')}`]);
      }
    }
    const next = await app.request({
      method: 'POST',
      path: 'tickets/',
      token,
      body: { subject: 'Siguiente', department: 1, messages: [{ body: 'x' }] },
    });
    expect(next.json<Ticket>().number).toBe(`TK-${String(rows.length + 1).padStart(6, '0')}`);
    const chains = await verifyAudit(database.ownerUrl);
    expect(chains.map(({ tenant: slug, brokenAt }) => [slug, brokenAt])).toEqual([
      [tenant.slug, null],
      [other.slug, null],
    ]);
    expect((await app.request({ path: 'audit/verify/', token: agent.token })).json()).toMatchObject({
      broken_at: null,
    });
    await rm(dataDir, { recursive: true, force: true });
  }, 60_000);

  it('is not restored over while it runs, nor over what is there unless that was said', async () => {
    const store = await openBlobStore({ storageUrl: `file:${folder}/${kind}-elsewhere`, dataDir: folder });
    await expect(intoNew(app.database, store, true)).rejects.toThrow('NoxDesk runs on this database');
    const full = await createTestDatabase();
    await full.admin.query(`SELECT create_tenant('there', 'There', '{}', now())`);
    await expect(intoNew(full, store)).rejects.toThrow('The database is not empty');
    await intoNew(full, store, true);
    const empty = await createTestDatabase();
    await expect(intoNew(empty, store)).rejects.toThrow('The store is not empty');
    await empty.drop();
    expect((await ticketRows(full, tenant.id)).length).toBeGreaterThanOrEqual(before);
    await full.drop();
  }, 60_000);
});

describe('a damaged backup', () => {
  let database: TestDatabase;
  let store: BlobStore;
  let sound: string;

  beforeAll(async () => {
    const app = await startTestApp({ secret });
    const tenant = await createTenant(app);
    const blob = await app.app.get(BlobStore).stage(tenant.id, bytes('kept'), 100);
    await blob.keep();
    const lost = createHash('sha256').update('lost').digest('hex');
    await app.database.admin.query(
      `INSERT INTO mail_ledger (tenant_id, id, source_key, blob_key, sha256, size, state, received_at)
       SELECT $1, gen_random_uuid(), key, key, 'x', 1, 'stored', now() FROM unnest($2::text[]) key`,
      [tenant.id, [blob.key, `t${tenant.id}/${lost.slice(0, 2)}/${lost}`]],
    );
    sound = join(folder, 'sound');
    const parts = {
      ownerUrl: app.database.ownerUrl,
      store: app.app.get(BlobStore),
      keyId: 'x',
      now: new Date(),
    };
    const { missing_blobs: missing } = await backUp({ ...parts, folder: sound });
    expect(missing).toEqual([`t${tenant.id}/${lost.slice(0, 2)}/${lost}`]);
    await expect(backUp({ ...parts, folder: sound })).rejects.toThrow('there already');
    await app.close();
    database = await createTestDatabase();
    store = await openBlobStore({ storageUrl: `file:${folder}/damaged`, dataDir: folder });
  }, 60_000);
  afterAll(() => database.drop());

  const attempt = () =>
    restore({ ownerUrl: database.ownerUrl, appUrl: undefined, store, folder: sound, replace: false });
  const changed = async (file: string, change: (content: Buffer) => Buffer | string) => {
    const content = await readFile(join(sound, file));
    await writeFile(join(sound, file), change(content));
    await expect(attempt()).rejects.toThrow();
    const { rows } = await database.admin.query('SELECT count(*)::integer AS count FROM tenants');
    expect(rows[0].count).toBe(0);
    await writeFile(join(sound, file), content);
  };

  it.each([
    ['a table', 'database/tenants.copy.gz', (content: Buffer) => content.subarray(0, -1)],
    ['the manifest', 'manifest.json', (content: Buffer) => content.subarray(0, 40)],
    [
      'the format',
      'manifest.json',
      (content: Buffer) => content.toString().replace('"format": 1', '"format": 2'),
    ],
    [
      'the version',
      'manifest.json',
      (content: Buffer) => content.toString().replace(/"Foundation\d+"/, '"Future1900000000000"'),
    ],
  ])('changes nothing: %s', async (_, file, change) => changed(file, change));

  it('changes nothing: a file', async () => {
    const names = await readdir(join(sound, 'blobs'), { recursive: true });
    const [blob] = names.filter((name) => /[0-9a-f]{64}$/.test(name));
    await changed(join('blobs', blob!), () => 'other content');
    await rm(join(sound, 'blobs'), { recursive: true });
    await expect(attempt()).rejects.toThrow('damaged');
  });
});

async function* bytes(text: string) {
  yield Buffer.from(text);
}

async function blobsOf(ownerUrl: string, tenantId: number): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`SELECT set_config('noxdesk.tenant', $1, false)`, [String(tenantId)]);
  const { rows } = await client.query<{ key: string }>(
    'SELECT blob_key AS key FROM attachments WHERE tenant_id = $1 ORDER BY id',
    [tenantId],
  );
  await client.end();
  return rows.map(({ key }) => key);
}

async function ticketRows(
  database: TestDatabase,
  tenantId: number,
): Promise<{ id: string; number: number }[]> {
  const { rows } = await database.admin.query<{ id: string; number: number }>(
    'SELECT id, number FROM tickets WHERE tenant_id = $1 ORDER BY number',
    [tenantId],
  );
  return rows;
}
