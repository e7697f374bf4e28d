import { Injectable } from '@nestjs/common';
import { canBeAssigned } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField } from '../../platform/http/problem.js';
import type { Named } from './draft-parts.js';

const FIND = sql(
  'tickets.staff',
  `SELECT u.id, u.name, u.role, u.active, u.can_access_ticketing,
     ARRAY(SELECT m.department_id FROM department_members m WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id) AS departments
   FROM users u WHERE u.tenant_id = $1 AND u.id = $2`,
);

interface StaffRow {
  id: string;
  name: string;
  role: 'admin' | 'agent' | 'customer';
  active: boolean;
  can_access_ticketing: boolean;
  departments: number[];
}

/** Who may be given a ticket: active staff who see it. */
@Injectable()
export class Staff {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws ProblemError 422 naming the assignee who cannot take a ticket of the department */
  async assignable(userId: string, departmentId: number): Promise<Named<string>> {
    const row = await this.#find(userId);
    if (!row) throw invalidField('assignee', 'unknown_value', { value: userId });
    if (row.role === 'customer' || !row.active) throw invalidField('assignee', 'not_staff');
    if (!this.#mayTake(row, departmentId)) throw invalidField('assignee', 'not_a_member');
    return { id: row.id, name: row.name };
  }

  /** Whether somebody who has a ticket may keep it in this department. */
  async keeps(userId: string, departmentId: number): Promise<boolean> {
    const row = await this.#find(userId);
    return row !== null && row.active && this.#mayTake(row, departmentId);
  }

  /** @throws ProblemError 422 naming the colleague who does not see tickets of the department */
  async mentionable(userIds: readonly string[], departmentId: number): Promise<string[]> {
    const ids = [...new Set(userIds.map((id) => id.toLowerCase()))];
    for (const id of ids) {
      const row = await this.#find(id);
      if (!row) throw invalidField('mentions', 'unknown_value', { value: id });
      if (row.role === 'customer' || !row.active) throw invalidField('mentions', 'not_staff');
      if (!this.#mayTake(row, departmentId)) throw invalidField('mentions', 'not_a_member');
    }
    return ids;
  }

  async named(userId: string): Promise<Named<string> | null> {
    const row = await this.#find(userId);
    return row && { id: row.id, name: row.name };
  }

  #mayTake(row: StaffRow, departmentId: number): boolean {
    return canBeAssigned(
      {
        role: row.role,
        userId: row.id,
        departmentIds: row.departments,
        organizationId: null,
        canAccessTicketing: row.can_access_ticketing,
      },
      { requesterId: '', departmentId, organizationId: null, organizationShares: false },
    );
  }

  async #find(userId: string): Promise<StaffRow | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<StaffRow>(FIND, [tx.tenantId, userId]);
    return row ?? null;
  }
}
