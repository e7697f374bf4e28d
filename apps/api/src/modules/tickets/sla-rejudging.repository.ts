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

// Written out, so that the index of unfinished tickets carries it.
const UNFINISHED = TICKET_STATUSES.filter((status) => !isFinished(status))
  .map((status) => `'${status}'`)
  .join(', ');

const IN_SCOPE = `
   FROM tickets t LEFT JOIN organizations o ON o.tenant_id = t.tenant_id AND o.id = t.organization_id
   WHERE t.tenant_id = $1 AND t.id > $2 AND t.status IN (${UNFINISHED}) AND t.sla_state IS NOT NULL
     AND ($3::uuid IS NULL OR t.organization_id = $3) AND ($4::uuid IS NULL OR o.plan_id = $4)
     AND ($5::int IS NULL OR t.department_id = $5)`;
/** Exported for the test of its plan. */
export const NEXT = sql(
  'sla.rejudging-next',
  `SELECT t.id, t.department_id, o.plan_id, t.sla_state ${IN_SCOPE} ORDER BY t.id LIMIT $6`,
);
const COUNT = sql(
  'sla.rejudging-count',
  `SELECT count(*)::int AS tickets FROM (SELECT 1 ${IN_SCOPE} LIMIT $6) found`,
);
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class SlaRejudgingRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The next open tickets that a job is for, in the order of their ids. */
  async next(job: RejudgePayload, limit: number): Promise<JudgedTicket[]> {
    const { tx } = this.unitOfWork;
    return tx.query<JudgedTicket>(NEXT, [tx.tenantId, ...placeOf(job), limit]);
  }

  /** All that {@link next} would give, batch after batch; so many at most as are named. */
  async count(job: RejudgePayload, limit: number | null = null): Promise<number> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ tickets: number }>(COUNT, [tx.tenantId, ...placeOf(job), limit]);
    return row!.tickets;
  }
}

const placeOf = ({ after, organization, plan, department }: RejudgePayload): unknown[] => [
  after ?? BEFORE_ALL,
  organization,
  plan,
  department,
];
