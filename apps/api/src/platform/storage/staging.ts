import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobTooLargeError } from './blob-store.js';
import { asStoreError } from './disk-errors.js';
import { makeFolder } from './make-folder.js';

/** A staged file this old was left behind by a process that died. */
const STALE_MS = 24 * 3_600_000;

/** What {@link StagingFolder.stage} wrote. */
export interface StagedBytes {
  path: string;
  sha256: string;
  size: number;
  /** The bytes themselves, where they are few. */
  content: Buffer | null;
}

/** So many bytes are gathered and written at once. */
const SMALL_BYTES = 64 * 1024;

/** The folder in which bytes wait until it is known whether they are kept. */
export class StagingFolder {
  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<StagingFolder> {
    await makeFolder(folder);
    const staging = new StagingFolder(folder);
    await staging.dropStale();
    return staging;
  }

  /** Writes a stream to a new file and makes it durable. @throws BlobTooLargeError, BlobStoreError */
  async stage(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBytes> {
    const path = join(this.folder, randomUUID());
    const hash = createHash('sha256');
    let size = 0;
    let gathered: Buffer[] | undefined = [];
    let content: Buffer | undefined;
    const file = await open(path, 'wx', 0o600).catch(failed);
    try {
      for await (const chunk of bytes) {
        size += chunk.length;
        if (size > maxBytes) throw new BlobTooLargeError(`More than ${maxBytes} bytes`);
        hash.update(chunk);
        // A copy: whoever gave it may write over it.
        gathered?.push(Buffer.from(chunk));
        if (size <= SMALL_BYTES) continue;
        // Not `write`, which may stop short on a disk that is nearly full.
        await file.appendFile(gathered ? Buffer.concat(gathered) : chunk).catch(failed);
        gathered = undefined;
      }
      content = gathered && Buffer.concat(gathered);
      if (content) await file.appendFile(content).catch(failed);
      await file.sync().catch(failed);
      await file.close().catch(failed);
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(path, { force: true });
      throw error;
    }
    return { path, sha256: hash.digest('hex'), size, content: content ?? null };
  }

  async dropStale(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > STALE_MS) await rm(path, { force: true });
    }
  }
}

function failed(error: unknown): never {
  throw asStoreError(error, 'staging');
}
