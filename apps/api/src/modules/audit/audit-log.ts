import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

export interface AuditRecord {
  actor: { id: string | null; email: string };
  action: string;
  target?: string | null;
  /** Never a secret: entries cannot be taken back. */
  details?: Record<string, unknown>;
}

// Its place and hashes are given by the database.
const ADD = `INSERT INTO audit_entries (tenant_id, at, actor_id, actor, action, target, details)
   SELECT $1::integer, $2::timestamptz, $3::uuid, $4::text, $5::text, $6::text, $7::jsonb`;
const RECORD = sql('audit.record', ADD);
const RECORD_IF_WRITTEN = sql(
  'audit.record-if-written',
  `${ADD} WHERE pg_current_xact_id_if_assigned() IS NOT NULL RETURNING 1 AS recorded`,
);

/** Writes what happened into the tenant's chain, in the transaction one is in. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async record(record: AuditRecord): Promise<void> {
    await this.unitOfWork.tx.query(RECORD, this.#values(record));
  }

  /** @returns false, and writes nothing, where the transaction has changed nothing either */
  async recordIfWritten(record: AuditRecord): Promise<boolean> {
    return (await this.unitOfWork.tx.query(RECORD_IF_WRITTEN, this.#values(record))).length > 0;
  }

  #values({ actor, action, target = null, details = {} }: AuditRecord): unknown[] {
    const { tenantId } = this.unitOfWork.tx;
    return [tenantId, this.clock.now(), actor.id, actor.email, action, target, JSON.stringify(details)];
  }
}
