import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Readable, Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { VERSION } from '../config/config.js';
import { HOLD_BLOBS, RELEASE_BLOBS } from '../platform/storage/blob-locks.js';
import { type BlobStore, BlobStoreError, isBlobKey } from '../platform/storage/blob-store.js';
import { makeFolder } from '../platform/storage/make-folder.js';
import {
  blobQueries,
  connectAsOwner,
  enterTenant,
  readSequences,
  readTables,
  readTenantIds,
  type Table,
} from './catalogue.js';
import { type Manifest, MANIFEST, newManifest, OperationError, sha256OfFile } from './manifest.js';

/** Blobs read from the store at a time: it is somebody else's, too. */
const COPIERS = 4;

export interface BackupParts {
  /** Address of the database's owner. */
  ownerUrl: string;
  store: BlobStore;
  /** Where the backup is to be; it must not be there yet. */
  folder: string;
  keyId: string;
  /** Given where they are to be part of the backup. */
  rootSecrets?: string[] | undefined;
  now: Date;
}

/**
 * Writes the whole installation into a folder while it runs: all tables as one transaction saw them, then every blob
 * that they refer to. Blobs are only added meanwhile: no clean-up removes one before the backup is done.
 * @throws OperationError
 */
export async function backUp(parts: BackupParts): Promise<Manifest> {
  const { folder } = parts;
  if (await exists(folder)) throw new OperationError(`${folder} is there already`);
  const draft = `${folder}.partial`;
  await rm(draft, { recursive: true, force: true });
  await makeFolder(join(draft, 'database'));
  const client = await connectAsOwner(parts.ownerUrl, 'noxdesk-backup');
  try {
    await client.query(HOLD_BLOBS);
    const manifest = await writeAll(client, draft, parts);
    await client.query(RELEASE_BLOBS);
    await writeFile(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    await sync(join(draft, MANIFEST));
    await rename(draft, folder);
    await sync(dirname(folder));
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    // The connection's end gives its locks free.
    await client.end();
  }
}

async function writeAll(client: pg.Client, draft: string, parts: BackupParts): Promise<Manifest> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const migrations = await readMigrations(client);
  const tables = await readTables(client);
  const tenantIds = await readTenantIds(client);
  const written = [];
  for (const table of tables) written.push(await writeTable(client, draft, table, tenantIds));
  const copier = new BlobCopier(parts.store, join(draft, 'blobs'));
  for (const queryOf of blobQueries(tables)) {
    for (const tenantId of tenantIds) {
      await enterTenant(client, tenantId);
      await copier.copy(client, queryOf(tenantId));
    }
  }
  const sequences = await readSequences(client);
  await client.query('COMMIT');
  return newManifest({
    version: VERSION,
    made_at: parts.now.toISOString(),
    migrations,
    tables: written,
    sequences,
    blobs: { count: copier.count, bytes: copier.bytes },
    missing_blobs: copier.missing,
    key_id: parts.keyId,
    ...(parts.rootSecrets && { root_secrets: parts.rootSecrets }),
  });
}

async function readMigrations(client: pg.Client): Promise<string[]> {
  const { rows: there } = await client.query(`SELECT to_regclass('public.migrations') AS name`);
  if (!there[0]?.name) throw new OperationError('There is nothing to back up: NoxDesk has not run here yet');
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

/** Row-level security binds the owner as well: the rows are asked for tenant by tenant, and follow each other. */
async function writeTable(
  client: pg.Client,
  draft: string,
  { name, columns, hasTenant }: Table,
  tenantIds: readonly number[],
): Promise<Manifest['tables'][number]> {
  const file = `database/${name}.copy.gz`;
  const gzip = createGzip();
  const output = createWriteStream(join(draft, file), { mode: 0o600 });
  const written = pipeline(gzip, output);
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  let rows = 0;
  for (const tenantId of hasTenant ? tenantIds : [undefined]) {
    if (tenantId !== undefined) await enterTenant(client, tenantId);
    const where = tenantId === undefined ? '' : `WHERE tenant_id = ${tenantId}`;
    const stream = client.query(copyTo(`COPY (SELECT ${list} FROM ${name} ${where}) TO STDOUT`));
    stream.pipe(gzip, { end: false });
    await Promise.race([finished(stream, { writable: false }), written]);
    rows += stream.rowCount;
  }
  gzip.end();
  await written;
  await sync(join(draft, file));
  const { size } = await stat(join(draft, file));
  return { name, columns, file, rows, bytes: size, sha256: await sha256OfFile(join(draft, file)) };
}

class BlobCopier {
  count = 0;
  bytes = 0;
  readonly missing: string[] = [];

  constructor(
    private readonly store: BlobStore,
    private readonly folder: string,
  ) {}

  /** Copies the blobs that a query names, each once. */
  async copy(client: pg.Client, query: string): Promise<void> {
    const stream = client.query(copyTo(`COPY (${query}) TO STDOUT`));
    const lines = createInterface({ input: stream as Readable, crlfDelay: Infinity });
    const running = new Set<Promise<void>>();
    for await (const key of lines) {
      if (!isBlobKey(key)) continue;
      const work: Promise<void> = this.#copyOne(key).finally(() => running.delete(work));
      running.add(work);
      work.catch(() => undefined);
      if (running.size >= COPIERS) await Promise.race(running);
    }
    await Promise.all(running);
  }

  async #copyOne(key: string): Promise<void> {
    const target = join(this.folder, key);
    if (await exists(target)) return;
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    try {
      await pipeline(await this.store.read(key), measure, createWriteStream(target, { mode: 0o600 }));
    } catch (error) {
      await rm(target, { force: true });
      if (!(error instanceof BlobStoreError) || error.failure !== 'missing') throw error;
      this.missing.push(key);
      return;
    }
    if (!key.endsWith(hash.digest('hex'))) {
      await rm(target);
      this.missing.push(key);
      return;
    }
    await sync(target);
    this.count += 1;
    this.bytes += size;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}
