import { sql } from '../database/sql.js';
import type { Transaction } from '../database/unit-of-work.js';

/** Keeps these locks apart from others that are taken by a hash. */
const SPACE = 7_001;

const SHARE = sql(
  'storage.lock-blobs',
  `SELECT pg_advisory_xact_lock_shared(hashtextextended(key, ${SPACE})) FROM unnest($1::text[]) key`,
);
const OWN = sql('storage.own-blob', `SELECT pg_advisory_xact_lock(hashtextextended($1, ${SPACE}))`);
/** One number for all removals together: whoever holds it alone has every blob stay. */
const REMOVALS = 7_001_000_001;
const MAY_REMOVE = sql(
  'storage.may-remove',
  `SELECT pg_try_advisory_xact_lock_shared(${REMOVALS}) AS allowed`,
);

/** Has every blob of every tenant stay, until {@link RELEASE_BLOBS} or the end of the session; for a backup. */
export const HOLD_BLOBS = `SELECT pg_advisory_lock(${REMOVALS})`;
export const RELEASE_BLOBS = `SELECT pg_advisory_unlock(${REMOVALS})`;

/**
 * Keeps the clean-up away from blobs until the transaction is over: take it before `keep()`, and commit what refers
 * to them in the same transaction. Any number of writers hold it at a time.
 */
export async function lockBlobs(tx: Transaction, keys: readonly string[]): Promise<void> {
  await tx.query(SHARE, [keys]);
}

/**
 * Waits for every transaction that is about to refer to the blob, and keeps new ones waiting.
 * @returns false while a backup needs every blob to stay
 */
export async function lockBlobForRemoval(tx: Transaction, key: string): Promise<boolean> {
  const [row] = await tx.query<{ allowed: boolean }>(MAY_REMOVE);
  if (!row!.allowed) return false;
  await tx.query(OWN, [key]);
  return true;
}
