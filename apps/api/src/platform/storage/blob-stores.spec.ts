import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { S3_SECRET, type S3TestServer, startS3Server } from '../../../test/support/s3-server.js';
import { type BlobStore, BlobStoreError, BlobTooLargeError } from './blob-store.js';
import { openBlobStore } from './open-blob-store.js';

// Real: the disk, HTTP on the loopback. Not real: the S3 behind it, which checks signatures and keeps objects in memory.
let server: S3TestServer;
let folder: string;
let store: BlobStore;

beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'noxdesk-blobs-'));
});
afterEach(async () => {
  (store as Partial<{ onApplicationShutdown(): void }>).onApplicationShutdown?.();
  server.objects.clear();
  server.failures.length = 0;
  await rm(folder, { recursive: true, force: true });
});

const stage = (content: string, tenant = 7, max = 1_000_000) =>
  store.stage(tenant, Readable.from([Buffer.from(content)]), max);
const keep = async (content: string, tenant = 7) => {
  const blob = await stage(content, tenant);
  await blob.keep();
  return blob;
};
const text = async (key: string, range?: { start: number; end: number }) =>
  (await buffer(await store.read(key, range))).toString();
const keysOf = async (tenant: number) => {
  const keys: string[] = [];
  for await (const { key } of store.list(tenant)) keys.push(key);
  return keys.sort();
};
const failure = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return error instanceof BlobStoreError ? error.failure : error;
};

