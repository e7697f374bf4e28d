import { Injectable } from '@nestjs/common';
import type { Channel, MessageEvent } from '@noxdesk/contracts';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

const COLUMNS = `m.id, m.ticket_id, m.message_type, m.public, m.author_id, m.author_kind, u.name AS author_name, m.body, m.body_html,
  m.quoted, m.quoted_html, m.stranger, m.channel, m.cc, m.withheld, m.event, m.created_at`;

const OF_TICKET = sql(
  'messages.of-ticket',
  `SELECT ${COLUMNS} FROM ticket_messages m
   LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.author_id
   WHERE m.tenant_id = $1 AND (m.public OR $3) AND m.ticket_id = ANY (ARRAY(
     SELECT $2::uuid UNION ALL SELECT g.ticket_id FROM ticket_merges g WHERE g.tenant_id = $1 AND g.into_id = $2))
   ORDER BY m.ticket_id, m.position`,
);
const ONE = sql(
  'messages.one',
  `SELECT ${COLUMNS} FROM ticket_messages m
   LEFT JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.author_id
   WHERE m.tenant_id = $1 AND m.id = $2`,
);
const INSERT = sql(
  'messages.insert',
  `INSERT INTO ticket_messages (tenant_id, ticket_id, position, id, message_type, public, author_id, author_kind,
     body, body_html, quoted, channel, cc, withheld, event, created_at, quoted_html, stranger, search)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
     $17, $18, CASE WHEN $19::text IS NULL THEN NULL ELSE search_document($1, $19) END)`,
);
const STAFF_REPLIES = sql(
  'messages.staff-replies',
  `SELECT EXISTS (SELECT 1 FROM ticket_messages m WHERE m.tenant_id = $1 AND m.ticket_id = $2
     AND m.message_type = 'reply' AND m.author_kind = 'agent' AND m.position > 1) AS there`,
);

export interface MessageRow {
  id: string;
  ticket_id: string;
  message_type: 'reply' | 'note' | 'system';
  public: boolean;
  author_id: string | null;
  author_kind: 'customer' | 'agent' | 'system';
  author_name: string | null;
  body: string;
  body_html: string | null;
  quoted: string | null;
  quoted_html: string | null;
  stranger: boolean;
  channel: Channel;
  cc: string[];
  withheld: { filename: string; reason: string }[];
  event: MessageEvent | null;
  created_at: Date;
}

export interface NewMessageRow extends Omit<MessageRow, 'author_name' | 'ticket_id'> {
  ticketId: string;
  position: number;
  /** Subject, requester and body; null for what is not searched. */
  searchText: string | null;
}

@Injectable()
export class MessageRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Oldest first, those of tickets that were merged into it among them. @param internal false: only what concerns the customer */
  async ofTicket(ticketId: string, internal: boolean): Promise<MessageRow[]> {
    const { tx } = this.unitOfWork;
    const rows = await tx.query<MessageRow>(OF_TICKET, [tx.tenantId, ticketId, internal]);
    // Within one ticket their places say more than their times.
    if (rows[0]?.ticket_id === rows.at(-1)?.ticket_id) return rows;
    return rows.sort((a, b) => a.created_at.getTime() - b.created_at.getTime());
  }

  async one(id: string): Promise<MessageRow | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<MessageRow>(ONE, [tx.tenantId, id]);
    return row ?? null;
  }

  /** Whether staff have answered in public, the opening message aside. */
  async hasStaffReply(ticketId: string): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ there: boolean }>(STAFF_REPLIES, [tx.tenantId, ticketId]);
    return row!.there;
  }

  insert(message: NewMessageRow): void {
    const { tx } = this.unitOfWork;
    tx.send(INSERT, [
      tx.tenantId,
      message.ticketId,
      message.position,
      message.id,
      message.message_type,
      message.public,
      message.author_id,
      message.author_kind,
      message.body,
      message.body_html,
      message.quoted,
      message.channel,
      message.cc,
      JSON.stringify(message.withheld),
      message.event === null ? null : JSON.stringify(message.event),
      message.created_at,
      message.quoted_html,
      message.stranger,
      message.searchText,
    ]);
  }
}
