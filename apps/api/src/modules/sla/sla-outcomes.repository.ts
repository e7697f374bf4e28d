import { Injectable } from '@nestjs/common';
import type { ComplianceQuery } from '@noxdesk/contracts';
import type { SlaTarget } from '@noxdesk/domain';
import { sql, type Statement } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

export interface ComplianceRow {
  key: string;
  name: string;
  target: SlaTarget;
  met: number;
  breached: number;
  running: number;
}

/** Whole days in UTC; what is null is not narrowed. */
export interface OutcomeFilter {
  /** `YYYY-MM-DD`, both included. */
  from: string;
  to: string;
  departments: readonly number[] | null;
  priorities: readonly number[] | null;
}

type Group = ComplianceQuery['group'];

const WEEK = `to_char(date_trunc('week', o.day), 'YYYY-MM-DD')`;
const PRIORITY = `(ARRAY['low', 'medium', 'high', 'urgent', 'critical'])[o.priority]`;
const MOST_PRESSING_FIRST = `array_position(ARRAY['critical', 'urgent', 'high', 'medium', 'low'], key)`;
const GROUPS: Record<Group, { key: string; name: string; order: string }> = {
  week: { key: WEEK, name: WEEK, order: 'key' },
  department: { key: 'o.department_id::text', name: 'd.name', order: 'key::int' },
  priority: { key: PRIORITY, name: PRIORITY, order: MOST_PRESSING_FIRST },
};
const PLACE = `array_position(ARRAY['first_response', 'next_response', 'resolution'], target)`;
const FILTER = `tenant_id = $1 AND day BETWEEN $2::date AND $3::date
  AND ($4::int[] IS NULL OR department_id = ANY ($4)) AND ($5::int[] IS NULL OR priority = ANY ($5))`;
const COLUMNS = 'tenant_id, day, department_id, priority, target, met, breached, running';

// Days times departments times priorities, however many tickets there are. In one statement, so that what is folded
// meanwhile is counted once.
const statementOf = (group: Group): Statement => {
  const { key, name, order } = GROUPS[group];
  return sql(
    `sla.compliance-${group}`,
    `SELECT * FROM (
       SELECT ${key} AS key, ${name} AS name, o.target, sum(o.met)::int AS met, sum(o.breached)::int AS breached,
         sum(o.running)::int AS running
       FROM (SELECT ${COLUMNS} FROM sla_outcomes WHERE ${FILTER}
             UNION ALL SELECT ${COLUMNS} FROM sla_outcome_changes_by_target WHERE ${FILTER}) o
       JOIN departments d ON d.tenant_id = o.tenant_id AND d.id = o.department_id
       GROUP BY 1, 2, 3) counted
     WHERE met <> 0 OR breached <> 0 OR running <> 0
     ORDER BY ${order}, ${PLACE}`,
  );
};
export const COMPLIANCE: Record<Group, Statement> = {
  week: statementOf('week'),
  department: statementOf('department'),
  priority: statementOf('priority'),
};

/** Exported for the test of plans. */
export const FOLD = sql(
  'sla.fold-outcomes',
  `WITH gone AS (
     DELETE FROM sla_outcome_changes WHERE tenant_id = $1 AND id IN (
       SELECT id FROM sla_outcome_changes WHERE tenant_id = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING *),
   kept AS (
     INSERT INTO sla_outcomes AS o (${COLUMNS})
     SELECT tenant_id, day, department_id, priority, target, sum(waits[1]), sum(waits[2]), sum(waits[3])
     FROM gone CROSS JOIN LATERAL (VALUES ('first_response', first_response), ('next_response', next_response),
       ('resolution', resolution)) AS t (target, waits)
     WHERE waits <> '{0,0,0}' GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
     ON CONFLICT (tenant_id, day, department_id, priority, target) DO UPDATE
       SET met = o.met + excluded.met, breached = o.breached + excluded.breached, running = o.running + excluded.running)
   SELECT count(*)::int AS folded FROM gone`,
);
const WAITING = sql('sla.tenants-to-fold', 'SELECT tenant_id FROM tenants_with_sla_outcome_changes($1)');

/** Kept counts of how targets came out. The database notes each change with the ticket that brings it. */
@Injectable()
export class SlaOutcomesRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  compliance(group: Group, { from, to, departments, priorities }: OutcomeFilter): Promise<ComplianceRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<ComplianceRow>(COMPLIANCE[group], [tx.tenantId, from, to, departments, priorities]);
  }

  async tenantsToFold(most: number): Promise<number[]> {
    const rows = await this.unitOfWork.definer<{ tenant_id: number }>(WAITING, [most]);
    return rows.map((row) => row.tenant_id);
  }

  /** Adds noted changes of the open transaction's tenant to the counts. @returns how many */
  async fold(most: number): Promise<number> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ folded: number }>(FOLD, [tx.tenantId, most]);
    return row!.folded;
  }
}
