import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Cursor } from '../../platform/http/cursor.js';
import type { NewOutboundMail, OutboundHeaders, OutboundState } from './outbound-mail.js';

export interface OutboundRow {
  id: string;
  kind: string;
  account_id: string | null;
  ticket_id: string | null;
  ticket_number: number | null;
  ticket_message_id: string | null;
  recipients: string[];
  subject: string;
  text_body: string;
  html_body: string | null;
  headers: OutboundHeaders;
  message_id: string;
  with_files: boolean;
  state: OutboundState;
  reason: string | null;
  attempts: number;
  lease_until: Date | null;
  handed_over_at: Date | null;
  created_at: Date;
  sent_at: Date | null;
}

const COLUMNS = `o.id, o.kind, o.account_id, o.ticket_id, t.number AS ticket_number, o.ticket_message_id, o.recipients,
  o.subject, o.text_body, o.html_body, o.headers, o.message_id, o.with_files, o.state, o.reason, o.attempts,
  o.lease_until, o.handed_over_at, o.created_at, o.sent_at`;
const JOINS = `FROM outbound_mails o LEFT JOIN tickets t ON t.tenant_id = o.tenant_id AND t.id = o.ticket_id`;

// The thread of its ticket is found by its Message-ID. To an address that bounced it does not go, if it heeds that, and
// is written down all the same, so that the thread shows it.
const ADD = sql(
  'outbound.add',
  `WITH fate AS (
     SELECT $17 AND EXISTS (SELECT FROM mail_suppressions WHERE tenant_id = $1 AND address = $9) AS suppressed),
   added AS (
     INSERT INTO outbound_mails (tenant_id, id, cause, kind, account_id, ticket_id, ticket_message_id, recipient_id,
       recipients, subject, text_body, html_body, headers, message_id, with_files, created_at, state, reason)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, ARRAY[$9], $10, $11, $12, $13, $14, $15, $16,
       CASE WHEN suppressed THEN 'failed' ELSE 'queued' END, CASE WHEN suppressed THEN 'address_bounced' END FROM fate
     ON CONFLICT (tenant_id, cause) DO NOTHING RETURNING id),
   remembered AS (
     INSERT INTO ticket_mail_ids (tenant_id, message_id, ticket_id, ticket_message_id)
     SELECT $1, $14, $6, $7 FROM added WHERE $6 IS NOT NULL
     ON CONFLICT DO NOTHING)
   SELECT id FROM added`,
);
const GET = sql('outbound.get', `SELECT ${COLUMNS} ${JOINS} WHERE o.tenant_id = $1 AND o.id = $2`);
const BY_MESSAGE_ID = sql(
  'outbound.by-message-id',
  `SELECT ${COLUMNS} ${JOINS} WHERE o.tenant_id = $1 AND o.message_id = $2`,
);
const AFTER = sql(
  'outbound.after',
  `SELECT ${COLUMNS} ${JOINS} WHERE o.tenant_id = $1 AND ($2::timestamptz IS NULL OR (o.created_at, o.id) < ($2, $3::uuid))
   ORDER BY o.created_at DESC, o.id DESC LIMIT $4`,
);
const BEFORE = sql(
  'outbound.before',
  `SELECT ${COLUMNS} ${JOINS} WHERE o.tenant_id = $1 AND (o.created_at, o.id) > ($2, $3::uuid)
   ORDER BY o.created_at, o.id LIMIT $4`,
);
// A sender that died before the last byte was about to go has sent nothing: the mail is anybody's again.
const CLAIM = sql(
  'outbound.claim',
  `UPDATE outbound_mails SET state = 'sending', attempts = attempts + 1, lease_until = $4, handed_over_at = NULL
   WHERE tenant_id = $1 AND id = $2
     AND (state IN ('queued', 'deferred') OR (state = 'sending' AND lease_until <= $3 AND handed_over_at IS NULL))
   RETURNING attempts`,
);
const RENEW = sql(
  'outbound.renew',
  `UPDATE outbound_mails SET lease_until = $4, handed_over_at = coalesce($5, handed_over_at)
   WHERE tenant_id = $1 AND id = $2 AND state = 'sending' AND attempts = $3 RETURNING 1 AS held`,
);
const SETTLE = sql(
  'outbound.settle',
  `UPDATE outbound_mails SET state = $4, reason = $5, sent_at = $6, lease_until = NULL
   WHERE tenant_id = $1 AND id = $2 AND state = 'sending' AND attempts = $3 RETURNING 1 AS held`,
);
const BOUNCED = sql(
  'outbound.bounced',
  `UPDATE outbound_mails SET state = $3, reason = $4 WHERE tenant_id = $1 AND id = $2`,
);
// Also where nobody could say so before, because the sender died while it waited for the answer.
const CONFIRM = sql(
  'outbound.confirm',
  `UPDATE outbound_mails SET state = 'sent', reason = NULL, sent_at = coalesce(sent_at, $3), lease_until = NULL
   WHERE tenant_id = $1 AND id = $2 AND (state = 'sent' OR (state = 'sending' AND handed_over_at IS NOT NULL))`,
);
const DELIVERIES = sql(
  'outbound.deliveries',
  `SELECT ticket_message_id, state, reason FROM outbound_mails
   WHERE tenant_id = $1 AND ticket_message_id = $2 AND kind = 'reply'`,
);
const DELIVERIES_OF_TICKET = sql(
  'outbound.deliveries-of-ticket',
  `SELECT ticket_message_id, state, reason FROM outbound_mails
   WHERE tenant_id = $1 AND ticket_id = $2 AND kind = 'reply' AND ticket_message_id IS NOT NULL`,
);
const AGAIN = sql(
  'outbound.again',
  `UPDATE outbound_mails SET state = 'queued', reason = NULL, created_at = $4
   WHERE tenant_id = $1 AND (id = $2 OR ticket_message_id = $3)
     AND (state IN ('failed', 'bounced', 'kept') OR (state = 'sent' AND (id = $2 OR reason = 'unconfirmed')))
   RETURNING id, recipients[1] AS recipient`,
);
// Each mail takes the next free place: so all processes together keep the pace, and nobody has to ask twice.
const TAKE_TURN = sql(
  'outbound.take-turn',
  `INSERT INTO smtp_paces AS p (tenant_id, account_id, free_at)
   VALUES ($1, $2, $3::timestamptz + $4 * interval '1 millisecond')
   ON CONFLICT (tenant_id, account_id) DO UPDATE
     SET free_at = greatest(p.free_at, $3::timestamptz) + $4 * interval '1 millisecond'
   RETURNING free_at - $4 * interval '1 millisecond' AS at`,
);
const TAKE_SHARED_TURN = sql('outbound.take-shared-turn', `SELECT take_smtp_url_turn($1, $2) AS at`);
const SUPPRESS = sql(
  'outbound.suppress',
  `INSERT INTO mail_suppressions (tenant_id, address, reason, created_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT DO NOTHING`,
);
const UNSUPPRESS = sql(
  'outbound.unsuppress',
  `DELETE FROM mail_suppressions WHERE tenant_id = $1 AND address = ANY ($2)`,
);
const KEEP = sql(
  'outbound.keep',
  `UPDATE outbound_mails SET state = 'kept' WHERE tenant_id = $1 AND state = 'queued'`,
);
// Of the mails to one person and those that came in: what a mail program needs to show them as one conversation. Never
// of ours to somebody else: a Message-ID of ours speaks for whom it was written to.
const THREAD = sql(
  'outbound.thread',
  `SELECT message_id FROM (
     SELECT i.message_id, m.created_at AS at
     FROM ticket_mail_ids i
     JOIN ticket_messages m ON m.tenant_id = i.tenant_id AND m.id = i.ticket_message_id
     WHERE i.tenant_id = $1 AND i.ticket_id = $2 AND m.author_kind = 'customer'
       AND NOT EXISTS (SELECT FROM outbound_mails o WHERE o.tenant_id = $1 AND o.message_id = i.message_id)
     UNION ALL
     SELECT o.message_id, o.created_at FROM outbound_mails o
     WHERE o.tenant_id = $1 AND o.ticket_id = $2 AND o.recipients = ARRAY[$3]
   ) thread ORDER BY at DESC LIMIT 20`,
);

