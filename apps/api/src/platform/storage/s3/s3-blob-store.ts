import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ConfigError } from '../../../config/config.js';
import {
  assertBlobKey,
  type BlobInfo,
  BlobStore,
  BlobStoreError,
  blobKey,
  type ByteRange,
  type StagedBlob,
} from '../blob-store.js';
import { type StagedBytes, StagingFolder } from '../staging.js';
import { readText, S3Client, S3Refusal, type S3Request } from './s3-client.js';
import { readListPage } from './s3-list.js';
import { readS3Settings } from './s3-settings.js';

/** A page of at most 1,000 keys is far below this. */
const LIST_MAX_BYTES = 4 * 1024 * 1024;

/** What no waiting mends: the address names another bucket or another key than the store knows. */
const MISCONFIGURED = new Set(['NoSuchBucket', 'InvalidAccessKeyId', 'SignatureDoesNotMatch']);

/**
 * Opens the store and asks it once whether it knows us. A store that is away at the moment does not stop the start.
 * @throws ConfigError
 */
export async function openS3BlobStore(storageUrl: string, stagingFolder: string): Promise<S3BlobStore> {
  const settings = readS3Settings(storageUrl);
  const client = new S3Client(settings);
  try {
    const answer = await client.send({ method: 'GET', query: { 'list-type': '2', 'max-keys': '1' } });
    answer.resume();
  } catch (error) {
    if (error instanceof S3Refusal && MISCONFIGURED.has(error.code ?? '')) {
      client.close();
      throw new ConfigError(
        `STORAGE_URL=(hidden) cannot be used: ${settings.endpoint}/${settings.bucket} answers ${error.code}`,
      );
    }
  }
  return new S3BlobStore(client, await StagingFolder.open(stagingFolder));
}

/** Blobs as objects of a bucket; staged on the local disk, uploaded when they are kept. */
export class S3BlobStore extends BlobStore {
  constructor(
    private readonly client: S3Client,
    private readonly staging: StagingFolder,
  ) {
    super();
  }

  async stage(tenantId: number, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    const staged = await this.staging.stage(bytes, maxBytes);
    const key = blobKey(tenantId, staged.sha256);
    let kept = false;
    return {
      ...staged,
      key,
      keep: async () => {
        if (kept) return this.#assertThere(key);
        await this.#upload(key, staged);
        kept = true;
        await rm(staged.path, { force: true });
      },
      discard: () => rm(staged.path, { force: true }),
    };
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    assertBlobKey(key);
    return this.#send({
      method: 'GET',
      key,
      ...(range && { headers: { range: `bytes=${range.start}-${range.end}` } }),
    });
  }

  async stat(key: string): Promise<BlobInfo | undefined> {
    assertBlobKey(key);
    try {
      const answer = await this.#send({ method: 'HEAD', key });
      answer.resume();
      return {
        size: Number(answer.headers['content-length']),
        modifiedAt: new Date(answer.headers['last-modified'] ?? Number.NaN),
      };
    } catch (error) {
      if (error instanceof BlobStoreError && error.failure === 'missing') return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    assertBlobKey(key);
    try {
      const answer = await this.#send({ method: 'DELETE', key });
      answer.resume();
    } catch (error) {
      if (!(error instanceof BlobStoreError && error.failure === 'missing')) throw error;
    }
  }

  async *list(tenantId: number): AsyncIterable<BlobInfo & { key: string }> {
    let token: string | undefined;
    do {
      const answer = await this.#send({
        method: 'GET',
        query: {
          'list-type': '2',
          prefix: `t${tenantId}/`,
          ...(token !== undefined && { 'continuation-token': token }),
        },
      });
      const page = readListPage(await readText(answer, LIST_MAX_BYTES));
      yield* page.blobs;
      token = page.next;
    } while (token !== undefined);
  }

  async dropStaleStaged(): Promise<void> {
    await this.staging.dropStale();
  }

  onApplicationShutdown(): void {
    this.client.close();
  }

  async #upload(key: string, { path, size, sha256 }: StagedBytes): Promise<void> {
    const answer = await this.#send({
      method: 'PUT',
      key,
      headers: { 'content-type': 'application/octet-stream' },
      body: { size, sha256, open: () => createReadStream(path) },
    });
    answer.resume();
  }

  async #assertThere(key: string): Promise<void> {
    if (!(await this.stat(key))) throw new BlobStoreError('unavailable', `${key} is gone again`);
  }

  async #send(request: S3Request) {
    try {
      return await this.client.send(request);
    } catch (error) {
      throw error instanceof S3Refusal ? asStoreError(error) : error;
    }
  }
}

/** The store's refusal in neutral words. An answer to `HEAD` has no code: then 404 can only mean the object. */
function asStoreError(refusal: S3Refusal): BlobStoreError {
  const { status, code } = refusal;
  const isMissing = status === 404 && code !== 'NoSuchBucket';
  return new BlobStoreError(isMissing ? 'missing' : 'denied', refusal.message, { cause: refusal });
}
