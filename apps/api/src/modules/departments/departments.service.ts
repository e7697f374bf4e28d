import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField } from '../../platform/http/problem.js';
import { deleting, found, refusing } from '../../platform/http/refusals.js';
import {
  type AssigneeRow,
  type DepartmentRow,
  DepartmentsRepository,
  type PersonRow,
} from './departments.repository.js';
import { freeSlug, slugOf } from './slug.js';

export interface DepartmentWithMembers extends DepartmentRow {
  members: PersonRow[];
}
export interface DepartmentChange {
  name?: string | undefined;
  slug?: string | undefined;
  members?: readonly string[] | undefined;
}

const UNIQUE = { departments_name: 'name', departments_tenant_id_slug_key: 'slug' };

@Injectable()
export class DepartmentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly departments: DepartmentsRepository,
    private readonly clock: Clock,
  ) {}

  list(tenantId: number): Promise<DepartmentRow[]> {
    return this.unitOfWork.run(tenantId, () => this.departments.list());
  }

  assignees(tenantId: number): Promise<AssigneeRow[]> {
    return this.unitOfWork.run(tenantId, () => this.departments.assignees());
  }

  get(tenantId: number, id: number): Promise<DepartmentWithMembers> {
    return this.unitOfWork.run(tenantId, async () => this.#whole(found(await this.departments.get(id))));
  }

  create(tenantId: number, given: DepartmentChange & { name: string }): Promise<DepartmentWithMembers> {
    return refusing({ unique: UNIQUE }, () =>
      this.unitOfWork.run(tenantId, async () => {
        const id = await this.departments.nextId();
        const slug = given.slug ?? (await this.#freeSlug(given.name, id));
        await this.departments.add({ id, name: given.name, slug }, this.clock.now());
        if (given.members) await this.#replaceMembers(id, given.members);
        return this.#whole({ id, name: given.name, slug });
      }),
    );
  }

  change(tenantId: number, id: number, given: DepartmentChange): Promise<DepartmentWithMembers> {
    const { name, slug, members } = given;
    return refusing({ unique: UNIQUE }, () =>
      this.unitOfWork.run(tenantId, async () => {
        const change = { ...(name !== undefined && { name }), ...(slug !== undefined && { slug }) };
        const department = found(await this.departments.change(id, change));
        if (members) await this.#replaceMembers(id, members);
        return this.#whole(department);
      }),
    );
  }

  remove(tenantId: number, id: number): Promise<void> {
    return deleting(() =>
      this.unitOfWork.run(tenantId, async () => {
        found(await this.departments.get(id));
        await this.departments.remove(id);
      }),
    );
  }

  /** Sets the departments that a user belongs to, in the transaction one is in; unknown ids are refused by name. */
  async replaceDepartmentsOf(userId: string, ids: readonly number[]): Promise<void> {
    const known = new Set((await this.departments.list()).map(({ id }) => id));
    const unknown = ids.find((id) => !known.has(id));
    if (unknown !== undefined) throw invalidField('departments', 'unknown_value', { value: unknown });
    await this.departments.replaceDepartmentsOf(userId, ids);
  }

  async #replaceMembers(id: number, userIds: readonly string[]): Promise<void> {
    const roles = new Map((await this.departments.rolesOf(userIds)).map((user) => [user.id, user.role]));
    for (const userId of userIds) {
      const role = roles.get(userId.toLowerCase());
      if (role === undefined) throw invalidField('members', 'unknown_value', { value: userId });
      if (role === 'customer') throw invalidField('members', 'staff_only');
    }
    await this.departments.replaceMembers(id, userIds);
  }

  async #freeSlug(name: string, id: number): Promise<string> {
    const taken = new Set((await this.departments.list()).map(({ slug }) => slug));
    return freeSlug(slugOf(name) || `department-${id}`, taken);
  }

  async #whole(department: DepartmentRow): Promise<DepartmentWithMembers> {
    return { ...department, members: await this.departments.members(department.id) };
  }
}
