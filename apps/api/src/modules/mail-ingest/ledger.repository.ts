import { Injectable } from '@nestjs/common';
import type { LedgerEntry } from '@noxdesk/contracts';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Cursor } from '../../platform/http/cursor.js';

export type LedgerState = LedgerEntry['state'];

export interface LedgerRow {
  id: string;
  account_id: string | null;
  account_address: string | null;
  blob_key: string;
  size: number;
  source_key: string;
  message_id: string | null;
  from_address: string | null;
  subject: string | null;
  state: LedgerState;
  reason: string | null;
  ticket_id: string | null;
  ticket_number: number | null;
  received_at: Date;
  /** Its bytes were too many: the original lies in its mailbox. */
  head_only: boolean;
}

export interface StoredMail {
  id: string;
  accountId: string | null;
  sourceKey: string;
  blob: { key: string; sha256: string; size: number };
  messageId: string | null;
  from: string | null;
  subject: string | null;
  receivedAt: Date;
  /** Why it waits for somebody instead of being processed. */
  heldFor: string | null;
}

/** What became of a mail. */
export interface Outcome {
  state: Exclude<LedgerState, 'stored'>;
  reason: string | null;
  ticketId?: string | null;
  messageId?: string | null;
}

export interface LedgerFilter {
  message_id?: string | undefined;
  state?: readonly LedgerState[] | undefined;
  account?: string | undefined;
  from?: string | undefined;
  subject?: string | undefined;
  received_after?: string | undefined;
  received_before?: string | undefined;
}

const COLUMNS = `l.id, l.account_id, a.address AS account_address, l.blob_key, l.size::float8 AS size, l.source_key, l.message_id, l.from_address, l.subject,
  l.state, l.reason, l.ticket_id, t.number AS ticket_number, l.received_at, l.head_only`;
const JOINS = `FROM mail_ledger l
   LEFT JOIN mail_accounts a ON a.tenant_id = l.tenant_id AND a.id = l.account_id
   LEFT JOIN tickets t ON t.tenant_id = l.tenant_id AND t.id = l.ticket_id`;

