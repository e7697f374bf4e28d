import { Injectable } from '@nestjs/common';
import type { Locale, Page, UserRole } from '@noxdesk/contracts';
import { type Statement, sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Cursors } from '../../platform/http/cursor.js';
import { containing, type IdList, readPageById } from '../../platform/http/id-list.js';

export interface UserRow {
  id: string;
  email: string;
  name: string;
  role: UserRole;
  departments: number[];
  organization_id: string | null;
  organization_name: string | null;
  can_access_ticketing: boolean;
  locale: Locale;
  active: boolean;
  created_at: Date;
}

/** What of a user can be set; the password as its hash. */
export interface UserFields {
  email: string;
  name: string;
  role: UserRole;
  passwordHash: string | null;
  organizationId: string | null;
  canAccessTicketing: boolean;
  locale: Locale;
  active: boolean;
}

export interface UserListQuery {
  limit?: number | undefined;
  search?: string | undefined;
  role?: UserRole | undefined;
}

const COLUMNS: Record<keyof UserFields, string> = {
  email: 'email',
  name: 'name',
  role: 'role',
  passwordHash: 'password_hash',
  organizationId: 'organization_id',
  canAccessTicketing: 'can_access_ticketing',
  locale: 'locale',
  active: 'active',
};

const SELECT = `
  SELECT u.id, u.email, u.name, u.role, u.organization_id, o.name AS organization_name, u.can_access_ticketing,
    u.locale, u.active, u.created_at,
    ARRAY(SELECT m.department_id FROM department_members m
          WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id ORDER BY m.department_id) AS departments
  FROM users u LEFT JOIN organizations o ON o.tenant_id = u.tenant_id AND o.id = u.organization_id
  WHERE u.tenant_id = $1`;
const GET = sql('users.get', `${SELECT} AND u.id = $2`);
const PASSWORD = sql('users.password', `SELECT password_hash FROM users WHERE tenant_id = $1 AND id = $2`);
const LOCK = sql(
  'users.lock',
  `SELECT email, role, active, can_access_ticketing FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
);
// In the order of the ids, so that two who ask at once wait for one another instead of blocking each other.
const LOCK_ADMINS = sql(
  'users.lock-admins',
  `SELECT id FROM users WHERE tenant_id = $1 AND role = 'admin' AND active AND can_access_ticketing
   ORDER BY id FOR UPDATE`,
);
const ADD = sql(
  'users.add',
  `INSERT INTO users (tenant_id, id, email, name, role, password_hash, organization_id, can_access_ticketing,
     locale, active, created_at, updated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
);
const REMOVE = sql('users.remove', `DELETE FROM users WHERE tenant_id = $1 AND id = $2`);

export type UserStanding = Pick<UserRow, 'email' | 'role' | 'active' | 'can_access_ticketing'>;

/** Users as admins keep them; every call but the list takes part in the transaction that is open. */
@Injectable()
export class UsersRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
  ) {}

  list(
    tenantId: number,
    path: string,
    input: IdList<UserRow>['input'] & { query: UserListQuery },
  ): Promise<Page<UserRow>> {
    const { role, search } = input.query;
    return readPageById<UserRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'users.list',
      select: SELECT,
      params: [tenantId],
      id: 'u.id',
      filters: [
        role && { clause: 'u.role = ?', value: role },
        containing(['u.name', 'u.email'], search),
      ].filter((filter) => filter !== undefined),
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  async get(id: string): Promise<UserRow | undefined> {
    return (await this.#query<UserRow>(GET, id))[0];
  }

  /** null where the user has none. */
  async passwordHash(id: string): Promise<string | null> {
    return (await this.#query<{ password_hash: string | null }>(PASSWORD, id))[0]?.password_hash ?? null;
  }

  /** What a user is allowed, held as it is until the end of the transaction. */
  async lock(id: string): Promise<UserStanding | undefined> {
    return (await this.#query<UserStanding>(LOCK, id))[0];
  }

  /** The admins who can act as such, held until the end of the transaction. */
  async lockAdmins(): Promise<string[]> {
    return (await this.#query<{ id: string }>(LOCK_ADMINS)).map(({ id }) => id);
  }

  async add(id: string, user: UserFields, at: Date): Promise<void> {
    const { email, name, role, passwordHash, organizationId, canAccessTicketing, locale, active } = user;
    const values = [email, name, role, passwordHash, organizationId, canAccessTicketing, locale, active];
    await this.#query(ADD, id, ...values, at);
  }

  async change(id: string, change: Partial<UserFields>, at: Date): Promise<void> {
    const fields = Object.entries(change) as [keyof UserFields, unknown][];
    const assignments = fields.map(([field], index) => `${COLUMNS[field]} = $${index + 4}`);
    const statement = `UPDATE users SET ${['updated_at = $3', ...assignments].join(', ')}
      WHERE tenant_id = $1 AND id = $2`;
    await this.#query(sql('users.change', statement), id, at, ...fields.map(([, value]) => value));
  }

  async remove(id: string): Promise<void> {
    await this.#query(REMOVE, id);
  }

  #query<Row extends object>(statement: Statement, ...params: unknown[]): Promise<Row[]> {
    const { tx } = this.unitOfWork;
    return tx.query<Row>(statement, [tx.tenantId, ...params]);
  }
}
