import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import type { ToldOrganization } from './issuer-claims.js';

const LOCK = sql('external-organizations.lock', `SELECT pg_advisory_xact_lock(hashtext($1 || ':' || $2))`);
const FIND = sql(
  'external-organizations.find',
  `SELECT e.organization_id AS id, o.plan_id FROM external_organizations e
   JOIN organizations o ON o.tenant_id = e.tenant_id AND o.id = e.organization_id
   WHERE e.tenant_id = $1 AND e.issuer_id = $2 AND e.external_id = $3`,
);
const NAME_IS_TAKEN = sql(
  'external-organizations.name-is-taken',
  `SELECT 1 AS taken FROM organizations WHERE tenant_id = $1 AND lower(name) = lower($2)`,
);
const KEEP = sql(
  'external-organizations.keep',
  `INSERT INTO external_organizations (tenant_id, issuer_id, external_id, organization_id, created_at)
   VALUES ($1, $2, $3, $4, $5)`,
);
const PLAN_NAMED = sql(
  'external-organizations.plan-named',
  `SELECT id FROM plans WHERE tenant_id = $1 AND lower(name) = lower($2)`,
);

/** Whom an issuer's organisations are here; every call takes part in the transaction that is open. */
@Injectable()
export class ExternalOrganizations {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: OrganizationsService,
    private readonly clock: Clock,
  ) {}

  /** @param plans what the issuer's plans are here, by its names of them */
  async idOf(
    issuerId: string,
    told: ToldOrganization,
    plans: Readonly<Record<string, string>>,
  ): Promise<string> {
    const { tx } = this.unitOfWork;
    await tx.query(LOCK, [issuerId, told.externalId]);
    const plan = told.plan === undefined ? undefined : await this.#planOf(told.plan, plans);
    const [known] = await tx.query<{ id: string; plan_id: string | null }>(FIND, [
      tx.tenantId,
      issuerId,
      told.externalId,
    ]);
    if (known) {
      if (plan !== undefined && plan !== known.plan_id) {
        await this.organizations.change(tx.tenantId, known.id, { plan });
      }
      return known.id;
    }
    const made = await this.organizations.create(tx.tenantId, {
      name: await this.#freeName(told.name),
      plan: plan ?? null,
      shared_tickets: false,
    });
    await tx.query(KEEP, [tx.tenantId, issuerId, told.externalId, made.id, this.clock.now()]);
    return made.id;
  }

  /** A plan that is not known here is none: what it promises cannot be guessed. */
  async #planOf(name: string | null, plans: Readonly<Record<string, string>>): Promise<string | null> {
    if (name === null) return null;
    if (Object.hasOwn(plans, name)) return plans[name]!;
    const { tx } = this.unitOfWork;
    const [plan] = await tx.query<{ id: string }>(PLAN_NAMED, [tx.tenantId, name]);
    return plan?.id ?? null;
  }

  /** Never one that is there already: who gives themselves its name does not thereby belong to it. */
  async #freeName(wanted: string): Promise<string> {
    const { tx } = this.unitOfWork;
    const taken = await tx.query(NAME_IS_TAKEN, [tx.tenantId, wanted]);
    return taken.length === 0 ? wanted : `${wanted.slice(0, 150)} (${uuidv7().slice(-12)})`;
  }
}
