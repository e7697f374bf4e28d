import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { appUrl, QUEUE_SCHEMA, roleOf } from '../platform/database/app-role.js';
import { migrate } from '../platform/database/migrate.js';
import { MIGRATIONS } from '../platform/database/migrations/index.js';
import type { BlobStore } from '../platform/storage/blob-store.js';
import { connectAsOwner, readTables } from './catalogue.js';
import { type Manifest, OperationError, readManifest, sha256OfFile, verifyTables } from './manifest.js';

const USED_UP = ['refresh_tokens', 'sessions', 'account_links'];

export interface RestoreParts {
  ownerUrl: string;
  /** `DATABASE_APP_URL`, where it is set. */
  appUrl: string | undefined;
  store: BlobStore;
  folder: string;
  /** Whether what is there may be replaced. */
  replace: boolean;
}

/**
 * Makes an installation what it was when the backup was made. Everything is checked before anything is changed; the
 * tables come back in one transaction, after the blobs that they refer to.
 * @throws OperationError
 */
export async function restore(parts: RestoreParts): Promise<Manifest> {
  const manifest = await readManifest(parts.folder);
  const known = MIGRATIONS.map(({ name }) => name);
  const unknown = manifest.migrations.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new OperationError(
      `The backup was made by a newer version of NoxDesk (${manifest.version}, migration ${unknown}); nothing was changed`,
    );
  }
  await verifyTables(parts.folder, manifest);
  const blobs = await verifyBlobs(parts.folder, manifest);
  const client = await connectAsOwner(parts.ownerUrl, 'noxdesk-restore');
  try {
    await refuseWhileUsed(client, parts);
    if (!parts.replace) await refuseFull(client, parts.store, blobs);
    await keepBlobs(parts, blobs);
    await client.query(
      `DROP SCHEMA public CASCADE; DROP SCHEMA IF EXISTS ${QUEUE_SCHEMA} CASCADE; CREATE SCHEMA public`,
    );
    await migrate(parts.ownerUrl, parts.appUrl, manifest.migrations);
    await load(client, parts.folder, manifest);
  } finally {
    await client.end();
  }
  await migrate(parts.ownerUrl, parts.appUrl);
  return manifest;
}

interface BackedUpBlob {
  key: string;
  tenantId: number;
  path: string;
}

/** Every blob in the backup, each with the content that its name promises. */
async function verifyBlobs(folder: string, { blobs }: Manifest): Promise<BackedUpBlob[]> {
  const root = join(folder, 'blobs');
  const names = await readdir(root, { recursive: true }).catch(() => []);
  const found = names
    .map((name) => name.replaceAll('\\', '/'))
    .flatMap((key) => {
      const tenant = /^t(\d+)\/[0-9a-f]{2}\/[0-9a-f]{64}$/.exec(key)?.[1];
      return tenant === undefined ? [] : [{ key, tenantId: Number(tenant), path: join(root, key) }];
    });
  if (found.length !== blobs.count) {
    throw new OperationError(
      `The backup holds ${found.length} files of ${blobs.count}: it is damaged, nothing was changed`,
    );
  }
  for (const { key, path } of found) {
    if (!key.endsWith(await sha256OfFile(path))) {
      throw new OperationError(
        `blobs/${key} is not what was written: the backup is damaged, nothing was changed`,
      );
    }
  }
  return found;
}

async function refuseWhileUsed(client: pg.Client, { ownerUrl, appUrl: given }: RestoreParts): Promise<void> {
  const { rowCount } = await client.query(
    'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = $1',
    [roleOf(appUrl(ownerUrl, given))],
  );
  if (rowCount) throw new OperationError('NoxDesk runs on this database: stop it first; nothing was changed');
}

async function refuseFull(
  client: pg.Client,
  store: BlobStore,
  blobs: readonly BackedUpBlob[],
): Promise<void> {
  const refusal = (what: string) =>
    new OperationError(
      `${what}: nothing was changed. With --replace what is there is given up for the backup`,
    );
  const { rows: there } = await client.query(`SELECT to_regclass('public.tenants') AS name`);
  if (there[0]?.name) {
    const { rowCount } = await client.query('SELECT 1 FROM tenants LIMIT 1');
    if (rowCount) throw refusal('The database is not empty');
  }
  for (const tenantId of new Set(blobs.map((blob) => blob.tenantId))) {
    for await (const { key } of store.list(tenantId)) throw refusal(`The store is not empty (${key})`);
  }
}

async function keepBlobs({ store }: RestoreParts, blobs: readonly BackedUpBlob[]): Promise<void> {
  for (const { key, tenantId, path } of blobs) {
    const staged = await store.stage(tenantId, createReadStream(path), Number.MAX_SAFE_INTEGER);
    if (staged.key !== key) {
      await staged.discard();
      throw new OperationError(`blobs/${key} changed while it was read`);
    }
    await staged.keep();
  }
}

/** Row-level security and triggers are for the application: in this transaction the rows come in as they were. */
async function load(client: pg.Client, folder: string, manifest: Manifest): Promise<void> {
  await client.query('BEGIN');
  const order = (await readTables(client)).map(({ name }) => name);
  const tables = [...manifest.tables].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const { rows: forced } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity`,
  );
  for (const { name } of forced) await client.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`);
  for (const { name, columns, file, rows } of tables) {
    await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    await client.query(`DELETE FROM ${name}`);
    const stream = client.query(copyFrom(`COPY ${name} (${list}) FROM STDIN`));
    await pipeline(createReadStream(join(folder, file)), createGunzip(), stream);
    if (stream.rowCount !== rows) throw new OperationError(`${file} held ${stream.rowCount} rows of ${rows}`);
    await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
  }
  // A session or link from before may have been used up since: nobody gets in by it a second time.
  for (const name of USED_UP.filter((one) => order.includes(one))) await client.query(`DELETE FROM ${name}`);
  for (const { name } of forced) await client.query(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  for (const [name, value] of Object.entries(manifest.sequences)) {
    await client.query('SELECT setval(to_regclass($1), $2::bigint)', [
      `public.${pg.escapeIdentifier(name)}`,
      value,
    ]);
  }
  await client.query('COMMIT');
  await client.query('ANALYZE');
}
