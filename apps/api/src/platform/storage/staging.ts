import { createHash, randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobTooLargeError } from './blob-store.js';

/** What {@link stageToDisk} wrote. */
export interface StagedBytes {
  path: string;
  sha256: string;
  size: number;
}

/** Writes a stream to a new file of the staging folder and makes it durable. @throws BlobTooLargeError */
export async function stageToDisk(
  folder: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<StagedBytes> {
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > maxBytes) throw new BlobTooLargeError(`More than ${maxBytes} bytes`);
      hash.update(chunk);
      await file.write(chunk);
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
  await file.close();
  return { path, sha256: hash.digest('hex'), size };
}
