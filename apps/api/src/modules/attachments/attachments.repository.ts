import { Injectable } from '@nestjs/common';
import type { MessageType } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

export interface AttachmentRow {
  id: string;
  ticket_id: string;
  message_id: string;
  ordinal: number;
  filename: string;
  content_type: string;
  /** A bigint, which the driver gives as text. */
  size: string;
  sha256: string;
  blob_key: string;
  content_id: string | null;
  created_at: Date;
  /** Null: free to be had. */
  scan_state: 'pending' | 'locked' | null;
  /** A small version of a picture, once it is made. */
  preview_blob_key: string | null;
  preview_size: string | null;
  preview_refused: string | null;
}

/** An attachment with what decides who may have it. */
export interface AttachmentWithAudience extends AttachmentRow {
  message_type: MessageType;
  event_kind: string | null;
  requester_id: string;
  department_id: number;
  organization_id: string | null;
  organization_shares: boolean;
}

const COLUMNS = `a.id, a.ticket_id, a.message_id, a.ordinal, a.filename, a.content_type, a.size, a.sha256, a.blob_key,
  a.content_id, a.created_at, a.scan_state, a.preview_blob_key, a.preview_size, a.preview_refused`;

const INSERT = sql(
  'attachments.insert',
  `INSERT INTO attachments (tenant_id, ticket_id, message_id, created_at, id, ordinal, filename, content_type, size,
     sha256, blob_key, content_id, scan_state)
   SELECT $1, $2, $3, $4, f.* FROM jsonb_to_recordset($5) AS f (id uuid, ordinal smallint, filename text,
     content_type text, size bigint, sha256 text, blob_key text, content_id text,
     scan_state text)`,
);
const OF_MESSAGES = sql(
  'attachments.of-messages',
  `SELECT ${COLUMNS} FROM attachments a WHERE a.tenant_id = $1 AND a.message_id = ANY ($2::uuid[])
   ORDER BY a.message_id, a.ordinal`,
);
// A statement of its own: with an array it is planned anew each time, which costs more than to look.
const OF_MESSAGE = sql(
  'attachments.of-message',
  `SELECT ${COLUMNS} FROM attachments a WHERE a.tenant_id = $1 AND a.message_id = $2 ORDER BY a.ordinal`,
);
const OF_TICKET = sql(
  'attachments.of-ticket',
  `SELECT ${COLUMNS} FROM attachments a WHERE a.tenant_id = $1 AND a.ticket_id = ANY (ARRAY(
     SELECT $2::uuid UNION ALL SELECT g.ticket_id FROM ticket_merges g WHERE g.tenant_id = $1 AND g.into_id = $2))
   ORDER BY a.message_id, a.ordinal`,
);
const SETTLE_SCAN = sql(
  'attachments.settle-scan',
  `UPDATE attachments SET scan_state = CASE WHEN $3::text IS NULL THEN NULL ELSE 'locked' END, scan_result = $3
   WHERE tenant_id = $1 AND id = $2`,
);
// Of a file that is still there and free; nothing is drawn twice.
const SETTLE_PREVIEW = sql(
  'attachments.settle-preview',
  `UPDATE attachments SET preview_blob_key = $3, preview_size = $4, preview_refused = $5
   WHERE tenant_id = $1 AND id = $2 AND scan_state IS NULL AND preview_blob_key IS NULL RETURNING id`,
);
// The condition of an index of its own.
const WITHOUT_PREVIEW = sql(
  'attachments.without-preview',
  `SELECT DISTINCT message_id FROM (
     SELECT message_id FROM attachments
     WHERE tenant_id = $1 AND created_at < $2 AND preview_blob_key IS NULL AND preview_refused IS NULL
       AND scan_state IS NULL AND content_type IN ('image/png', 'image/jpeg', 'image/gif')
       AND size BETWEEN $3 AND $4
     ORDER BY created_at DESC LIMIT $5) AS found`,
);
const FIND = sql(
  'attachments.find',
  `SELECT ${COLUMNS}, m.message_type, m.event ->> 'kind' AS event_kind, t.requester_id, t.department_id,
     t.organization_id, coalesce(o.shared_tickets, false) AS organization_shares
   FROM attachments a
   JOIN ticket_messages m ON m.tenant_id = a.tenant_id AND m.id = a.message_id
   JOIN tickets t ON t.tenant_id = a.tenant_id AND t.id IN (a.ticket_id,
     (SELECT g.into_id FROM ticket_merges g WHERE g.tenant_id = a.tenant_id AND g.ticket_id = a.ticket_id))
   LEFT JOIN organizations o ON o.tenant_id = t.tenant_id AND o.id = t.organization_id
   WHERE a.tenant_id = $1 AND a.id = $2`,
);
const REFERRED = sql(
  'attachments.referred',
  `SELECT key FROM unnest($2::text[]) key
   WHERE EXISTS (SELECT 1 FROM attachments a WHERE a.tenant_id = $1 AND a.blob_key = key)
      OR EXISTS (SELECT 1 FROM attachments a WHERE a.tenant_id = $1 AND a.preview_blob_key = key)
      OR EXISTS (SELECT 1 FROM mail_ledger l WHERE l.tenant_id = $1 AND l.blob_key = key)
      OR EXISTS (SELECT 1 FROM data_exports e WHERE e.tenant_id = $1 AND e.blob_key = key)
      OR EXISTS (SELECT 1 FROM held_replies h WHERE h.tenant_id = $1 AND h.files @> jsonb_build_array(
           jsonb_build_object('key', key)))`,
);

