import type { Readable } from 'node:stream';

/** Bytes that were received and are durable in a staging place, but belong to nothing yet. */
export interface StagedBlob {
  /** Where the bytes will be found once kept: `t<tenant>/<2 hex>/<sha256>`. */
  readonly key: string;
  /** Hex. */
  readonly sha256: string;
  readonly size: number;
  /** The staged bytes on the local disk, for checks that need to look inside; gone once kept. */
  readonly path: string;
  /** The bytes themselves, where they are few enough to be kept in memory meanwhile. */
  readonly content: Buffer | null;
  /**
   * Puts the bytes in their place, durably; call it before the commit that refers to them, and inside of
   * {@link lockBlobs}. Repeating it makes sure that they are there.
   * @throws BlobStoreError
   */
  keep(): Promise<void>;
  /** Drops the staged copy; does nothing after {@link keep}. */
  discard(): Promise<void>;
}

/** What a store knows of a blob without reading it. */
export interface BlobInfo {
  size: number;
  /** When it was last put in its place; putting the same bytes again renews it. */
  modifiedAt: Date;
}

/** Inclusive on both ends, as in HTTP (RFC 9110 §14.1.2). */
export interface ByteRange {
  start: number;
  end: number;
}

/** More bytes came than are accepted. */
export class BlobTooLargeError extends Error {}

/**
 * - `missing`: there is no such blob
 * - `unavailable`: the store cannot serve now (full, away, overloaded); trying later may help
 * - `denied`: the store refuses us; its operator has to mend something
 */
export type BlobStoreFailure = 'missing' | 'unavailable' | 'denied';

/** Why a store could not do it, whatever kind of store it is; `cause` holds its own words, for the log. */
export class BlobStoreError extends Error {
  constructor(
    readonly failure: BlobStoreFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`Blob store ${failure}: ${message}`, options);
  }
}

/** Content-addressed storage of attachments and raw mails, one prefix a tenant. Every failure is a {@link BlobStoreError}. */
export abstract class BlobStore {
  /**
   * Streams bytes into the staging place, with their hash taken on the way; never whole in memory. What the source
   * throws is thrown as it is.
   * @throws BlobTooLargeError after `maxBytes`; nothing stays
   */
  abstract stage(tenantId: number, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob>;
  /** The bytes, or a range of them; destroy the stream to stop early. */
  abstract read(key: string, range?: ByteRange): Promise<Readable>;
  /** Undefined where there is no such blob. */
  abstract stat(key: string): Promise<BlobInfo | undefined>;
  /** Does nothing where there is no such blob. */
  abstract delete(key: string): Promise<void>;
  /** Every blob of a tenant, in no particular order. */
  abstract list(tenantId: number): AsyncIterable<BlobInfo & { key: string }>;
  /** Removes what processes that died left in the staging place. */
  abstract dropStaleStaged(): Promise<void>;
}

export const blobKey = (tenantId: number, sha256: string) => `t${tenantId}/${sha256.slice(0, 2)}/${sha256}`;

export const isBlobKey = (key: string) => /^t\d+\/[0-9a-f]{2}\/[0-9a-f]{64}$/.test(key);

/** @throws Error where it is not a key: nothing else becomes a path or the address of an object */
export function assertBlobKey(key: string): void {
  if (!isBlobKey(key)) throw new Error('Not a blob key');
}
