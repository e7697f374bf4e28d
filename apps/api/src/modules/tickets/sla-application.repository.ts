import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

/** How far the latest application of a policy to open tickets has come, or the latest try of one. */
export interface ApplicationRow {
  id: string;
  dry_run: boolean;
  version: number;
  started_at: Date;
  finished_at: Date | null;
  total: number | null;
  looked_at: number;
  /** Tickets that are judged by the version now, or would be. */
  moved: number;
  /** Of a try alone: due times that would move. */
  due_times_moved: number;
  /** Of a try alone: targets that would have no time left. */
  breached: number;
}

/** What a batch adds to an application. */
export interface Advance {
  /** The first batch counts them. */
  total: number | null;
  lookedAt: number;
  moved: number;
  dueTimesMoved?: number;
  breached?: number;
  finishedAt: Date | null;
}

// A policy that is applied again while it is being applied begins anew: the jobs of the former one find that and end.
const BEGIN = sql(
  'sla-applications.begin',
  `INSERT INTO sla_applications (tenant_id, policy_id, dry_run, id, version, started_at)
   VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (tenant_id, policy_id, dry_run) DO UPDATE SET id = excluded.id, version = excluded.version,
     started_at = excluded.started_at, finished_at = NULL, total = NULL, looked_at = 0, moved = 0,
     due_times_moved = 0, breached = 0`,
);
const FORGET_TRY = sql(
  'sla-applications.forget-try',
  'DELETE FROM sla_applications WHERE tenant_id = $1 AND policy_id = $2 AND dry_run',
);
const FIND = sql(
  'sla-applications.find',
  `SELECT id, dry_run, version, started_at, finished_at, total, looked_at, moved, due_times_moved, breached
   FROM sla_applications WHERE tenant_id = $1 AND policy_id = $2`,
);
const ADVANCE = sql(
  'sla-applications.advance',
  `UPDATE sla_applications SET total = coalesce($4, total), looked_at = looked_at + $5, moved = moved + $6,
     due_times_moved = due_times_moved + $7, breached = breached + $8, finished_at = $9
   WHERE tenant_id = $1 AND policy_id = $2 AND id = $3 RETURNING id`,
);

@Injectable()
export class SlaApplicationRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async begin(
    policyId: string,
    { id, version, at, dryRun }: { id: string; version: number; at: Date; dryRun: boolean },
  ): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(BEGIN, [tx.tenantId, policyId, dryRun, id, version, at]);
  }

  /** What a try has found holds no longer; where it goes on, its jobs find that and end. */
  async forgetTry(policyId: string): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(FORGET_TRY, [tx.tenantId, policyId]);
  }

  async find(policyId: string): Promise<{ applied?: ApplicationRow; tried?: ApplicationRow }> {
    const { tx } = this.unitOfWork;
    const rows = await tx.query<ApplicationRow>(FIND, [tx.tenantId, policyId]);
    const [applied, tried] = [rows.find((row) => !row.dry_run), rows.find((row) => row.dry_run)];
    return { ...(applied && { applied }), ...(tried && { tried }) };
  }

  /** @returns false where another application has taken its place */
  async advance(policyId: string, id: string, by: Advance): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const { total, lookedAt, moved, dueTimesMoved = 0, breached = 0, finishedAt } = by;
    const values = [total, lookedAt, moved, dueTimesMoved, breached, finishedAt];
    return (await tx.query(ADVANCE, [tx.tenantId, policyId, id, ...values])).length > 0;
  }
}
