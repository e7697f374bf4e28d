import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { sweeping } from '../../platform/queue/sweeping.js';
import type { MailAccount } from '../mail-accounts/mail-account.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { endings, isSilent, unreadSince, warningDue } from '../mail-accounts/mailbox-health.js';
import { MailAlerts } from './mail-alerts.js';

const SWEEP_MS = 5_000;
const MOST = 1_000;
const TO_WATCH = sql(
  'sweep.mailbox-watch',
  'SELECT tenant_id, account_id FROM mail_accounts_to_watch($1, $2)',
);

/** Looks after mailboxes: one that goes unread, or is about to, is told of once, and so is its recovery. */
@Injectable()
export class MailboxWatch {
  readonly #sweep: () => Promise<void>;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'role'>,
    @Inject(LOGGER) logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly alerts: MailAlerts,
    private readonly clock: Clock,
  ) {
    const failure = 'the watch over mailboxes failed and will be repeated';
    this.#sweep = sweeping({ config, logger, failure }, () => this.#lookAtAll());
  }

  @Interval(SWEEP_MS)
  sweep(): Promise<void> {
    return this.#sweep();
  }

  async #lookAtAll(): Promise<void> {
    const rows = await this.unitOfWork.definer<{ tenant_id: number; account_id: string }>(TO_WATCH, [
      this.clock.now(),
      MOST,
    ]);
    for (const row of rows) await this.look(row.tenant_id, row.account_id);
  }

  /** The row is held, so that of several workers one tells. */
  async look(tenantId: number, accountId: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const account = await this.accounts.watch(accountId);
      if (!account) return;
      await this.#lookForSilence(account);
      if (account.enabled) await this.#lookForEndings(account);
    });
  }

  async #lookForSilence(account: MailAccount): Promise<void> {
    const now = this.clock.now();
    const { incidentSince } = account;
    if (!incidentSince && isSilent(account, now)) {
      await this.accounts.setIncident(account.id, now);
      await this.alerts.failing(account);
    } else if (incidentSince && (!account.enabled || unreadSince(account) > incidentSince)) {
      await this.accounts.setIncident(account.id, null);
      if (account.enabled && account.lastFetchAt && account.lastFetchAt > incidentSince) {
        await this.alerts.recovered(account);
      }
    }
  }

  async #lookForEndings(account: MailAccount): Promise<void> {
    let { warned } = account;
    for (const ending of endings(account, this.clock.now())) {
      const step = warningDue(ending, warned);
      if (step === null) continue;
      await this.alerts.ending(account, ending, step);
      warned = { ...warned, [ending.kind]: { expiresAt: ending.expiresAt.toISOString(), days: step } };
    }
    if (warned !== account.warned) await this.accounts.setWarned(account.id, warned);
  }
}