/** The outbox of mails; every call takes part in the transaction that is open. */
@Injectable()
export class OutboundRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** A mail that goes whatever became of others to its address. Null where its cause has had its mail. */
  async add(mail: NewOutboundMail, at: Date): Promise<string | null> {
    const id = uuidv7();
    const rows = await this.#tx.query(ADD, this.#values(id, mail, at, false));
    return rows.length === 0 ? null : id;
  }

  /** The same without waiting, but not to addresses that bounced. @returns its id, which nothing has where its cause has had its mail */
  queue(mail: NewOutboundMail, at: Date): string {
    const id = uuidv7();
    this.#tx.send(ADD, this.#values(id, mail, at, true));
    return id;
  }

  #values(id: string, mail: NewOutboundMail, at: Date, heedsBounces: boolean): unknown[] {
    return [
      ...[this.#tenant, id, mail.cause, mail.kind, mail.accountId, mail.ticketId, mail.ticketMessageId],
      ...[mail.recipientId, mail.recipient, mail.subject, mail.text, mail.html, JSON.stringify(mail.headers)],
      ...[mail.messageId, mail.withFiles, at, heedsBounces],
    ];
  }

  async keepAll(): Promise<void> {
    await this.#tx.query(KEEP, [this.#tenant]);
  }

  async get(id: string): Promise<OutboundRow | null> {
    const [row] = await this.#tx.query<OutboundRow>(GET, [this.#tenant, id]);
    return row ?? null;
  }

  async byMessageId(messageId: string): Promise<OutboundRow | null> {
    const [row] = await this.#tx.query<OutboundRow>(BY_MESSAGE_ID, [this.#tenant, messageId]);
    return row ?? null;
  }

  /** Newest first. */
  async page(cursor: Cursor | undefined, limit: number): Promise<OutboundRow[]> {
    const at = cursor ? new Date(Number(cursor.at[0])) : null;
    const values = [this.#tenant, at, cursor?.at[1] ?? null, limit];
    return this.#tx.query<OutboundRow>(cursor?.backwards ? BEFORE : AFTER, values);
  }

  /** Takes a mail to send it; the number of the attempt, or null where it is not to be sent. */
  async claim(id: string, now: Date, leaseUntil: Date): Promise<number | null> {
    const [row] = await this.#tx.query<{ attempts: number }>(CLAIM, [this.#tenant, id, now, leaseUntil]);
    return row?.attempts ?? null;
  }

  /** Goes on with an attempt; false where another one has begun. @param handedOverAt the last byte is about to go */
  async renew(
    id: string,
    attempt: number,
    leaseUntil: Date,
    handedOverAt: Date | null = null,
  ): Promise<boolean> {
    const values = [this.#tenant, id, attempt, leaseUntil, handedOverAt];
    return (await this.#tx.query(RENEW, values)).length > 0;
  }

  /** Ends an attempt. */
  async settle(
    id: string,
    attempt: number,
    to: { state: OutboundState; reason: string | null; sentAt: Date | null },
  ): Promise<boolean> {
    const values = [this.#tenant, id, attempt, to.state, to.reason, to.sentAt];
    return (await this.#tx.query(SETTLE, values)).length > 0;
  }

  /**
   * @param accountId null: through the server that all tenants share
   * @returns when a mail of the account may go, if one may go every so many milliseconds
   */
  async takeTurn(accountId: string | null, now: Date, everyMs: number): Promise<Date> {
    const [row] = await (accountId === null
      ? this.#tx.query<{ at: Date }>(TAKE_SHARED_TURN, [now, everyMs])
      : this.#tx.query<{ at: Date }>(TAKE_TURN, [this.#tenant, accountId, now, everyMs]));
    return row!.at;
  }

  async setState(id: string, state: OutboundState, reason: string): Promise<void> {
    await this.#tx.query(BOUNCED, [this.#tenant, id, state, reason]);
  }

  /** Another server says that the mail is there. */
  async confirm(id: string, at: Date): Promise<void> {
    await this.#tx.query(CONFIRM, [this.#tenant, id, at]);
  }

  /**
   * Queues a mail, or all mails that carried a message, once more, where they are over; the addresses count as good
   * again, since a person asks for it.
   * @returns the mails that are to be sent
   */
  async sendAgain(what: { mailId: string } | { messageId: string }, now: Date): Promise<string[]> {
    const mailId = 'mailId' in what ? what.mailId : null;
    const messageId = 'messageId' in what ? what.messageId : null;
    const rows = await this.#tx.query<{ id: string; recipient: string }>(AGAIN, [
      ...[this.#tenant, mailId, messageId, now],
    ]);
    await this.#tx.query(UNSUPPRESS, [this.#tenant, rows.map(({ recipient }) => recipient)]);
    return rows.map(({ id }) => id);
  }

  /** The address does not exist: nothing is sent to it until somebody asks for it. */
  async suppress(address: string, reason: string, at: Date): Promise<void> {
    await this.#tx.query(SUPPRESS, [this.#tenant, address, reason, at]);
  }

  /** Of the messages of a ticket, or of one message. */
  async deliveries({
    ticketId,
    messageId,
  }: {
    ticketId?: string;
    messageId?: string;
  }): Promise<{ ticket_message_id: string; state: OutboundState; reason: string | null }[]> {
    return ticketId === undefined
      ? this.#tx.query(DELIVERIES, [this.#tenant, messageId])
      : this.#tx.query(DELIVERIES_OF_TICKET, [this.#tenant, ticketId]);
  }

  /** Message-IDs of a ticket's conversation with an address, oldest first. */
  async thread(ticketId: string, address: string): Promise<string[]> {
    const rows = await this.#tx.query<{ message_id: string }>(THREAD, [this.#tenant, ticketId, address]);
    return [...new Set(rows.map(({ message_id }) => message_id).reverse())];
  }

  get #tx() {
    return this.unitOfWork.tx;
  }

  get #tenant(): number {
    return this.unitOfWork.tx.tenantId;
  }
}
