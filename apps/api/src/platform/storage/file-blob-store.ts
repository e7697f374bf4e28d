import { createReadStream } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import {
  assertBlobKey,
  type BlobInfo,
  BlobStore,
  BlobStoreError,
  blobKey,
  type ByteRange,
  type StagedBlob,
} from './blob-store.js';
import { asStoreError, isMissing } from './disk-errors.js';
import { StagingFolder } from './staging.js';

/** Blobs as files below one folder. */
export class FileBlobStore extends BlobStore {
  private constructor(
    private readonly folder: string,
    private readonly staging: StagingFolder,
  ) {
    super();
  }

  static async open(folder: string): Promise<FileBlobStore> {
    // Beside the blobs, so that keeping is a rename within one file system.
    return new FileBlobStore(folder, await StagingFolder.open(join(folder, 'staging')));
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
        await this.#keep(staged.path, key);
        kept = true;
      },
      discard: async () => {
        if (!kept) await rm(staged.path, { force: true });
      },
    };
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const stream = createReadStream(this.#pathOf(key), range);
    await new Promise<void>((resolve, reject) =>
      stream.once('open', () => resolve()).once('error', reject),
    ).catch((error: unknown) => {
      throw isMissing(error)
        ? new BlobStoreError('missing', key, { cause: error })
        : asStoreError(error, 'reading');
    });
    return stream;
  }

  async stat(key: string): Promise<BlobInfo | undefined> {
    return infoOf(this.#pathOf(key));
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true }).catch(failedTo('delete'));
  }

  async *list(tenantId: number): AsyncIterable<BlobInfo & { key: string }> {
    const prefix = `t${tenantId}`;
    for await (const fan of entries(join(this.folder, prefix))) {
      for await (const name of entries(join(this.folder, prefix, fan))) {
        const key = `${prefix}/${fan}/${name}`;
        const info = await infoOf(this.#pathOf(key));
        if (info) yield { key, ...info };
      }
    }
  }

  async dropStaleStaged(): Promise<void> {
    await this.staging.dropStale();
  }

  async #assertThere(key: string): Promise<void> {
    if (!(await this.stat(key))) throw new BlobStoreError('unavailable', `${key} is gone again`);
  }

  async #keep(staged: string, key: string): Promise<void> {
    const path = this.#pathOf(key);
    try {
      // Mostly its folder is there.
      await rename(staged, path).catch(async (error: unknown) => {
        if (!isMissing(error)) throw error;
        await this.#renameIntoNewFolder(staged, path);
      });
      // The rename is durable once its folder is.
      await syncFolder(dirname(path));
    } catch (error) {
      throw asStoreError(error, 'keeping');
    }
  }

  async #renameIntoNewFolder(staged: string, path: string): Promise<void> {
    await this.#makeFolder(dirname(path));
    await rename(staged, path).catch(async (error: unknown) => {
      // Kept before: then the place is taken by the same content.
      if (!isMissing(error)) throw error;
      await stat(path);
    });
  }

  /** A new folder is durable once the one above it is. */
  async #makeFolder(folder: string): Promise<void> {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    for (let made = folder; made.length >= first.length; made = dirname(made))
      await syncFolder(dirname(made));
  }

  #pathOf(key: string): string {
    assertBlobKey(key);
    return join(this.folder, key);
  }
}

async function infoOf(path: string): Promise<BlobInfo | undefined> {
  try {
    const { size, mtime } = await stat(path);
    return { size, modifiedAt: mtime };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw asStoreError(error, 'looking up');
  }
}

/** Names in a folder, read bit by bit; none where the folder is not there. */
async function* entries(folder: string): AsyncIterable<string> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    if (!isMissing(error)) throw asStoreError(error, 'listing');
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const failedTo =
  (what: string) =>
  (error: unknown): never => {
    throw asStoreError(error, what);
  };
