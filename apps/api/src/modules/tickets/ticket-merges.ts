import { Injectable } from '@nestjs/common';
import type { TicketStatus } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

const TARGET = sql(
  'merges.target',
  `SELECT into_id FROM ticket_merges WHERE tenant_id = $1 AND ticket_id = $2`,
);
const SOURCES = sql(
  'merges.sources',
  `SELECT EXISTS (SELECT 1 FROM ticket_merges WHERE tenant_id = $1 AND into_id = $2) AS there`,
);
const ADD = sql(
  'merges.add',
  `INSERT INTO ticket_merges (tenant_id, ticket_id, into_id, status_before, merged_at) VALUES ($1, $2, $3, $4, $5)`,
);
const TAKE = sql(
  'merges.take',
  `DELETE FROM ticket_merges WHERE tenant_id = $1 AND ticket_id = $2 AND merged_at > $3
   RETURNING into_id, status_before`,
);
const LINK = sql(
  'links.add',
  `INSERT INTO ticket_links (tenant_id, ticket_id, other_id, created_at)
   VALUES ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), $4) ON CONFLICT DO NOTHING RETURNING ticket_id`,
);
const UNLINK = sql(
  'links.remove',
  `DELETE FROM ticket_links
   WHERE tenant_id = $1 AND ticket_id = least($2::uuid, $3::uuid) AND other_id = greatest($2::uuid, $3::uuid)
   RETURNING ticket_id`,
);

/** Which tickets have to do with which. All in the unit of work that is open. */
@Injectable()
export class TicketMerges {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The ticket that this one goes on in; null: it stands for itself. */
  async targetOf(ticketId: string): Promise<string | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ into_id: string }>(TARGET, [tx.tenantId, ticketId]);
    return row?.into_id ?? null;
  }

  /** Whether other tickets go on in this one. */
  async hasSources(ticketId: string): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ there: boolean }>(SOURCES, [tx.tenantId, ticketId]);
    return row!.there;
  }

  add(ticketId: string, intoId: string, statusBefore: TicketStatus, at: Date): void {
    const { tx } = this.unitOfWork;
    tx.send(ADD, [tx.tenantId, ticketId, intoId, statusBefore, at]);
  }

  /** Takes a merge back that is younger than `since`. @returns null where there is none */
  async take(ticketId: string, since: Date): Promise<{ intoId: string; statusBefore: TicketStatus } | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ into_id: string; status_before: TicketStatus }>(TAKE, [
      tx.tenantId,
      ticketId,
      since,
    ]);
    return row ? { intoId: row.into_id, statusBefore: row.status_before } : null;
  }

  /** @returns false where they were related already */
  async link(ticketId: string, otherId: string, at: Date): Promise<boolean> {
    const { tx } = this.unitOfWork;
    return (await tx.query(LINK, [tx.tenantId, ticketId, otherId, at])).length > 0;
  }

  /** @returns false where they were not related */
  async unlink(ticketId: string, otherId: string): Promise<boolean> {
    const { tx } = this.unitOfWork;
    return (await tx.query(UNLINK, [tx.tenantId, ticketId, otherId])).length > 0;
  }
}
