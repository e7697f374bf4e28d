import { Injectable } from '@nestjs/common';
import type { Page, SlaEscalation } from '@noxdesk/contracts';
import type { Calendar, SlaTargets } from '@noxdesk/domain';
import { type Statement, sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Cursors } from '../../platform/http/cursor.js';
import { containing, type IdList, readPageById } from '../../platform/http/id-list.js';

/** For which tickets a policy is meant, and what it is called. */
export interface PolicyFields {
  name: string;
  plan_id: string | null;
  department_id: number | null;
  is_default: boolean;
  escalations: readonly SlaEscalation[];
}
/** What tickets are judged by: kept version by version. */
export interface PolicyTerms {
  calendar: Calendar;
  /** Ascending, at least one. */
  warning_percents: readonly number[];
  targets: SlaTargets;
}
export interface PolicyRow extends PolicyFields, PolicyTerms {
  id: string;
  version: number;
}

export interface VersionRow extends PolicyTerms {
  version: number;
  created_at: Date;
}

const SELECT = `
  SELECT p.id, p.name, p.plan_id, p.department_id, p.is_default, p.escalations, p.version, v.calendar,
    v.earlier_warnings || v.warning_percent AS warning_percents, v.targets
  FROM sla_policies p
  JOIN sla_policy_versions v ON v.tenant_id = p.tenant_id AND v.policy_id = p.id AND v.version = p.version
  WHERE p.tenant_id = $1 AND p.deleted_at IS NULL`;
const VERSIONS = sql(
  'sla-policies.versions',
  `SELECT v.version, v.created_at, v.calendar, v.earlier_warnings || v.warning_percent AS warning_percents, v.targets
   FROM sla_policy_versions v WHERE v.tenant_id = $1 AND v.policy_id = $2 ORDER BY v.version DESC LIMIT 50`,
);
const GET = sql('sla-policies.get', `${SELECT} AND p.id = $2`);
// One row that every tenant has: whoever holds it changes policies alone, so that there is always one default.
const LOCK = sql('sla-policies.lock', `SELECT 1 FROM tenant_settings WHERE tenant_id = $1 FOR UPDATE`);
const ADD = sql(
  'sla-policies.add',
  `INSERT INTO sla_policies (tenant_id, id, name, plan_id, department_id, is_default, escalations, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const ADD_VERSION = sql(
  'sla-policies.add-version',
  `INSERT INTO sla_policy_versions (tenant_id, policy_id, version, calendar, earlier_warnings, warning_percent, targets,
     created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const CHANGE = sql(
  'sla-policies.change',
  `UPDATE sla_policies SET name = $3, plan_id = $4, department_id = $5, is_default = $6, version = $7, escalations = $8
   WHERE tenant_id = $1 AND id = $2`,
);
const CLEAR_DEFAULT = sql(
  'sla-policies.clear-default',
  `UPDATE sla_policies SET is_default = false WHERE tenant_id = $1 AND is_default AND deleted_at IS NULL`,
);
// Tickets go on to be judged by its versions; its plan and department are free for another policy, or to be deleted.
const RETIRE = sql(
  'sla-policies.retire',
  `UPDATE sla_policies SET deleted_at = $3, plan_id = NULL, department_id = NULL WHERE tenant_id = $1 AND id = $2`,
);
const STAFF = sql(
  'sla-policies.staff',
  `SELECT id FROM users WHERE tenant_id = $1 AND id = ANY ($2) AND role <> 'customer' AND active`,
);
const DEPARTMENTS = sql(
  'sla-policies.departments',
  `SELECT id FROM departments WHERE tenant_id = $1 AND id = ANY ($2)`,
);

/** SLA policies and their versions; every call but the list takes part in the transaction that is open. */
@Injectable()
export class SlaPoliciesRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
  ) {}

  list(
    tenantId: number,
    path: string,
    input: IdList<never>['input'] & { query: { search?: string | undefined } },
  ): Promise<Page<PolicyRow>> {
    return readPageById<PolicyRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'sla-policies.list',
      select: SELECT,
      params: [tenantId],
      id: 'p.id',
      filters: [containing(['p.name'], input.query.search)],
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  async get(id: string): Promise<PolicyRow | undefined> {
    return (await this.#query<PolicyRow>(GET, id))[0];
  }

  /** The latest ones, newest first. */
  versions(id: string): Promise<VersionRow[]> {
    return this.#query<VersionRow>(VERSIONS, id);
  }

  async lock(): Promise<void> {
    await this.#query(LOCK);
  }

  async add(policy: PolicyRow, at: Date): Promise<void> {
    const { id, name, plan_id, department_id, is_default } = policy;
    const escalations = JSON.stringify(policy.escalations);
    await this.#query(ADD, id, name, plan_id, department_id, is_default, escalations, at);
    await this.addVersion(policy, at);
  }

  async addVersion(policy: PolicyRow, at: Date): Promise<void> {
    const { id, version, calendar, warning_percents: warnings, targets } = policy;
    const asJson = (value: unknown) => (value === null ? null : JSON.stringify(value));
    const percents = [warnings.slice(0, -1), warnings.at(-1)];
    await this.#query(ADD_VERSION, id, version, asJson(calendar), ...percents, asJson(targets), at);
  }

  async change(policy: PolicyRow): Promise<void> {
    const { id, name, plan_id, department_id, is_default, version } = policy;
    const escalations = JSON.stringify(policy.escalations);
    await this.#query(CHANGE, id, name, plan_id, department_id, is_default, version, escalations);
  }

  async clearDefault(): Promise<void> {
    await this.#query(CLEAR_DEFAULT);
  }

  /** Which of the users are staff who may be given work, and which of the departments there are. */
  async known(users: readonly string[], departments: readonly number[]) {
    const staff = await this.#query<{ id: string }>(STAFF, users);
    const places = await this.#query<{ id: number }>(DEPARTMENTS, departments);
    return { users: staff.map(({ id }) => id), departments: places.map(({ id }) => id) };
  }

  async retire(id: string, at: Date): Promise<void> {
    await this.#query(RETIRE, id, at);
  }

  #query<Row extends object>(statement: Statement, ...params: unknown[]): Promise<Row[]> {
    const { tx } = this.unitOfWork;
    return tx.query<Row>(statement, [tx.tenantId, ...params]);
  }
}