const GET = sql('mail-ledger.get', `SELECT ${COLUMNS} ${JOINS} WHERE l.tenant_id = $1 AND l.id = $2`);
const CLAIM = sql(
  'mail-ledger.claim',
  `SELECT id FROM mail_ledger WHERE tenant_id = $1 AND id = $2 AND state = 'stored' FOR UPDATE`,
);
const KNOWN = sql(
  'mail-ledger.known',
  `SELECT source_key, head_only FROM mail_ledger WHERE tenant_id = $1 AND account_id = $2 AND source_key = ANY ($3)`,
);
const ADD = sql(
  'mail-ledger.add',
  `INSERT INTO mail_ledger (tenant_id, id, account_id, source_key, blob_key, sha256, size, message_id, from_address,
     subject, state, reason, received_at, head_only)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
   ON CONFLICT (tenant_id, account_id, source_key) DO NOTHING RETURNING id`,
);
const SETTLE = sql(
  'mail-ledger.settle',
  `UPDATE mail_ledger SET state = $3, reason = $4, ticket_id = $5, ticket_message_id = $6, fingerprint = $7,
     message_id = coalesce($8, message_id), from_address = coalesce($9, from_address),
     subject = coalesce($10, subject), processed_at = $11
   WHERE tenant_id = $1 AND id = $2`,
);
const GIVE_UP = sql(
  'mail-ledger.give-up',
  `UPDATE mail_ledger SET state = 'failed', reason = $3, processed_at = $4
   WHERE tenant_id = $1 AND id = $2 AND state = 'stored'`,
);
const HOLD = sql(
  'mail-ledger.hold',
  `UPDATE mail_ledger SET state = 'quarantined', reason = $3, processed_at = $4
   WHERE tenant_id = $1 AND id = $2 AND state = 'stored'`,
);
const REOPEN = sql(
  'mail-ledger.reopen',
  `UPDATE mail_ledger SET state = 'stored', reason = NULL
   WHERE tenant_id = $1 AND id = $2 AND state IN ('quarantined', 'failed') AND NOT head_only
   RETURNING id`,
);
const ASK_AGAIN = sql(
  'mail-ledger.ask-again',
  `UPDATE mail_ledger SET state = 'stored', reason = 'refetch'
   WHERE tenant_id = $1 AND id = $2 AND state = 'quarantined' AND head_only RETURNING id`,
);
const ASKED_AGAIN = sql(
  'mail-ledger.asked-again',
  `SELECT id, source_key FROM mail_ledger
   WHERE tenant_id = $1 AND account_id = $2 AND state = 'stored' AND reason = 'refetch' LIMIT 50`,
);
const COMPLETE = sql(
  'mail-ledger.complete',
  `UPDATE mail_ledger SET blob_key = $3, sha256 = $4, size = $5, reason = NULL, head_only = false
   WHERE tenant_id = $1 AND id = $2 AND state = 'stored' AND reason = 'refetch' RETURNING id`,
);
const ADD_REFUSED = sql(
  'mail-ledger.add-refused',
  `INSERT INTO mail_ledger (tenant_id, id, account_id, source_key, blob_key, sha256, size, from_address, state, reason,
     received_at, processed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'recorded', $9, $10, $10)
   ON CONFLICT (tenant_id, account_id, source_key) DO NOTHING`,
);
const COUNT_REFUSED = sql(
  'mail-ledger.count-refused',
  `SELECT count(*)::integer AS refused FROM mail_ledger
   WHERE tenant_id = $1 AND reason IN ('refused_recipient', 'refused_size') AND received_at > $2`,
);
const FORGET_REFUSED = sql(
  'mail-ledger.forget-refused',
  `DELETE FROM mail_ledger
   WHERE tenant_id = $1 AND reason IN ('refused_recipient', 'refused_size') AND received_at < $2`,
);
const DISCARD = sql(
  'mail-ledger.discard',
  `UPDATE mail_ledger SET state = 'recorded', reason = 'discarded', processed_at = $3
   WHERE tenant_id = $1 AND id = $2 AND state IN ('quarantined', 'failed') RETURNING id`,
);
const SAME = sql(
  'mail-ledger.same',
  `SELECT ticket_id, ticket_message_id FROM mail_ledger
   WHERE tenant_id = $1 AND fingerprint = $2 AND state IN ('created', 'threaded')`,
);
const PENDING = sql(
  'mail-ledger.pending',
  `SELECT 1 AS waits FROM mail_ledger
   WHERE tenant_id = $1 AND message_id = ANY ($2) AND state = 'stored' AND id <> $3 LIMIT 1`,
);
// Until the mailbox was read to its end once more, what a mail answers may be among those that are still to come: some
// servers number the mails of one second in another order than they came.
const MAY_COME = sql(
  'mail-ledger.may-come',
  `SELECT 1 AS waits FROM mail_ledger l JOIN mail_accounts a ON a.tenant_id = l.tenant_id AND a.id = l.account_id
   WHERE l.tenant_id = $1 AND l.id = $3 AND l.source_key NOT LIKE 'smtp:%' AND a.enabled
     AND (a.last_fetch_at IS NULL OR a.last_fetch_at < l.received_at)
     AND NOT EXISTS (SELECT 1 FROM mail_ledger o WHERE o.tenant_id = $1 AND o.message_id = ANY ($2))
     AND NOT EXISTS (SELECT 1 FROM ticket_mail_ids i WHERE i.tenant_id = $1 AND i.message_id = ANY ($2))`,
);
const FROM_SENDER = sql(
  'mail-ledger.from-sender',
  `SELECT count(*) FILTER (WHERE state = 'created')::integer AS created,
     count(*) FILTER (WHERE state = 'threaded' AND ticket_id = $4)::integer AS threaded
   FROM mail_ledger WHERE tenant_id = $1 AND from_address = $2 AND received_at > $3`,
);
const HAS_HELD = sql(
  'mail-ledger.has-held',
  `SELECT 1 AS there FROM mail_ledger
   WHERE tenant_id = $1 AND from_address = $2 AND received_at > $3 AND reason = $4
     AND ticket_id IS NOT DISTINCT FROM $5 AND processed_at IS NOT NULL LIMIT 1`,
);
const LOCK = sql('mail-ledger.lock', `SELECT pg_advisory_xact_lock(hashtextextended($1, 7002))`);