/** Rows of attachments, in the unit of work one is in. */
@Injectable()
export class AttachmentsRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  insert(rows: readonly AttachmentRow[]): void {
    const [first] = rows;
    if (!first) return;
    const { tx } = this.unitOfWork;
    const { ticket_id, message_id, created_at } = first;
    tx.send(INSERT, [tx.tenantId, ticket_id, message_id, created_at, JSON.stringify(rows)]);
  }

  async ofMessages(messageIds: readonly string[]): Promise<AttachmentRow[]> {
    const { tx } = this.unitOfWork;
    if (messageIds.length === 1) return tx.query<AttachmentRow>(OF_MESSAGE, [tx.tenantId, messageIds[0]]);
    return tx.query<AttachmentRow>(OF_MESSAGES, [tx.tenantId, messageIds]);
  }

  async ofTicket(ticketId: string): Promise<AttachmentRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<AttachmentRow>(OF_TICKET, [tx.tenantId, ticketId]);
  }

  /** @param found what the scanner found; null: nothing, and the file is free */
  async settleScan(id: string, found: string | null): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(SETTLE_SCAN, [tx.tenantId, id, found]);
  }

  /** @returns false where the file is gone or shut meanwhile: its preview is nobody's then */
  async settlePreview(
    id: string,
    made: { key: string; size: number } | { refused: string },
  ): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const values = 'key' in made ? [made.key, made.size, null] : [null, null, made.refused];
    return (await tx.query(SETTLE_PREVIEW, [tx.tenantId, id, ...values])).length > 0;
  }

  /** Messages with pictures that have no preview, older than a time; of the newest pictures, so many at most. */
  async messagesWithoutPreviews(
    before: Date,
    { least, most }: { least: number; most: number },
    limit: number,
  ): Promise<string[]> {
    const { tx } = this.unitOfWork;
    const values = [tx.tenantId, before, least, most, limit];
    const rows = await tx.query<{ message_id: string }>(WITHOUT_PREVIEW, values);
    return rows.map((row) => row.message_id);
  }

  /** Once for each ticket in whose thread it is shown: two where that was merged into another. */
  async find(id: string): Promise<AttachmentWithAudience[]> {
    const { tx } = this.unitOfWork;
    return tx.query<AttachmentWithAudience>(FIND, [tx.tenantId, id]);
  }

  /** Those of the blobs that something of the tenant refers to. */
  async referred(blobKeys: readonly string[]): Promise<Set<string>> {
    const { tx } = this.unitOfWork;
    const rows = await tx.query<{ key: string }>(REFERRED, [tx.tenantId, blobKeys]);
    return new Set(rows.map((row) => row.key));
  }
}
