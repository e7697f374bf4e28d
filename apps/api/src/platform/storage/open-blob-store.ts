import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { BlobStore } from './blob-store.js';
import { FileBlobStore } from './file-blob-store.js';

/** The store that `STORAGE_URL` names. @throws ConfigError where a store says for certain that it is not usable */
export async function openBlobStore(config: Pick<Config, 'storageUrl' | 'dataDir'>): Promise<BlobStore> {
  const { storageUrl, dataDir } = config;
  if (storageUrl.startsWith('file:')) return FileBlobStore.open(storageUrl.slice('file:'.length));
  // Loaded only where it is used: most installations keep files on their own disk.
  const { openS3BlobStore } = await import('./s3/s3-blob-store.js');
  return openS3BlobStore(storageUrl, join(dataDir, 'staging'));
}