/** The ledger of mails that came in; every call takes part in the transaction that is open. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async get(id: string): Promise<LedgerRow | null> {
    const [row] = await this.#tx.query<LedgerRow>(GET, [this.#tenant, id]);
    return row ?? null;
  }

  /** Newest first. */
  async page(filter: LedgerFilter, cursor: Cursor | undefined, limit: number): Promise<LedgerRow[]> {
    const values: unknown[] = [this.#tenant, limit];
    const where = ['l.tenant_id = $1'];
    const add = (condition: (place: string) => string, value: unknown) => {
      values.push(value);
      where.push(condition(`$${values.length}`));
    };
    if (filter.message_id !== undefined) {
      add((place) => `l.message_id = ${place}`, filter.message_id.replace(/^<(.+)>$/, '$1'));
    }
    if (filter.state) add((place) => `l.state = ANY (${place})`, filter.state);
    if (filter.account !== undefined) add((place) => `l.account_id = ${place}`, filter.account);
    if (filter.from !== undefined) {
      const address = filter.from.toLowerCase();
      // A whole address is found by its index; a part of one in what is there, newest first.
      if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address)) add((place) => `l.from_address = ${place}`, address);
      else add((place) => `strpos(l.from_address, ${place}) > 0`, address);
    }
    if (filter.subject !== undefined) {
      add((place) => `strpos(lower(l.subject), lower(${place})) > 0`, filter.subject);
    }
    if (filter.received_after !== undefined) {
      add((place) => `l.received_at >= ${place}::timestamptz`, filter.received_after);
    }
    if (filter.received_before !== undefined) {
      add((place) => `l.received_at < ${place}::timestamptz`, filter.received_before);
    }
    if (cursor) {
      values.push(new Date(Number(cursor.at[0])), cursor.at[1]);
      const sign = cursor.backwards ? '>' : '<';
      where.push(`(l.received_at, l.id) ${sign} ($${values.length - 1}, $${values.length}::uuid)`);
    }
    const direction = cursor?.backwards ? 'ASC' : 'DESC';
    const text = `SELECT ${COLUMNS} ${JOINS} WHERE ${where.join(' AND ')}
      ORDER BY l.received_at ${direction}, l.id ${direction} LIMIT $2`;
    return this.#tx.query<LedgerRow>(sql('mail-ledger.list', text), values);
  }

  /** Holds a mail that is still to be processed until the transaction is over; false where it has been. */
  async claim(id: string): Promise<boolean> {
    return (await this.#tx.query(CLAIM, [this.#tenant, id])).length > 0;
  }

  /** Which mails of an account are in the ledger, and whether of each only the head is. */
  async known(accountId: string, sourceKeys: readonly string[]): Promise<Map<string, { headOnly: boolean }>> {
    const rows = await this.#tx.query<{ source_key: string; head_only: boolean }>(KNOWN, [
      ...[this.#tenant, accountId, sourceKeys],
    ]);
    return new Map(rows.map((row) => [row.source_key, { headOnly: row.head_only }]));
  }

  /** False where the mail is in the ledger already. */
  async add(mail: StoredMail): Promise<boolean> {
    const { blob, heldFor } = mail;
    const rows = await this.#tx.query(ADD, [
      ...[this.#tenant, mail.id, mail.accountId, mail.sourceKey, blob.key, blob.sha256, blob.size],
      ...[mail.messageId, mail.from, mail.subject],
      ...[heldFor === null ? 'stored' : 'quarantined', heldFor, mail.receivedAt, heldFor === 'too_large'],
    ]);
    return rows.length > 0;
  }

  /** Notes a mail that was not taken in; the same note twice is one. */
  async addRefused(
    mail: Pick<StoredMail, 'id' | 'accountId' | 'sourceKey' | 'blob' | 'from' | 'receivedAt'>,
    reason: string,
  ): Promise<void> {
    const { blob } = mail;
    await this.#tx.query(ADD_REFUSED, [
      ...[this.#tenant, mail.id, mail.accountId, mail.sourceKey, blob.key, blob.sha256, blob.size],
      ...[mail.from, reason, mail.receivedAt],
    ]);
  }

  async countRefused(since: Date): Promise<number> {
    const [row] = await this.#tx.query<{ refused: number }>(COUNT_REFUSED, [this.#tenant, since]);
    return row!.refused;
  }

  async forgetRefused(before: Date): Promise<void> {
    await this.#tx.query(FORGET_REFUSED, [this.#tenant, before]);
  }

  /** Has a mail of which only the head is here fetched as a whole; false where it does not wait for that. */
  async askAgain(id: string): Promise<boolean> {
    return (await this.#tx.query(ASK_AGAIN, [this.#tenant, id])).length > 0;
  }

  /** The mails of a mailbox that are to be fetched once more. */
  async askedAgain(accountId: string): Promise<{ id: string; sourceKey: string }[]> {
    const rows = await this.#tx.query<{ id: string; source_key: string }>(ASKED_AGAIN, [
      ...[this.#tenant, accountId],
    ]);
    return rows.map((row) => ({ id: row.id, sourceKey: row.source_key }));
  }

  /** Puts the whole mail in the place of its head; false where nobody waits for it any more. */
  async complete(id: string, blob: StoredMail['blob']): Promise<boolean> {
    const values = [this.#tenant, id, blob.key, blob.sha256, blob.size];
    return (await this.#tx.query(COMPLETE, values)).length > 0;
  }

  settle(
    id: string,
    outcome: Outcome,
    mail: { fingerprint: string; messageId: string | null; from: string | null; subject: string | null },
    at: Date,
  ): void {
    this.#tx.send(SETTLE, [
      ...[
        this.#tenant,
        id,
        outcome.state,
        outcome.reason,
        outcome.ticketId ?? null,
        outcome.messageId ?? null,
      ],
      ...[mail.fingerprint, mail.messageId, mail.from, mail.subject, at],
    ]);
  }

  /** What nobody could process; it can be retried. */
  async giveUp(id: string, reason: string, at: Date): Promise<void> {
    await this.#tx.query(GIVE_UP, [this.#tenant, id, reason, at]);
  }

  /** What cannot be read: it waits for somebody. */
  async hold(id: string, reason: string, at: Date): Promise<void> {
    await this.#tx.query(HOLD, [this.#tenant, id, reason, at]);
  }

  /** Puts a mail that waits for somebody back to be processed; false where it does not wait. */
  async reopen(id: string): Promise<boolean> {
    return (await this.#tx.query(REOPEN, [this.#tenant, id])).length > 0;
  }

  /** Ends the waiting of a mail without making anything of it; its bytes stay. False where it does not wait. */
  async discard(id: string, at: Date): Promise<boolean> {
    return (await this.#tx.query(DISCARD, [this.#tenant, id, at])).length > 0;
  }

  /** The message that the same mail has become. */
  async same(fingerprint: string): Promise<{ ticketId: string; messageId: string | null } | null> {
    const [row] = await this.#tx.query<{ ticket_id: string; ticket_message_id: string | null }>(SAME, [
      ...[this.#tenant, fingerprint],
    ]);
    return row ? { ticketId: row.ticket_id, messageId: row.ticket_message_id } : null;
  }

  /** Whether a mail of one of these Message-IDs is stored and still to be processed, or may be about to be stored. */
  async awaitsOther(id: string, messageIds: readonly string[]): Promise<boolean> {
    if (messageIds.length === 0) return false;
    const values = [this.#tenant, messageIds, id];
    if ((await this.#tx.query(PENDING, values)).length > 0) return true;
    return (await this.#tx.query(MAY_COME, values)).length > 0;
  }

  /** How many tickets a sender has opened by mail since then, and how many messages added to one ticket. */
  async countsOf(
    from: string,
    since: Date,
    ticketId: string | null,
  ): Promise<{ created: number; threaded: number }> {
    const [row] = await this.#tx.query<{ created: number; threaded: number }>(FROM_SENDER, [
      ...[this.#tenant, from, since, ticketId],
    ]);
    return row!;
  }

  /** Whether a mail of the sender was held for this reason since then. */
  async hasHeld(from: string, reason: string, ticketId: string | null, since: Date): Promise<boolean> {
    return (await this.#tx.query(HAS_HELD, [this.#tenant, from, since, reason, ticketId])).length > 0;
  }

  /** Lets one transaction at a time past, among those that name the same thing. */
  async lock(name: string): Promise<void> {
    await this.#tx.query(LOCK, [`${this.#tenant}:${name}`]);
  }

  get #tx() {
    return this.unitOfWork.tx;
  }

  get #tenant(): number {
    return this.unitOfWork.tx.tenantId;
  }
}
