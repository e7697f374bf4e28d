import { BlobStoreError } from './blob-store.js';

const DENIED = new Set(['EACCES', 'EPERM']);

/** A failure of the local disk in the words of the store: full, broken or gone disks are `unavailable`. */
export function asStoreError(error: unknown, what: string): BlobStoreError {
  const { code, message } = error as NodeJS.ErrnoException;
  const failure = DENIED.has(code ?? '') ? 'denied' : 'unavailable';
  return new BlobStoreError(failure, `${what}: ${code ?? message}`, { cause: error });
}

export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
