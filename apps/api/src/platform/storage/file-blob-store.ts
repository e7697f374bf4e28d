import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { BlobStore, blobKey, type StagedBlob } from './blob-store.js';
import { stageToDisk } from './staging.js';

/** A staged file this old was left behind by a process that died. */
const STALE_MS = 24 * 3_600_000;

/** Blobs as files below one folder. */
export class FileBlobStore extends BlobStore {
  private constructor(
    private readonly folder: string,
    private readonly staging: string,
  ) {
    super();
  }

  static async open(folder: string): Promise<FileBlobStore> {
    const staging = join(folder, 'staging');
    await mkdir(staging, { recursive: true, mode: 0o700 });
    const store = new FileBlobStore(folder, staging);
    await store.#dropStale();
    return store;
  }

  async stage(tenantId: number, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob> {
    const staged = await stageToDisk(this.staging, bytes, maxBytes);
    const key = blobKey(tenantId, staged.sha256);
    return {
      ...staged,
      key,
      keep: () => this.#keep(staged.path, key),
      discard: () => rm(staged.path, { force: true }),
    };
  }

  async read(key: string): Promise<Readable> {
    const stream = createReadStream(this.#pathOf(key));
    await new Promise<void>((resolve, reject) => stream.once('open', () => resolve()).once('error', reject));
    return stream;
  }

  async delete(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async #keep(staged: string, key: string): Promise<void> {
    const path = this.#pathOf(key);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      await rename(staged, path);
    } catch (error) {
      // Kept before: the place is taken by the same content.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await stat(path);
    }
    // The rename is durable once its folder is.
    const folder = await open(dirname(path), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  #pathOf(key: string): string {
    if (!/^t\d+\/[0-9a-f]{2}\/[0-9a-f]{64}$/.test(key)) throw new Error('Not a blob key');
    return join(this.folder, key);
  }

  async #dropStale(): Promise<void> {
    for (const name of await readdir(this.staging)) {
      const path = join(this.staging, name);
      const age = Date.now() - (await stat(path)).mtimeMs;
      if (age > STALE_MS) await rm(path, { force: true });
    }
  }
}
