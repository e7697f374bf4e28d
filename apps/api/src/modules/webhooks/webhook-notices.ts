import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Bell } from '../inbox/bell.js';
import { TenantLetters } from '../notifications/tenant-letters.js';
import type { SwitchedOff } from './webhook-deliveries.repository.js';

const ADMINS = sql(
  'webhook-notices.admins',
  `SELECT id FROM users WHERE tenant_id = $1 AND role = 'admin' AND active ORDER BY id LIMIT 100`,
);
const PAGE = '/tickets/settings/webhooks/';

/** Tells the admins of a webhook that is off by itself. Every call takes part in the transaction that is open. */
@Injectable()
export class WebhookNotices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly bell: Bell,
    private readonly letters: TenantLetters,
    private readonly clock: Clock,
  ) {}

  async switchedOff({ id, url, disabled_reason: reason }: SwitchedOff): Promise<void> {
    const { tx } = this.unitOfWork;
    const at = this.clock.now();
    const admins = (await tx.query<{ id: string }>(ADMINS, [tx.tenantId])).map((row) => row.id);
    await this.bell.ring(admins, {
      kind: 'webhook_off',
      ticketId: null,
      data: { webhook: id, url, reason },
      at,
    });
    await this.letters.send(admins, {
      cause: `webhook-off:${id}:${at.toISOString()}`,
      template: 'webhook_off',
      values: { webhook: url, gone: reason === 'gone' ? url : '' },
      path: PAGE,
    });
  }
}
