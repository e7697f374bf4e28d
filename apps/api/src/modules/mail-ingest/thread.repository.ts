import { Injectable } from '@nestjs/common';
import { formatTicketNumber, parseTicketNumber } from '@noxdesk/domain';
import type { ThreadCandidate, ThreadClaims } from '@noxdesk/mail';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { personIdOf } from '../notifications/reply-tokens.js';

// Who takes part: the requester, whoever wrote in public, and people that were copied.
const CANDIDATES = sql(
  'threads.candidates',
  `SELECT t.id, t.number, t.requester_id,
     ARRAY(SELECT i.message_id FROM ticket_mail_ids i
           WHERE i.tenant_id = t.tenant_id AND i.ticket_id = t.id AND i.message_id = ANY ($3)) AS message_ids,
     ARRAY(SELECT DISTINCT m.author_id FROM ticket_messages m
           WHERE m.tenant_id = t.tenant_id AND m.ticket_id = t.id AND m.message_type = 'reply'
             AND m.author_id IS NOT NULL) AS author_ids,
     ARRAY(SELECT DISTINCT lower(copied) FROM ticket_messages m, unnest(m.cc) copied
           WHERE m.tenant_id = t.tenant_id AND m.ticket_id = t.id AND m.message_type = 'reply') AS copied
   FROM tickets t
   WHERE t.tenant_id = $1 AND (t.number = ANY ($2) OR t.id IN (
     SELECT i.ticket_id FROM ticket_mail_ids i WHERE i.tenant_id = $1 AND i.message_id = ANY ($3)))
   ORDER BY t.created_at DESC LIMIT 50`,
);
const ADD_ID = sql(
  'threads.add-id',
  `INSERT INTO ticket_mail_ids (tenant_id, message_id, ticket_id, ticket_message_id) VALUES ($1, $2, $3, $4)
   ON CONFLICT DO NOTHING`,
);

interface Row {
  id: string;
  number: number;
  requester_id: string;
  message_ids: string[];
  author_ids: string[];
  copied: string[];
}

/** A candidate as the threading rules see it, with the ticket's own id. */
export interface Candidate extends ThreadCandidate {
  ticketId: string;
}

/** By what mails find tickets. Every call takes part in the transaction that is open. */
@Injectable()
export class ThreadRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * The tickets that a mail may mean.
   * @param sender who wrote it: somebody copied takes part under the id that we know them by
   */
  async candidates(
    claims: ThreadClaims,
    sender: { id: string | null; address: string },
  ): Promise<Candidate[]> {
    const { tx } = this.unitOfWork;
    const numbers = [
      ...claims.tokens.map(({ ticket }) => Number(ticket)),
      ...claims.ticketNumbers.flatMap((number) => parseTicketNumber(number) ?? []),
    ].filter((number) => Number.isSafeInteger(number) && number > 0 && number <= 2_147_483_647);
    if (numbers.length === 0 && claims.messageIds.length === 0) return [];
    const rows = await tx.query<Row>(CANDIDATES, [tx.tenantId, numbers, claims.messageIds]);
    return rows.map((row) => {
      const isCopied = row.copied.includes(sender.address);
      return {
        ticketId: row.id,
        // Tokens name tickets by their number: it is short enough for an address.
        id: String(row.number),
        number: formatTicketNumber(row.number),
        messageIds: row.message_ids,
        participants: [
          row.requester_id,
          ...row.author_ids,
          ...(isCopied ? [sender.id ?? personIdOf(tx.tenantId, sender.address)] : []),
        ],
      };
    });
  }

  /** Remembers under which Message-ID a message went or came. */
  remember(messageId: string, ticketId: string, ticketMessageId: string | null): void {
    const { tx } = this.unitOfWork;
    tx.send(ADD_ID, [tx.tenantId, messageId, ticketId, ticketMessageId]);
  }
}