describe.each([
  ['files', () => `file:${folder}/blobs`, () => `${folder}/blobs/staging`],
  ['S3', () => server.url, () => `${folder}/staging`],
])('a store of %s', (_, url, staging) => {
  beforeEach(async () => {
    store = await openBlobStore({ storageUrl: url(), dataDir: folder });
  });
  const staged = () => readdir(staging());

  it('keeps bytes under their tenant and hash, and gives them back', async () => {
    const blob = await keep('hello');
    expect(blob).toMatchObject({
      size: 5,
      sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      key: 't7/2c/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    });
    expect(await text(blob.key)).toBe('hello');
    expect(await text(blob.key, { start: 1, end: 3 })).toBe('ell');
    expect(await store.stat(blob.key)).toMatchObject({ size: 5 });
    expect(Math.abs(Date.now() - (await store.stat(blob.key))!.modifiedAt.getTime())).toBeLessThan(60_000);
    expect(await staged()).toEqual([]);
  });

  it('keeps nothing, too', async () => {
    const blob = await keep('');
    expect(await text(blob.key)).toBe('');
  });

  it('keeps large bytes in pieces', async () => {
    const piece = Buffer.alloc(100_000, 'x');
    const blob = await store.stage(7, Readable.from(Array.from({ length: 50 }, () => piece)), 10_000_000);
    await blob.keep();
    expect((await buffer(await store.read(blob.key))).length).toBe(5_000_000);
  });

  it('keeps the same bytes once, however often they come, also at the same time', async () => {
    const blobs = await Promise.all([stage('same'), stage('same'), stage('same')]);
    await Promise.all(blobs.map((blob) => blob.keep()));
    await blobs[0]!.keep();
    await Promise.all(blobs.map((blob) => blob.discard()));
    expect(await keysOf(7)).toEqual([blobs[0]!.key]);
    expect(await text(blobs[0]!.key)).toBe('same');
  });

  it('has nothing of what is discarded', async () => {
    const blob = await stage('gone');
    expect(await staged()).toHaveLength(1);
    await blob.discard();
    expect(await staged()).toEqual([]);
    expect(await failure(store.read(blob.key))).toBe('missing');
  });

  it('takes as much as it is told to, and nothing stays of more', async () => {
    expect((await stage('12345', 7, 5)).size).toBe(5);
    await expect(stage('123456', 7, 5)).rejects.toThrow(BlobTooLargeError);
    expect(await staged()).toHaveLength(1);
  });

  it('throws what the source throws, and nothing stays', async () => {
    const broken = (async function* () {
      yield Buffer.from('begun');
      throw new Error('the sender went away');
    })();
    await expect(store.stage(7, broken, 100)).rejects.toThrow('the sender went away');
    expect(await staged()).toEqual([]);
  });

  it('tells what is missing from what failed', async () => {
    const { key } = await keep('x');
    await store.delete(key);
    await store.delete(key);
    expect(await store.stat(key)).toBeUndefined();
    expect(await failure(store.read(key))).toBe('missing');
  });

  it('says so when bytes that were kept are gone again', async () => {
    const blob = await keep('fleeting');
    await store.delete(blob.key);
    expect(await failure(blob.keep())).toBe('unavailable');
  });

  it('lists the blobs of one tenant', async () => {
    expect(await keysOf(7)).toEqual([]);
    const kept = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((content) => keep(content)));
    await keep('another tenant', 70);
    expect(await keysOf(7)).toEqual(kept.map((blob) => blob.key).sort());
  });

  it('takes nothing but a key for a key', async () => {
    for (const key of ['../../etc/passwd', 't7/2c/x', '', 't7/2c/../../../etc/passwd']) {
      await expect(store.read(key)).rejects.toThrow('Not a blob key');
      await expect(store.delete(key)).rejects.toThrow('Not a blob key');
    }
  });

  it('is unavailable while the staging place is', async () => {
    await rm(staging(), { recursive: true });
    expect(await failure(stage('x'))).toBe('unavailable');
  });

  it('drops what a process that died left in the staging place, and only that', async () => {
    await writeFile(join(staging(), 'old'), 'x');
    await utimes(join(staging(), 'old'), new Date(0), new Date(0));
    const fresh = await stage('fresh');
    await store.dropStaleStaged();
    expect((await staged()).map((name) => join(staging(), name))).toEqual([fresh.path]);
  });
});

describe('a store of files', () => {
  it('is unavailable when bytes cannot be put in their place, and they stay staged', async () => {
    store = await openBlobStore({ storageUrl: `file:${folder}/blobs`, dataDir: folder });
    const blob = await stage('hello');
    await writeFile(join(folder, 'blobs', 't7'), 'in the way');
    expect(await failure(blob.keep())).toBe('unavailable');
    expect(await readdir(join(folder, 'blobs', 'staging'))).toHaveLength(1);
    await rm(join(folder, 'blobs', 't7'));
    await mkdir(join(folder, 'blobs', 't7'));
    await blob.keep();
    expect(await text(blob.key)).toBe('hello');
  });
});

describe('a store of S3', () => {
  beforeEach(async () => {
    store = await openBlobStore({ storageUrl: server.url, dataDir: folder });
    server.requests.length = 0;
  });

  it('is asked again where it is overloaded or hangs up', async () => {
    const blob = await stage('patience');
    server.failures.push({ status: 503, code: 'SlowDown' }, 'hang-up');
    await blob.keep();
    expect(server.requests).toHaveLength(3);
    expect(await text(blob.key)).toBe('patience');
  });

  it('is unavailable when that does not help, and the bytes stay staged for another try', async () => {
    const blob = await stage('x');
    server.failures.push(
      'hang-up',
      { status: 500, code: 'InternalError' },
      { status: 503, code: 'SlowDown' },
    );
    expect(await failure(blob.keep())).toBe('unavailable');
    await blob.keep();
    expect(await text(blob.key)).toBe('x');
  });

  it('is not asked again where it refuses', async () => {
    const blob = await stage('x');
    server.failures.push({ status: 403, code: 'AccessDenied' });
    expect(await failure(blob.keep())).toBe('denied');
    expect(server.requests).toHaveLength(1);
    await blob.discard();
  });

  it.each([
    [
      'another secret',
      () => server.url.replace(encodeURIComponent(S3_SECRET), 'wrong'),
      'SignatureDoesNotMatch',
    ],
    ['another key', () => server.url.replace('AKIDEXAMPLE', 'AKIDOTHER'), 'InvalidAccessKeyId'],
    ['another bucket', () => server.url.replace('/noxdesk', '/other'), 'NoSuchBucket'],
    ['no bucket', () => server.url.replace('/noxdesk', '/'), 'name of a bucket'],
    ['an unknown option', () => `${server.url}&acl=public`, 'region and insecure'],
  ])('does not open with %s, and no secret is told', async (_, url, reason) => {
    const opening = openBlobStore({ storageUrl: url(), dataDir: folder });
    await expect(opening).rejects.toThrow(reason);
    await expect(opening).rejects.not.toThrow(encodeURIComponent(S3_SECRET));
  });

  it('opens while it is away', async () => {
    const other = await startS3Server();
    await other.close();
    const away = await openBlobStore({ storageUrl: other.url, dataDir: folder });
    expect(await failure(away.read(`t1/aa/${'a'.repeat(64)}`))).toBe('unavailable');
  });
});
