import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../../platform/http/endpoint.js';
import { found } from '../../../platform/http/refusals.js';
import { AccountEvents } from '../account-events.js';
import { Sessions } from '../sessions.js';
import { UsersRepository } from '../users.repository.js';
import { SecondFactors } from './second-factors.js';
import { TenantSecurity } from './tenant-security.js';

const { tenantSecurity } = endpoints;

@Controller(API_PREFIX)
export class TenantSecurityController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rules: TenantSecurity,
    private readonly users: UsersRepository,
    private readonly factors: SecondFactors,
    private readonly sessions: Sessions,
    private readonly events: AccountEvents,
  ) {}

  @Route(tenantSecurity.get)
  get(@From() { tenantId }: Caller) {
    return this.unitOfWork.run(tenantId, () => this.rules.get());
  }

  @Route(tenantSecurity.change)
  change(@From() { tenantId }: Caller, @Input() { body }: InputOf<typeof tenantSecurity.change>) {
    // The contract's PATCH names at least one field, and there is only this one.
    return this.unitOfWork.run(tenantId, () => this.rules.set(body.second_factor_roles!));
  }

  @Route(tenantSecurity.resetSecondFactor)
  async resetSecondFactor(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof tenantSecurity.resetSecondFactor>,
  ) {
    await this.unitOfWork.run(tenantId, async () => {
      found(await this.users.lock(params.id));
      if (!(await this.factors.removeAll(params.id))) return;
      await this.sessions.endAllOf(params.id);
      const change = 'second_factor_reset';
      await this.events.emit({ type: 'account.security-changed', userId: params.id, change });
    });
  }
}
