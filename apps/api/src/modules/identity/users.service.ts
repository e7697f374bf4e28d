import { Injectable } from '@nestjs/common';
import type { ChangeUser, CreateUser, UserRole } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { deleting, found, refusing } from '../../platform/http/refusals.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { AccountEvents } from './account-events.js';
import { AccountLinks } from './account-links.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';
import { type UserFields, type UserRow, UsersRepository, type UserStanding } from './users.repository.js';

const CONSTRAINTS = {
  unique: { users_tenant_id_email_key: 'email' },
  references: { users_tenant_id_organization_id_fkey: 'organization' },
};

/** A user to add in the transaction that is open; what is left out has its default. */
export type NewUser = Pick<UserFields, 'email' | 'name' | 'role' | 'passwordHash'> &
  Partial<UserFields> & { departments?: readonly number[] };

@Injectable()
export class UsersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly departments: DepartmentsService,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly links: AccountLinks,
    private readonly events: AccountEvents,
    private readonly clock: Clock,
  ) {}

  get(tenantId: number, id: string): Promise<UserRow> {
    return this.unitOfWork.run(tenantId, async () => found(await this.users.get(id)));
  }

  async create(tenantId: number, given: CreateUser): Promise<UserRow> {
    // Hashing takes its time on purpose: not while a transaction holds a connection.
    const passwordHash = given.password === undefined ? null : await this.passwords.hash(given.password);
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        const { email, name, role, departments } = given;
        const id = await this.add({
          ...{ email, name, role, passwordHash, departments },
          organizationId: given.organization ?? null,
          canAccessTicketing: given.can_access_ticketing,
          locale: given.locale ?? 'es',
        });
        return found(await this.users.get(id));
      }),
    );
  }

  /** Adds a user in the transaction one is in. @returns the id */
  async add({ departments = [], ...user }: NewUser): Promise<string> {
    const id = uuidv7();
    const defaults = {
      organizationId: null,
      canAccessTicketing: true,
      locale: 'es' as const,
      active: true,
    };
    await this.users.add(id, { ...defaults, ...user }, this.clock.now());
    await this.#setDepartments(id, user.role, departments);
    return id;
  }

  async change(tenantId: number, id: string, given: ChangeUser): Promise<UserRow> {
    const passwordHash = given.password === undefined ? undefined : await this.passwords.hash(given.password);
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        if (weakens(given)) await this.#requireAnotherAdmin(id, given);
        const before = found(await this.users.lock(id));
        await this.users.change(id, fieldsOf(given, passwordHash), this.clock.now());
        const role = given.role ?? before.role;
        // Who is no longer staff belongs to no department.
        const departments = given.departments ?? (role === 'customer' ? [] : undefined);
        if (departments) await this.#setDepartments(id, role, departments);
        if (passwordHash !== undefined || changesStanding(before, given)) {
          await this.sessions.endAllOf(id);
        }
        if (passwordHash !== undefined) {
          await this.links.endAllOf(id);
          await this.events.emit({ type: 'account.password-changed', userId: id });
        }
        if (given.email !== undefined && given.email !== before.email) {
          await this.events.emit({
            type: 'account.security-changed',
            userId: id,
            change: 'email',
            detail: given.email,
            // Whoever reads the address before it must hear of it, should the change not be theirs.
            alsoTo: before.email,
          });
        }
        return found(await this.users.get(id));
      }),
    );
  }

  /** Deletes somebody who has left no trace; who wrote or owns a ticket can only be closed (`active: false`). */
  remove(tenantId: number, id: string): Promise<void> {
    return deleting(() =>
      this.unitOfWork.run(tenantId, async () => {
        await this.#requireAnotherAdmin(id, {});
        found(await this.users.lock(id));
        await this.users.remove(id);
      }),
    );
  }

  /** A tenant without an admin could not be helped from inside. */
  async #requireAnotherAdmin(id: string, given: ChangeUser): Promise<void> {
    const admins = await this.users.lockAdmins();
    if (admins.length > 1 || admins[0] !== id.toLowerCase()) return;
    const field = (['role', 'active', 'can_access_ticketing'] as const).find((name) => name in given) ?? 'id';
    throw new ProblemError('conflict', { errors: [{ field, code: 'last_admin' }] });
  }

  async #setDepartments(id: string, role: UserRole, departments: readonly number[]): Promise<void> {
    if (role === 'customer' && departments.length > 0) throw invalidField('departments', 'staff_only');
    await this.departments.replaceDepartmentsOf(id, departments);
  }
}

/** Whether a change may take an admin's power away. */
const weakens = ({ role, active, can_access_ticketing }: ChangeUser) =>
  (role !== undefined && role !== 'admin') || active === false || can_access_ticketing === false;

const changesStanding = (before: UserStanding, given: ChangeUser) =>
  (['role', 'active', 'can_access_ticketing'] as const).some(
    (name) => given[name] !== undefined && given[name] !== before[name],
  );

function fieldsOf(given: ChangeUser, passwordHash: string | undefined): Partial<UserFields> {
  const fields = {
    email: given.email,
    name: given.name,
    role: given.role,
    passwordHash,
    organizationId: given.organization,
    canAccessTicketing: given.can_access_ticketing,
    locale: given.locale,
    active: given.active,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
