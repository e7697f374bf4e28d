import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { MailboxCursor } from '../../platform/mail-transport/mailbox.js';
import type { MailErrorCode } from '../../platform/mail-transport/mail-error.js';

/** How long a worker that says nothing more keeps its turn. */
const LEASE_MS = 60_000;

// While a mailbox is being read its next fetch is due when the lease ends: should the worker die, another one comes.
const CLAIM = sql(
  'mailbox-leases.claim',
  `UPDATE mail_accounts SET fence = fence + 1, lease_until = $4::timestamptz, fetch_due_at = $4::timestamptz
   WHERE tenant_id = $1 AND id = $2 AND enabled AND (lease_until IS NULL OR lease_until <= $3)
   RETURNING fence`,
);
// A fetch that was asked for meanwhile (due before the lease ends) stays asked for.
const RENEW = sql(
  'mailbox-leases.renew',
  `UPDATE mail_accounts SET lease_until = $4::timestamptz,
     fetch_due_at = CASE WHEN fetch_due_at < lease_until THEN fetch_due_at ELSE $4::timestamptz END,
     cursor = coalesce($5::jsonb, cursor)
   WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND enabled RETURNING 1 AS held`,
);
const FINISH = sql(
  'mailbox-leases.finish',
  `UPDATE mail_accounts SET lease_until = NULL,
     fetch_due_at = CASE WHEN fetch_due_at < lease_until THEN $4::timestamptz ELSE $5::timestamptz END,
     last_fetch_at = CASE WHEN $6::jsonb IS NULL THEN $4::timestamptz ELSE last_fetch_at END,
     error = $6::jsonb || jsonb_build_object('since', coalesce(error->>'since', $6::jsonb->>'at')), failures = CASE WHEN $6::jsonb IS NULL THEN 0 ELSE failures + 1 END
   WHERE tenant_id = $1 AND id = $2 AND fence = $3`,
);

/** A worker's turn with a mailbox. `fence` rises with each turn: one that was overtaken can tell, and stops. */
export interface MailboxLease {
  tenantId: number;
  accountId: string;
  fence: number;
}

/** The turn went to another worker, or the account was switched off or removed. */
export class LeaseLostError extends Error {}

/** Lets one worker at a time read a mailbox, across all processes. */
@Injectable()
export class MailboxLeases {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Null where somebody else has the turn, or the account is not to be read. */
  async claim(tenantId: number, accountId: string): Promise<MailboxLease | null> {
    const [row] = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<{ fence: number }>(CLAIM, [tenantId, accountId, this.clock.now(), this.#end()]),
    );
    return row ? { tenantId, accountId, fence: row.fence } : null;
  }

  /** Keeps the turn. @param cursor where reading goes on from now on @throws LeaseLostError */
  async renew({ tenantId, accountId, fence }: MailboxLease, cursor?: MailboxCursor): Promise<void> {
    const values = [tenantId, accountId, fence, this.#end(), cursor ? JSON.stringify(cursor) : null];
    const held = await this.unitOfWork.run(tenantId, (tx) => tx.query(RENEW, values));
    if (held.length === 0) throw new LeaseLostError('Another worker has taken the mailbox over');
  }

  /** Ends the turn. @param error what went wrong; null: the mailbox was read to its end */
  async finish(
    { tenantId, accountId, fence }: MailboxLease,
    nextAt: Date,
    error: { code: MailErrorCode; detail: string } | null,
  ): Promise<void> {
    const failure = error && JSON.stringify({ ...error, at: this.clock.now().toISOString() });
    const values = [tenantId, accountId, fence, this.clock.now(), nextAt, failure];
    await this.unitOfWork.run(tenantId, (tx) => tx.query(FINISH, values));
  }

  #end(): Date {
    return new Date(this.clock.now().getTime() + LEASE_MS);
  }
}
