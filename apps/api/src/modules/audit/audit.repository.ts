import { Injectable } from '@nestjs/common';
import type { AuditFilter, AuditVerification } from '@noxdesk/contracts';
import type { QueryResultRow } from 'pg';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Cursor } from '../../platform/http/cursor.js';

export interface AuditRow {
  position: number;
  at: Date;
  actor_id: string | null;
  actor: string;
  action: string;
  target: string | null;
  details: Record<string, unknown>;
  hash: string;
}

const select = (place: string, order: 'ASC' | 'DESC') =>
  `SELECT position::integer AS position, at, actor_id, actor, action, target, details, hash FROM audit_entries
   WHERE tenant_id = $1 AND ($2::text IS NULL OR action = $2 OR right($2, 1) = '.' AND starts_with(action, $2)) AND ($3::uuid IS NULL OR actor_id = $3)
     AND ($4::timestamptz IS NULL OR at > $4) AND ($5::timestamptz IS NULL OR at < $5)
     AND ($6::bigint IS NULL OR position ${place} $6)
   ORDER BY position ${order} LIMIT $7`;
const OLDER = sql('audit.older', select('<', 'DESC'));
const NEWER = sql('audit.newer', select('>', 'ASC'));
const VERIFY = sql('audit.verify', 'SELECT entries, broken_at, redacted FROM verify_audit($1)');

@Injectable()
export class AuditRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  page(
    tenantId: number,
    filter: AuditFilter,
    cursor: Pick<Cursor, 'at' | 'backwards'> | undefined,
    limit: number,
  ): Promise<AuditRow[]> {
    const { action = null, actor = null, after = null, before = null } = filter;
    const values = [tenantId, action, actor, after, before, cursor?.at[0] ?? null, limit];
    return this.unitOfWork.run(tenantId, (tx) =>
      tx.query<AuditRow>(cursor?.backwards ? NEWER : OLDER, values),
    );
  }

  async verify(tenantId: number): Promise<AuditVerification> {
    const [row] = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<AuditVerification & QueryResultRow>(VERIFY, [tenantId]),
    );
    return row!;
  }
}
