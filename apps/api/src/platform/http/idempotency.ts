import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Endpoint } from '@noxdesk/contracts';
import { Clock } from '../clock/clock.js';
import { sql } from '../database/sql.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { ApiRequest, InputOf } from './endpoint.js';
import { invalidField, ProblemError } from './problem.js';

/** How long the first request may run before a repeat may take over; longer than any request is let to run. */
const LOCK_MS = 120_000;

const CLAIM = sql(
  'idempotency.claim',
  `INSERT INTO idempotency_keys (tenant_id, user_id, route, key, request_hash, locked_until, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (tenant_id, user_id, route, key) DO UPDATE
     SET request_hash = excluded.request_hash, locked_until = excluded.locked_until,
         created_at = excluded.created_at, response = NULL
     WHERE idempotency_keys.created_at < excluded.created_at - interval '24 hours'
        OR (idempotency_keys.response IS NULL AND idempotency_keys.locked_until < excluded.created_at
            AND idempotency_keys.request_hash = excluded.request_hash)
   RETURNING key`,
);
const READ = sql(
  'idempotency.read',
  `SELECT request_hash, response FROM idempotency_keys
   WHERE tenant_id = $1 AND user_id = $2 AND route = $3 AND key = $4`,
);
const SAVE = sql(
  'idempotency.save',
  `UPDATE idempotency_keys SET response = $5 WHERE tenant_id = $1 AND user_id = $2 AND route = $3 AND key = $4`,
);
const RELEASE = sql(
  'idempotency.release',
  `DELETE FROM idempotency_keys
   WHERE tenant_id = $1 AND user_id = $2 AND route = $3 AND key = $4 AND response IS NULL`,
);

/** The key of the request one is in, so that the command can save its answer in its own transaction. */
type KeyRow = [tenantId: number, userId: string, route: string, key: string];

/**
 * `Idempotency-Key`: the first request's answer is kept for 24 hours and given again to a repeat; the same key with
 * another body is refused, and a repeat of one that still runs is told so.
 */
@Injectable()
export class Idempotency {
  readonly #keys = new WeakMap<object, KeyRow>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async once(
    request: ApiRequest,
    endpoint: Endpoint,
    input: InputOf<Endpoint>,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    const header = request.headers['idempotency-key'];
    if (header === undefined) return work();
    if (typeof header !== 'string' || !/^[\x21-\x7E][\x20-\x7E]{0,254}$/.test(header)) {
      throw invalidField('Idempotency-Key', 'invalid_header');
    }
    const { tenantId, userId } = request.noxdesk.caller!;
    const row: KeyRow = [tenantId, userId, routeOf(endpoint, input), header];
    const hash = hashOf(input);
    const earlier = await this.#claim(row, hash);
    if (earlier) return earlier.response;
    // The claim is kept on the input: the command that writes finds it there and saves the answer with its write.
    this.#keys.set(input, row);
    try {
      const answer = await work();
      // Commands save their answer themselves; this is for what has nothing to commit.
      await this.#save(row, answer);
      return answer;
    } catch (error) {
      await this.unitOfWork.run(tenantId, (tx) => tx.query(RELEASE, row)).catch(() => undefined);
      throw error;
    }
  }

  /** Saves the answer in the transaction one is in, so that the write and its answer are known together. */
  async remember(input: object, answer: unknown): Promise<void> {
    const row = this.#keys.get(input);
    if (row) await this.unitOfWork.tx.query(SAVE, [...row, JSON.stringify(answer)]);
  }

  async #claim(row: KeyRow, hash: string): Promise<{ response: unknown } | undefined> {
    const now = this.clock.now();
    return this.unitOfWork.run(row[0], async (tx) => {
      const claimed = await tx.query(CLAIM, [...row, hash, new Date(now.getTime() + LOCK_MS), now]);
      if (claimed.length > 0) return undefined;
      const [found] = await tx.query<{ request_hash: string; response: unknown }>(READ, row);
      if (found && found.request_hash !== hash) throw new ProblemError('idempotency_key_reused');
      if (!found || found.response === null) {
        throw new ProblemError('request_in_progress', { headers: { 'retry-after': '1' } });
      }
      return { response: found.response };
    });
  }

  async #save(row: KeyRow, answer: unknown): Promise<void> {
    await this.unitOfWork.run(row[0], (tx) => tx.query(SAVE, [...row, JSON.stringify(answer ?? null)]));
  }
}

/** A reply to one ticket is another route than a reply to another. */
const routeOf = (endpoint: Endpoint, input: InputOf<Endpoint>) =>
  `${endpoint.id} ${(input.params as { id?: string } | undefined)?.id ?? ''}`.trim();

const hashOf = (input: InputOf<Endpoint>) =>
  createHash('sha256')
    .update(JSON.stringify([input.body, input.files.map((file) => [file.filename, file.blob.sha256])]))
    .digest('base64url');
