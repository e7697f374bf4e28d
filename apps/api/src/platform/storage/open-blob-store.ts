import type { Config } from '../../config/config.js';
import type { BlobStore } from './blob-store.js';
import { FileBlobStore } from './file-blob-store.js';

/** The store that `STORAGE_URL` names. */
export async function openBlobStore(config: Pick<Config, 'storageUrl' | 'dataDir'>): Promise<BlobStore> {
  if (config.storageUrl.startsWith('file:'))
    return FileBlobStore.open(config.storageUrl.slice('file:'.length));
  throw new Error('STORAGE_URL: unknown kind of store');
}
