import { Injectable } from '@nestjs/common';
import type { Page } from '@noxdesk/contracts';
import { type Statement, sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Cursors } from '../../platform/http/cursor.js';
import { containing, type IdList, readPageById } from '../../platform/http/id-list.js';

export interface OrganizationRow {
  id: string;
  name: string;
  plan_id: string | null;
  plan_name: string | null;
  shared_tickets: boolean;
}

type SearchInput = IdList<never>['input'] & { query: { search?: string | undefined } };

const SELECT = `
  SELECT o.id, o.name, o.plan_id, p.name AS plan_name, o.shared_tickets
  FROM organizations o LEFT JOIN plans p ON p.tenant_id = o.tenant_id AND p.id = o.plan_id
  WHERE o.tenant_id = $1`;
const GET = sql('organizations.get', `${SELECT} AND o.id = $2`);
const ADD = sql(
  'organizations.add',
  `INSERT INTO organizations (tenant_id, id, name, plan_id, shared_tickets, created_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const CHANGE = sql(
  'organizations.change',
  `UPDATE organizations SET name = coalesce($3, name), plan_id = CASE WHEN $4 THEN $5::uuid ELSE plan_id END,
     shared_tickets = coalesce($6, shared_tickets)
   WHERE tenant_id = $1 AND id = $2`,
);
const REMOVE = sql('organizations.remove', `DELETE FROM organizations WHERE tenant_id = $1 AND id = $2`);

/** Organisations; every call but the list takes part in the transaction that is open. */
@Injectable()
export class OrganizationsRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
  ) {}

  list(tenantId: number, path: string, input: SearchInput): Promise<Page<OrganizationRow>> {
    return readPageById<OrganizationRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'organizations.list',
      select: SELECT,
      params: [tenantId],
      id: 'o.id',
      filters: [containing(['o.name'], input.query.search)],
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  async get(id: string): Promise<OrganizationRow | undefined> {
    return (await this.#query<OrganizationRow>(GET, id))[0];
  }

  async add(organization: Omit<OrganizationRow, 'plan_name'>, at: Date): Promise<void> {
    const { id, name, plan_id, shared_tickets } = organization;
    await this.#query(ADD, id, name, plan_id, shared_tickets, at);
  }

  /** What is undefined stays as it is. */
  async change(
    id: string,
    change: { name?: string | undefined; plan?: string | null | undefined; shared?: boolean | undefined },
  ): Promise<void> {
    const plan = [change.plan !== undefined, change.plan ?? null];
    await this.#query(CHANGE, id, change.name ?? null, ...plan, change.shared ?? null);
  }

  async remove(id: string): Promise<void> {
    await this.#query(REMOVE, id);
  }

  #query<Row extends object>(statement: Statement, ...params: unknown[]): Promise<Row[]> {
    const { tx } = this.unitOfWork;
    return tx.query<Row>(statement, [tx.tenantId, ...params]);
  }
}
