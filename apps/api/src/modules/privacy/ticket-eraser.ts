import { Injectable } from '@nestjs/common';
import type { TicketFate } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ERASED_NAME, NO_WORDS } from './erased.js';
import { readTenantTables } from './tables.js';

/** Tickets dealt with in one transaction. */
export const TICKET_BATCH = 50;

const BLOBS = sql(
  'privacy.ticket-blobs',
  `SELECT a.blob_key AS key FROM attachments a WHERE a.tenant_id = $1 AND a.ticket_id = ANY ($2::uuid[])
   UNION SELECT a.preview_blob_key FROM attachments a WHERE a.tenant_id = $1 AND a.ticket_id = ANY ($2::uuid[])
     AND a.preview_blob_key IS NOT NULL
   UNION SELECT l.blob_key FROM mail_ledger l WHERE l.tenant_id = $1 AND l.ticket_id = ANY ($2::uuid[])`,
);
const ANONYMISE = [
  `UPDATE ticket_messages SET body = $3, body_html = NULL, quoted = NULL, quoted_html = NULL, cc = '{}',
     withheld = '[]', search = NULL
   WHERE tenant_id = $1 AND ticket_id = ANY ($2::uuid[]) AND message_type <> 'system'`,
  `UPDATE ticket_messages SET search = NULL, body = $3,
     event = jsonb_build_object('kind', event ->> 'kind', 'from', $3::text, 'to', $3::text)
   WHERE tenant_id = $1 AND ticket_id = ANY ($2::uuid[]) AND event ->> 'kind' = 'subject_changed'`,
].map((text, index) => sql(`privacy.anonymise-messages-${index}`, text));
/** What hangs on a ticket and tells of people. */
const WORDS = ['attachments', 'outbound_mails', 'ticket_mail_ids', 'user_notifications', 'held_replies'].map(
  (table) =>
    sql(
      `privacy.drop-${table}`,
      `DELETE FROM ${table} WHERE tenant_id = $1 AND ticket_id = ANY ($2::uuid[])`,
    ),
);
const DRAFTS = sql(
  'privacy.drop-drafts',
  `DELETE FROM drafts WHERE tenant_id = $1 AND key = ANY ($2::text[])`,
);
const DELIVERIES = sql(
  'privacy.drop-deliveries',
  `DELETE FROM webhook_deliveries d USING unnest($2::text[]) AS ticket
   WHERE d.tenant_id = $1 AND strpos(d.body, ticket) > 0`,
);
const MAILS = sql(
  'privacy.erase-mails-of-tickets',
  `UPDATE mail_ledger SET blob_key = $3, sha256 = $4, size = $5, from_address = NULL, subject = NULL, message_id = NULL
   WHERE tenant_id = $1 AND ticket_id = ANY ($2::uuid[])`,
);
const TICKETS = sql(
  'privacy.anonymise-tickets',
  `UPDATE tickets SET subject = $3, preview = '', public_preview = '', cc = '{}', anonymised_at = $4, updated_at = $4,
     version = version + 1
   WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
);
const UNLINK = [
  `UPDATE tickets SET requester_id = $3, organization_id = NULL WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
  `UPDATE ticket_messages SET author_id = $3
   WHERE tenant_id = $1 AND ticket_id = ANY ($2::uuid[]) AND author_kind = 'customer' AND author_id IS NOT NULL`,
].map((text, index) => sql(`privacy.unlink-${index}`, text));
const DELETE = sql(
  'privacy.delete-tickets',
  `DELETE FROM tickets WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
);
const NOBODY = sql(
  'privacy.nobody',
  `INSERT INTO users (tenant_id, id, email, name, role, can_access_ticketing, active, created_at, updated_at)
   VALUES ($1, $2, 'erased@erased.invalid', $3, 'customer', false, false, $4, $4)
   ON CONFLICT (tenant_id, email) DO UPDATE SET active = false RETURNING id`,
);

/** What stands in for the bytes of a mail that was erased. */
export interface ErasedMail {
  key: string;
  sha256: string;
  size: number;
}

/** Takes out of tickets what tells of people, or takes the tickets out whole. In the unit of work one is in. */
@Injectable()
export class TicketEraser {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * @param ids at most {@link TICKET_BATCH}
   * @returns the blobs that may be nobody's any more
   */
  async erase(ids: readonly string[], fate: TicketFate, erased: ErasedMail): Promise<string[]> {
    const { tx } = this.unitOfWork;
    const of = [tx.tenantId, ids];
    const blobs = await tx.query<{ key: string }>(BLOBS, of);
    await tx.query(MAILS, [...of, erased.key, erased.sha256, erased.size]);
    await tx.query(DRAFTS, of);
    await tx.query(DELIVERIES, of);
    if (fate === 'delete') await this.#delete(ids);
    else await this.#anonymise(ids);
    return blobs.map(({ key }) => key);
  }

  async #anonymise(ids: readonly string[]): Promise<void> {
    const { tx } = this.unitOfWork;
    const of = [tx.tenantId, ids];
    for (const statement of ANONYMISE) await tx.query(statement, [...of, NO_WORDS]);
    for (const statement of WORDS) await tx.query(statement, of);
    await tx.query(TICKETS, [...of, NO_WORDS, this.clock.now()]);
  }

  async #delete(ids: readonly string[]): Promise<void> {
    const { tx } = this.unitOfWork;
    for (const { name, loose } of await readTenantTables(tx)) {
      for (const column of loose) {
        const text = `UPDATE "${name}" SET "${column}" = NULL WHERE tenant_id = $1 AND "${column}" = ANY ($2::uuid[])`;
        await tx.query(sql(`privacy.loosen-${name}`, text), [tx.tenantId, ids]);
      }
    }
    await tx.query(DELETE, [tx.tenantId, ids]);
  }

  /** Has the tickets be nobody's, where the person behind them stays. */
  async unlink(ids: readonly string[]): Promise<void> {
    const { tx } = this.unitOfWork;
    const [nobody] = await tx.query<{ id: string }>(NOBODY, [
      ...[tx.tenantId, uuidv7(), ERASED_NAME, this.clock.now()],
    ]);
    for (const statement of UNLINK) await tx.query(statement, [tx.tenantId, ids, nobody!.id]);
  }
}
