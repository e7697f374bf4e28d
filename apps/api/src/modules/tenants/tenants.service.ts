import { Injectable } from '@nestjs/common';
import type { Locale } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { refusing } from '../../platform/http/refusals.js';
import { Passwords } from '../identity/passwords.js';
import { UsersService } from '../identity/users.service.js';
import { SlaPoliciesService } from '../sla-policies/sla-policies.service.js';
import { type TenantRow, TenantsRepository } from './tenants.repository.js';

const UNIQUE = { tenants_slug_key: 'slug', tenants_hosts: 'hosts' };

export interface NewTenant {
  slug: string;
  name: string;
  hosts: readonly string[];
  admin: { email: string; name: string; password: string; locale?: Locale };
}

/** Makes tenants, each whole or not at all. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tenants: TenantsRepository,
    private readonly users: UsersService,
    private readonly slaPolicies: SlaPoliciesService,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
  ) {}

  /**
   * @param fill what else belongs to the tenant from the start; it takes part in the same transaction
   * @throws ProblemError `conflict` that names the slug or the hosts
   */
  async create(given: NewTenant, fill?: () => Promise<void>): Promise<TenantRow> {
    const { email, name, password, locale = 'es' } = given.admin;
    const passwordHash = await this.passwords.hash(password);
    const createdAt = this.clock.now();
    const tenant = { slug: given.slug, name: given.name, hosts: [...new Set(given.hosts)], createdAt };
    return refusing({ unique: UNIQUE }, () =>
      this.unitOfWork.runAsNewTenant(tenant, async ({ tenantId }) => {
        await this.tenants.addSettings();
        await this.slaPolicies.addStandard();
        await this.users.add({ email, name, role: 'admin', passwordHash, locale });
        await fill?.();
        return {
          id: tenantId,
          slug: tenant.slug,
          name: tenant.name,
          hosts: tenant.hosts,
          created_at: createdAt,
        };
      }),
    );
  }
}
