import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Route } from '../../platform/http/endpoint.js';
import { lagSeconds, presentWarnings } from '../mail-accounts/mail-account.presenter.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { healthOf, type MailboxHealth } from '../mail-accounts/mailbox-health.js';

const { mail } = endpoints;
/** The worst first. */
const GRAVITY: readonly MailboxHealth[] = ['failing', 'warning', 'ok', 'disabled'];

@Controller(API_PREFIX)
export class MailHealthController {
  constructor(
    private readonly accounts: MailAccountsService,
    private readonly clock: Clock,
  ) {}

  @Route(mail.health)
  async health(@From() { tenantId }: Caller) {
    const now = this.clock.now();
    const accounts = (await this.accounts.all(tenantId)).map((account) => ({
      id: account.id,
      address: account.address,
      health: healthOf(account, now),
      error: account.error?.code ?? null,
      last_fetch_at: account.lastFetchAt?.toISOString() ?? null,
      lag_seconds: lagSeconds(account, now),
      incident_since: account.incidentSince?.toISOString() ?? null,
      warnings: presentWarnings(account, now),
    }));
    const worst = GRAVITY.find((each) => accounts.some(({ health }) => health === each));
    return { health: worst ?? ('ok' as const), accounts };
  }
}
