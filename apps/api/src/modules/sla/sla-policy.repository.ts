import { Injectable } from '@nestjs/common';
import type { Calendar, SlaPolicyVersion, SlaTargets } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

const VERSION = `p.id, p.name, v.version, v.calendar,
  v.earlier_warnings || v.warning_percent AS warning_percents, v.targets`;

/** Most specific first: plan and department, plan, department, default. @param plan as SQL; $3 is the department */
const policyFor = (label: string, plan: string) =>
  sql(
    label,
    `WITH its AS (SELECT ${plan} AS plan)
   SELECT ${VERSION}
   FROM its CROSS JOIN sla_policies p
   JOIN sla_policy_versions v ON v.tenant_id = p.tenant_id AND v.policy_id = p.id AND v.version = p.version
   WHERE p.tenant_id = $1 AND p.deleted_at IS NULL
     AND ((p.plan_id = its.plan AND (p.department_id = $3 OR p.department_id IS NULL))
       OR (p.plan_id IS NULL AND p.department_id = $3) OR p.is_default)
   ORDER BY (p.plan_id IS NOT DISTINCT FROM its.plan AND p.department_id IS NOT DISTINCT FROM $3 AND p.plan_id IS NOT NULL) DESC,
     (p.plan_id IS NOT NULL AND p.plan_id IS NOT DISTINCT FROM its.plan AND p.department_id IS NULL) DESC,
     (p.plan_id IS NULL AND p.department_id IS NOT DISTINCT FROM $3) DESC,
     p.is_default DESC
   LIMIT 1`,
  );
const FOR_TICKET = policyFor('sla.policy-for-ticket', '$2::uuid');
const FOR_REQUESTER = policyFor(
  'sla.policy-for-requester',
  `(SELECT o.plan_id FROM users u
    JOIN organizations o ON o.tenant_id = u.tenant_id AND o.id = u.organization_id
    WHERE u.tenant_id = $1 AND u.id = $2)`,
);
const VERSIONS = sql(
  'sla.policy-versions',
  `SELECT ${VERSION}
   FROM unnest($2::uuid[], $3::int[]) AS wanted (id, version)
   JOIN sla_policies p ON p.tenant_id = $1 AND p.id = wanted.id
   JOIN sla_policy_versions v ON v.tenant_id = $1 AND v.policy_id = wanted.id AND v.version = wanted.version`,
);

interface VersionRow {
  id: string;
  name: string;
  version: number;
  calendar: Calendar;
  warning_percents: number[];
  targets: SlaTargets;
}

const asVersion = (row: VersionRow): SlaPolicyVersion => ({
  id: row.id,
  name: row.name,
  version: row.version,
  calendar: row.calendar,
  warning_percents: row.warning_percents,
  targets: row.targets,
});

@Injectable()
export class SlaPolicyRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async forTicket(planId: string | null, departmentId: number): Promise<SlaPolicyVersion | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<VersionRow>(FOR_TICKET, [tx.tenantId, planId, departmentId]);
    return row ? asVersion(row) : null;
  }

  /** The same for a ticket that somebody is about to open. */
  async forRequester(requesterId: string, departmentId: number): Promise<SlaPolicyVersion | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<VersionRow>(FOR_REQUESTER, [tx.tenantId, requesterId, departmentId]);
    return row ? asVersion(row) : null;
  }

  async versions(wanted: readonly { id: string; version: number }[]): Promise<SlaPolicyVersion[]> {
    const { tx } = this.unitOfWork;
    const ids = wanted.map(({ id }) => id);
    const numbers = wanted.map(({ version }) => version);
    return (await tx.query<VersionRow>(VERSIONS, [tx.tenantId, ids, numbers])).map(asVersion);
  }
}
