import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChangeUser, Locale, UserRole } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { AuditLog } from '../audit/audit-log.js';
import { DepartmentsService } from '../departments/departments.service.js';
import { AccountEvents } from '../identity/account-events.js';
import { UsersService } from '../identity/users.service.js';

/** What somebody else says of a person. undefined: they do not say, and it stays as it is. */
export interface ExternalPerson {
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | undefined;
  locale: Locale | undefined;
  role: UserRole | undefined;
  departments: readonly number[] | undefined;
  canAccessTicketing: boolean | undefined;
  organizationId: string | null | undefined;
}

/** Whose word it is, and how far it goes. */
export interface Source {
  id: string;
  name: string;
  linksByEmail: boolean;
  createsUsers: boolean;
}

const LOCK = sql('external.lock', `SELECT pg_advisory_xact_lock(hashtext($1 || ':' || $2))`);
const FIND = sql(
  'external.find',
  `SELECT user_id, digest FROM external_identities WHERE tenant_id = $1 AND provider_id = $2 AND subject = $3`,
);
const BY_EMAIL = sql('external.by-email', `SELECT id FROM users WHERE tenant_id = $1 AND email = $2`);
const KEEP = sql(
  'external.keep',
  `INSERT INTO external_identities (tenant_id, provider_id, subject, user_id, digest, created_at, last_used_at)
   VALUES ($1, $2, $3, $4, $5, $6, $6)
   ON CONFLICT (tenant_id, provider_id, subject) DO UPDATE SET digest = excluded.digest, last_used_at = excluded.last_used_at`,
);

/** Tells whether what is said of somebody is still the same. */
export const digestOf = (person: unknown): string =>
  createHash('sha256').update(JSON.stringify(person)).digest('base64url').slice(0, 22);

/** Whom people of elsewhere are here: found by their subject, linked by an address that was verified, or made. */
@Injectable()
export class ExternalAccounts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersService,
    private readonly departments: DepartmentsService,
    private readonly events: AccountEvents,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * In the transaction one is in.
   * @param digest what is said of them, as {@link digestOf} tells it
   * @returns the user's id @throws ProblemError `sign_in_refused` with the reason
   */
  async userOf(source: Source, person: ExternalPerson, digest: string): Promise<string> {
    const { tx } = this.unitOfWork;
    // Somebody who comes twice at once for the first time is one person.
    await tx.query(LOCK, [source.id, person.subject]);
    const [known] = await tx.query<{ user_id: string; digest: string }>(FIND, [
      tx.tenantId,
      source.id,
      person.subject,
    ]);
    if (known && known.digest === digest) return known.user_id;
    const userId = known?.user_id ?? (await this.#firstSeen(source, person));
    await this.#apply(userId, person);
    await tx.query(KEEP, [tx.tenantId, source.id, person.subject, userId, digest, this.clock.now()]);
    return userId;
  }

  async #firstSeen(source: Source, person: ExternalPerson): Promise<string> {
    const { tx } = this.unitOfWork;
    const { email } = person;
    // An address that nobody has verified may be anybody's: it neither finds nor makes an account.
    if (email === null || !person.emailVerified) throw refused('email_not_verified');
    const [same] = await tx.query<{ id: string }>(BY_EMAIL, [tx.tenantId, email]);
    if (same && !source.linksByEmail) throw refused('email_taken');
    if (!same && !source.createsUsers) throw refused('no_account');
    const userId = same?.id ?? (await this.#add(person, email));
    await this.audit.record({
      actor: { id: userId, email },
      action: same ? 'identity.linked' : 'identity.created',
      target: userId,
      details: { name: source.name },
    });
    if (same) {
      const change = 'provider_linked';
      await this.events.emit({ type: 'account.security-changed', userId, change, detail: source.name });
    }
    return userId;
  }

  #add(person: ExternalPerson, email: string): Promise<string> {
    return this.users.add({
      email,
      name: person.name ?? email,
      role: 'customer',
      passwordHash: null,
      canAccessTicketing: person.canAccessTicketing ?? true,
      ...(person.locale && { locale: person.locale }),
      ...(person.organizationId !== undefined && { organizationId: person.organizationId }),
    });
  }

  /** Makes the account what is said of its owner, but never takes the last admin away. */
  async #apply(userId: string, person: ExternalPerson): Promise<void> {
    const { tenantId } = this.unitOfWork.tx;
    const before = await this.users.get(tenantId, userId);
    const { name, role, canAccessTicketing, organizationId } = person;
    const change: ChangeUser = {
      ...(name !== undefined && name !== before.name && { name }),
      ...(role !== undefined && role !== before.role && { role }),
      ...(canAccessTicketing !== undefined &&
        canAccessTicketing !== before.can_access_ticketing && { can_access_ticketing: canAccessTicketing }),
      ...(organizationId !== undefined &&
        organizationId !== before.organization_id && { organization: organizationId }),
    };
    const departments = await this.#departmentsFor(role ?? before.role, person.departments);
    if (departments && departments.join() !== before.departments.join()) change.departments = departments;
    if (Object.keys(change).length === 0) return;
    try {
      await this.users.change(tenantId, userId, change);
    } catch (error) {
      if (!isLastAdmin(error)) throw error;
      const { role: _role, can_access_ticketing: _access, departments: _departments, ...rest } = change;
      if (Object.keys(rest).length > 0) await this.users.change(tenantId, userId, rest);
    }
  }

  /** Departments that still exist; customers belong to none. */
  async #departmentsFor(
    role: UserRole,
    wanted: readonly number[] | undefined,
  ): Promise<number[] | undefined> {
    if (!wanted || role === 'customer') return undefined;
    const known = await this.departments.list(this.unitOfWork.tx.tenantId);
    return known.map(({ id }) => id).filter((id) => wanted.includes(id));
  }
}

const refused = (code: string) => new ProblemError('sign_in_refused', { errors: [{ field: 'email', code }] });

const isLastAdmin = (error: unknown) =>
  error instanceof ProblemError && Boolean(error.members.errors?.some(({ code }) => code === 'last_admin'));
