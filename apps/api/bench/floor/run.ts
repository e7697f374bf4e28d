import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type Prepared, valueFor } from './plan.js';
import type { Rows } from './shapes.js';

/** Another of the same kind: an id, or a hash in its alphabet. */
const anew = (recorded: string) =>
  recorded.includes('-') ? uuidv7() : randomBytes(recorded.length).toString('hex').slice(0, recorded.length);

/** Runs the recorded statements on one connection, for another ticket. @returns their rows */
export async function run(pool: pg.Pool, steps: readonly Prepared[], target: string): Promise<Rows> {
  const client = await pool.connect();
  const rows: Rows = new Map();
  const ids = new Map<string, string>();
  const fresh = (recorded: string) => {
    const id = ids.get(recorded) ?? anew(recorded);
    ids.set(recorded, id);
    return id;
  };
  const request = { target, now: new Date().toISOString(), fresh };
  let position = 0;
  try {
    for (const { label, name, text, values } of steps) {
      if (name === undefined) {
        await client.query(text);
        continue;
      }
      const params = values.map((value) => valueFor(value, request));
      if (label === 'messages.insert') position += 1;
      const counted = COUNTED[label];
      if (counted !== undefined) params[counted] = String(messagesOf(rows) + position);
      rows.set(label, (await client.query({ name, text, values: params })).rows as object[]);
    }
    return rows;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** Which parameter is the place of the last message in its thread: it goes on from where the ticket is now. */
const COUNTED: Record<string, number> = { 'messages.insert': 2, 'tickets.update': 10 };

const messagesOf = (rows: Rows) =>
  (rows.get('tickets.find')?.[0] as { message_count: number } | undefined)?.message_count ?? 0;
