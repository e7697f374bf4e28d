import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { deleting, found, refusing } from '../../platform/http/refusals.js';
import { SlaRejudging } from '../tickets/sla-rejudging.js';
import { type OrganizationRow, OrganizationsRepository } from './organizations.repository.js';

const CONSTRAINTS = {
  unique: { organizations_name: 'name' },
  references: { organizations_tenant_id_plan_id_fkey: 'plan' },
};

export interface NewOrganization {
  name: string;
  plan?: string | null | undefined;
  shared_tickets: boolean;
}

@Injectable()
export class OrganizationsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: OrganizationsRepository,
    private readonly clock: Clock,
    private readonly rejudging: SlaRejudging,
  ) {}

  get(tenantId: number, id: string): Promise<OrganizationRow> {
    return this.unitOfWork.run(tenantId, async () => found(await this.organizations.get(id)));
  }

  create(tenantId: number, given: NewOrganization): Promise<OrganizationRow> {
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        const id = uuidv7();
        const { name, plan = null, shared_tickets } = given;
        await this.organizations.add({ id, name, plan_id: plan, shared_tickets }, this.clock.now());
        return found(await this.organizations.get(id));
      }),
    );
  }

  change(tenantId: number, id: string, given: Partial<NewOrganization>): Promise<OrganizationRow> {
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        const { name, plan, shared_tickets: shared } = given;
        const before = found(await this.organizations.get(id));
        await this.organizations.change(id, { name, plan, shared });
        const after = found(await this.organizations.get(id));
        // Its open tickets are judged by the new plan's policy from now on.
        if (after.plan_id !== before.plan_id) await this.rejudging.afterPlanChange(id);
        return after;
      }),
    );
  }

  remove(tenantId: number, id: string): Promise<void> {
    return deleting(() =>
      this.unitOfWork.run(tenantId, async () => {
        found(await this.organizations.get(id));
        await this.organizations.remove(id);
      }),
    );
  }
}
