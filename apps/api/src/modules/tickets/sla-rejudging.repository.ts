import { Injectable } from '@nestjs/common';
import { isFinished, type SlaState, TICKET_STATUSES } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { RejudgePayload } from './ticket-jobs.js';

export interface JudgedTicket {
  id: string;
  department_id: number;
  plan_id: string | null;
  sla_state: SlaState;
}

const UNFINISHED = TICKET_STATUSES.filter((status) => !isFinished(status));

const NEXT = sql(
  'sla.rejudging-next',
  `SELECT t.id, t.department_id, o.plan_id, t.sla_state
   FROM tickets t LEFT JOIN organizations o ON o.tenant_id = t.tenant_id AND o.id = t.organization_id
   WHERE t.tenant_id = $1 AND t.id > $2 AND t.status = ANY ($3::text[]) AND t.sla_state IS NOT NULL
     AND ($4::uuid IS NULL OR t.organization_id = $4) AND ($5::uuid IS NULL OR o.plan_id = $5)
     AND ($6::int IS NULL OR t.department_id = $6)
   ORDER BY t.id LIMIT $7`,
);
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class SlaRejudgingRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The next open tickets that a job is for, in the order of their ids. */
  async next(job: RejudgePayload, limit: number): Promise<JudgedTicket[]> {
    const { tx } = this.unitOfWork;
    const place = [job.after ?? BEFORE_ALL, UNFINISHED];
    const scope = [job.organization, job.plan, job.department];
    return tx.query<JudgedTicket>(NEXT, [tx.tenantId, ...place, ...scope, limit]);
  }
}
