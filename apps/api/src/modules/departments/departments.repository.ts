import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

export interface DepartmentRow {
  id: number;
  name: string;
  slug: string;
}
export interface PersonRow {
  id: string;
  name: string;
  email: string;
}
export interface AssigneeRow extends PersonRow {
  departments: number[];
}

const LIST = sql(
  'departments.list',
  `SELECT id, name, slug FROM departments WHERE tenant_id = $1 ORDER BY id`,
);
const GET = sql('departments.get', `SELECT id, name, slug FROM departments WHERE tenant_id = $1 AND id = $2`);
const MEMBERS = sql(
  'departments.members',
  `SELECT u.id, u.name, u.email
   FROM department_members m JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
   WHERE m.tenant_id = $1 AND m.department_id = $2 ORDER BY u.name, u.id`,
);
// The row of the counters is held until the end of the transaction, so that departments are added one by one.
const NEXT_ID = sql(
  'departments.next-id',
  `UPDATE tenant_counters SET last_department_id = last_department_id + 1
   WHERE tenant_id = $1 RETURNING last_department_id AS id`,
);
const ADD = sql(
  'departments.add',
  `INSERT INTO departments (tenant_id, id, name, slug, created_at) VALUES ($1, $2, $3, $4, $5)`,
);
const CHANGE = sql(
  'departments.change',
  `UPDATE departments SET name = coalesce($3, name), slug = coalesce($4, slug)
   WHERE tenant_id = $1 AND id = $2 RETURNING id, name, slug`,
);
const REMOVE = sql('departments.remove', `DELETE FROM departments WHERE tenant_id = $1 AND id = $2`);
const ROLES = sql('departments.roles', `SELECT id, role FROM users WHERE tenant_id = $1 AND id = ANY ($2)`);
const REMOVE_MEMBERS = sql(
  'departments.remove-members',
  `DELETE FROM department_members WHERE tenant_id = $1 AND department_id = $2 AND user_id <> ALL ($3)`,
);
const ADD_MEMBERS = sql(
  'departments.add-members',
  `INSERT INTO department_members (tenant_id, department_id, user_id)
   SELECT $1, $2, member FROM unnest($3::uuid[]) AS member ON CONFLICT DO NOTHING`,
);
const LEAVE = sql(
  'departments.leave',
  `DELETE FROM department_members WHERE tenant_id = $1 AND user_id = $2 AND department_id <> ALL ($3)`,
);
const JOIN = sql(
  'departments.join',
  `INSERT INTO department_members (tenant_id, user_id, department_id)
   SELECT $1, $2, department FROM unnest($3::integer[]) AS department ON CONFLICT DO NOTHING`,
);
const ASSIGNEES = sql(
  'departments.assignees',
  `SELECT u.id, u.name, u.email,
     ARRAY(SELECT m.department_id FROM department_members m
           WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id ORDER BY m.department_id) AS departments
   FROM users u
   WHERE u.tenant_id = $1 AND u.role IN ('agent', 'admin') AND u.active AND u.can_access_ticketing
   ORDER BY u.name, u.id`,
);

/** Departments and who belongs to them; every call takes part in the transaction that is open. */
@Injectable()
export class DepartmentsRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  list(): Promise<DepartmentRow[]> {
    return this.#query(LIST);
  }

  async get(id: number): Promise<DepartmentRow | undefined> {
    return (await this.#query<DepartmentRow>(GET, id))[0];
  }

  members(id: number): Promise<PersonRow[]> {
    return this.#query(MEMBERS, id);
  }

  /** The next id of the tenant; ids of deleted departments are not given again. */
  async nextId(): Promise<number> {
    return (await this.#query<{ id: number }>(NEXT_ID))[0]!.id;
  }

  async add({ id, name, slug }: DepartmentRow, at: Date): Promise<void> {
    await this.#query(ADD, id, name, slug, at);
  }

  async change(id: number, change: { name?: string; slug?: string }): Promise<DepartmentRow | undefined> {
    return (await this.#query<DepartmentRow>(CHANGE, id, change.name ?? null, change.slug ?? null))[0];
  }

  async remove(id: number): Promise<void> {
    await this.#query(REMOVE, id);
  }

  rolesOf(userIds: readonly string[]): Promise<{ id: string; role: string }[]> {
    return this.#query(ROLES, userIds);
  }

  async replaceMembers(id: number, userIds: readonly string[]): Promise<void> {
    await this.#query(REMOVE_MEMBERS, id, userIds);
    await this.#query(ADD_MEMBERS, id, userIds);
  }

  async replaceDepartmentsOf(userId: string, ids: readonly number[]): Promise<void> {
    await this.#query(LEAVE, userId, ids);
    await this.#query(JOIN, userId, ids);
  }

  assignees(): Promise<AssigneeRow[]> {
    return this.#query(ASSIGNEES);
  }

  #query<Row extends object>(statement: Parameters<UnitOfWork['tx']['query']>[0], ...params: unknown[]) {
    const { tx } = this.unitOfWork;
    return tx.query<Row>(statement, [tx.tenantId, ...params]);
  }
}
