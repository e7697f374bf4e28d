import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

/** How far the latest application of a policy to open tickets has come. */
export interface ApplicationRow {
  id: string;
  version: number;
  started_at: Date;
  finished_at: Date | null;
  total: number | null;
  looked_at: number;
  moved: number;
}

// A policy that is applied again while it is being applied begins anew: the jobs of the former one find that and end.
const BEGIN = sql(
  'sla-applications.begin',
  `INSERT INTO sla_applications (tenant_id, policy_id, id, version, started_at) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (tenant_id, policy_id) DO UPDATE SET id = excluded.id, version = excluded.version,
     started_at = excluded.started_at, finished_at = NULL, total = NULL, looked_at = 0, moved = 0`,
);
const FIND = sql(
  'sla-applications.find',
  `SELECT id, version, started_at, finished_at, total, looked_at, moved FROM sla_applications
   WHERE tenant_id = $1 AND policy_id = $2`,
);
const ADVANCE = sql(
  'sla-applications.advance',
  `UPDATE sla_applications SET total = coalesce($4, total), looked_at = looked_at + $5, moved = moved + $6,
     finished_at = $7
   WHERE tenant_id = $1 AND policy_id = $2 AND id = $3 RETURNING id`,
);

@Injectable()
export class SlaApplicationRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async begin(policyId: string, application: { id: string; version: number; at: Date }): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(BEGIN, [tx.tenantId, policyId, application.id, application.version, application.at]);
  }

  async find(policyId: string): Promise<ApplicationRow | undefined> {
    const { tx } = this.unitOfWork;
    return (await tx.query<ApplicationRow>(FIND, [tx.tenantId, policyId]))[0];
  }

  /** @returns false where another application has taken its place */
  async advance(
    policyId: string,
    id: string,
    by: { total: number | null; lookedAt: number; moved: number; finishedAt: Date | null },
  ): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const values = [by.total, by.lookedAt, by.moved, by.finishedAt];
    return (await tx.query(ADVANCE, [tx.tenantId, policyId, id, ...values])).length > 0;
  }
}
