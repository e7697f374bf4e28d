import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Page } from '@noxdesk/contracts';
import { invalidField } from './problem.js';

/** Where a page begins: the sort values of the row it follows, and in which direction one reads. */
export interface Cursor {
  /** Values of the sort keys of a row, the id last; null sorts last. */
  at: (string | number | null)[];
  backwards: boolean;
}

/**
 * Makes cursors opaque and keeps them honest: each is signed for one list (its filters and ordering), so that a
 * cursor cannot be carried to another list or forged into one.
 */
export class Cursors {
  constructor(private readonly key: Buffer) {}

  encode(list: string, cursor: Cursor): string {
    const body = Buffer.from(JSON.stringify([cursor.backwards ? 1 : 0, ...cursor.at]));
    return Buffer.concat([this.#seal(list, body), body]).toString('base64url');
  }

  /** @throws ProblemError 422 when it is not a cursor of this list */
  decode(list: string, text: string): Cursor {
    const bytes = Buffer.from(text, 'base64url');
    const body = bytes.subarray(SEAL_BYTES);
    if (
      bytes.length <= SEAL_BYTES ||
      !timingSafeEqual(bytes.subarray(0, SEAL_BYTES), this.#seal(list, body))
    ) {
      throw invalidField('cursor', 'invalid_cursor');
    }
    const [backwards, ...at] = JSON.parse(body.toString('utf8')) as [number, ...(string | number | null)[]];
    return { at, backwards: backwards === 1 };
  }

  #seal(list: string, body: Buffer): Buffer {
    return createHmac('sha256', this.key)
      .update(list)
      .update('\0')
      .update(body)
      .digest()
      .subarray(0, SEAL_BYTES);
  }
}

const SEAL_BYTES = 9;

/** What a list is: its path and every parameter but the place and size of the page. */
export function listIdentity(path: string, query: Record<string, unknown>): string {
  const rest = Object.entries(query)
    .filter(([name, value]) => name !== 'cursor' && name !== 'limit' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([path, rest]))
    .digest('base64url');
}

export interface PageRequest<Row> {
  cursors: Cursors;
  path: string;
  /** The query as it was sent (strings), so that the links repeat it. */
  raw: Record<string, string>;
  limit: number;
  /** The sort values of a row, the id last. */
  at: (row: Row) => (string | number | null)[];
  /** Reads up to `limit + 1` rows after the cursor, in reading direction. */
  read: (cursor: Cursor | undefined, limit: number) => Promise<Row[] | ReadRows<Row>>;
}

export interface ReadRows<Row> {
  rows: Row[];
  /** Where the reading ended before the page was full and the list was over; null: it did not. */
  reached: Cursor['at'] | null;
}

/** Reads one page by keyset and makes the links to its neighbours. */
export async function readPage<Row>(request: PageRequest<Row>): Promise<Page<Row>> {
  const { cursors, path, raw, limit, at } = request;
  const list = listIdentity(path, raw);
  const cursor = raw.cursor === undefined ? undefined : cursors.decode(list, raw.cursor);
  const read = await request.read(cursor, limit + 1);
  const { rows, reached } = Array.isArray(read) ? { rows: read, reached: null } : read;
  const more = rows.length > limit || reached !== null;
  const results = rows.slice(0, limit);
  if (cursor?.backwards) results.reverse();
  const linkTo = (place: Cursor['at'], backwards: boolean) => {
    const params = new URLSearchParams({ ...raw, cursor: cursors.encode(list, { at: place, backwards }) });
    return `${path}?${params.toString()}`;
  };
  const link = (row: Row | undefined, backwards: boolean) => {
    // A page that is not full goes on where its reading ended.
    if (reached && backwards === (cursor?.backwards ?? false)) return linkTo(reached, backwards);
    return row ? linkTo(at(row), backwards) : null;
  };
  const hasNext = cursor?.backwards ? true : more;
  const hasPrevious = cursor?.backwards ? more : cursor !== undefined;
  return {
    results,
    next: hasNext ? link(results.at(-1), false) : null,
    previous: hasPrevious ? link(results[0], true) : null,
  };
}
