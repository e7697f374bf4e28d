import type { Readable } from 'node:stream';

/** Bytes that were received and are durable in a staging place, but belong to nothing yet. */
export interface StagedBlob {
  /** Where the bytes will be found once kept: `t<tenant>/<2 hex>/<sha256>`. */
  readonly key: string;
  /** Hex. */
  readonly sha256: string;
  readonly size: number;
  /** The staged bytes on the local disk, for checks that need to look inside. */
  readonly path: string;
  /** Puts the bytes in their place, durably; call it before the commit that refers to them. Idempotent. */
  keep(): Promise<void>;
  /** Drops the staged copy; does nothing after {@link keep}. */
  discard(): Promise<void>;
}

/** More bytes came than are accepted. */
export class BlobTooLargeError extends Error {}

/** Content-addressed storage of attachments and raw mails, one prefix a tenant. */
export abstract class BlobStore {
  /**
   * Streams bytes into the staging place, with their hash taken on the way; never whole in memory.
   * @throws BlobTooLargeError after `maxBytes`; nothing stays
   */
  abstract stage(tenantId: number, bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<StagedBlob>;
  /** @throws Error when there is no such blob */
  abstract read(key: string): Promise<Readable>;
  abstract delete(key: string): Promise<void>;
}

export const blobKey = (tenantId: number, sha256: string) => `t${tenantId}/${sha256.slice(0, 2)}/${sha256}`;
