import { Controller } from '@nestjs/common';
import { endpoints, type Me, type NotificationChoices } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';

const { auth } = endpoints;

const CHANGE = sql(
  'identity.change-me',
  `UPDATE users SET name = coalesce($3, name), locale = coalesce($4, locale),
     notifications = notifications || $5::jsonb, updated_at = $6
   WHERE tenant_id = $1 AND id = $2
   RETURNING name, locale, notifications`,
);

/** Every kind of mail is on until somebody turns it off. */
export const withDefaultChoices = (chosen: Partial<NotificationChoices>): NotificationChoices => ({
  receipt: true,
  reply: true,
  resolved: true,
  assigned: true,
  customer_reply: true,
  sla: true,
  mention: true,
  ...chosen,
});

@Controller(API_PREFIX)
export class MeController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  @Route(auth.me)
  get(@From() caller: Caller): Me {
    return present(caller);
  }

  @Route(auth.changeMe)
  async change(@From() caller: Caller, @Input() { body }: InputOf<typeof auth.changeMe>): Promise<Me> {
    const [changed] = await this.unitOfWork.run(caller.tenantId, (tx) =>
      tx.query<Pick<Caller, 'name' | 'locale' | 'notifications'>>(CHANGE, [
        caller.tenantId,
        caller.userId,
        body.name ?? null,
        body.locale ?? null,
        JSON.stringify(body.notifications ?? {}),
        this.clock.now(),
      ]),
    );
    return present({ ...caller, ...changed });
  }
}

const present = (caller: Caller): Me => ({
  id: caller.userId,
  name: caller.name,
  email: caller.email,
  role: caller.role,
  permissions: caller.canAccessTicketing ? ['can_access_ticketing'] : [],
  departments: [...caller.departmentIds],
  tenant: caller.tenant,
  locale: caller.locale,
  notifications: withDefaultChoices(caller.notifications),
  must_enrol: caller.mustEnrol,
});
