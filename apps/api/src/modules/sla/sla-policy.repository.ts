import { Injectable } from '@nestjs/common';
import type { Calendar, PolicyScope, SlaPolicyVersion, SlaTargets } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

const VERSION = `p.id, p.name, v.version, v.calendar,
  v.earlier_warnings || v.warning_percent AS warning_percents, v.targets`;

const IN_FORCE = sql(
  'sla.policies-in-force',
  `SELECT ${VERSION}, p.plan_id, p.department_id, p.is_default
   FROM sla_policies p
   JOIN sla_policy_versions v ON v.tenant_id = p.tenant_id AND v.policy_id = p.id AND v.version = p.version
   WHERE p.tenant_id = $1 AND p.deleted_at IS NULL`,
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

interface InForceRow extends VersionRow {
  plan_id: string | null;
  department_id: number | null;
  is_default: boolean;
}

/** A policy as the choice for a ticket sees it, and what it promises now. */
export interface PolicyInForce extends PolicyScope {
  terms: SlaPolicyVersion;
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

  /** The present version of every policy, with the tickets it is meant for. */
  async inForce(): Promise<PolicyInForce[]> {
    const { tx } = this.unitOfWork;
    return (await tx.query<InForceRow>(IN_FORCE, [tx.tenantId])).map((row) => ({
      plan: row.plan_id,
      department: row.department_id,
      is_default: row.is_default,
      terms: asVersion(row),
    }));
  }

  async versions(wanted: readonly { id: string; version: number }[]): Promise<SlaPolicyVersion[]> {
    const { tx } = this.unitOfWork;
    const ids = wanted.map(({ id }) => id);
    const numbers = wanted.map(({ version }) => version);
    return (await tx.query<VersionRow>(VERSIONS, [tx.tenantId, ids, numbers])).map(asVersion);
  }
}
