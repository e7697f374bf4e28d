import { Injectable } from '@nestjs/common';
import type { Notification } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Bell } from '../inbox/bell.js';
import type { MailAccount } from '../mail-accounts/mail-account.js';
import { type Ending, unreadSince } from '../mail-accounts/mailbox-health.js';
import { StaffNotices } from '../notifications/staff-notices.js';
import { alertWords, type AlertFacts } from './alert-words.js';

const ADMINS = sql(
  'mail-alerts.admins',
  `SELECT id FROM users WHERE tenant_id = $1 AND role = 'admin' AND active ORDER BY id LIMIT 100`,
);
const LOOKING_AFTER = sql(
  'mail-alerts.looking-after',
  `SELECT u.id FROM users u WHERE u.tenant_id = $1 AND u.active AND (u.role = 'admin' OR u.id IN (
     SELECT coalesce(t.assignee_id, m.user_id) FROM tickets t
     LEFT JOIN department_members m ON m.tenant_id = t.tenant_id AND m.department_id = t.department_id
     WHERE t.tenant_id = $1 AND t.id = $2)) ORDER BY u.id LIMIT 200`,
);

/** Tells people of mail that does not come in. Every call takes part in the transaction that is open. */
@Injectable()
export class MailAlerts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly bell: Bell,
    private readonly notices: StaffNotices,
    private readonly clock: Clock,
  ) {}

  async failing(account: MailAccount): Promise<void> {
    const since = unreadSince(account).toISOString();
    const facts: AlertFacts = {
      kind: 'mailbox_failing',
      address: account.address,
      since,
      error: account.error?.code,
    };
    await this.#tell(await this.#admins(), facts, `mailbox-failing:${account.id}:${since}`, account.id);
  }

  async recovered(account: MailAccount): Promise<void> {
    const since = account.incidentSince!.toISOString();
    const facts: AlertFacts = { kind: 'mailbox_recovered', address: account.address, since };
    await this.#tell(await this.#admins(), facts, `mailbox-recovered:${account.id}:${since}`, account.id);
  }

  /** @param step how many days ahead this warning is meant to come */
  async ending(account: MailAccount, { kind: secret, expiresAt, days }: Ending, step: number): Promise<void> {
    const at = expiresAt.toISOString();
    const facts: AlertFacts = {
      kind: 'mailbox_ending',
      address: account.address,
      secret,
      expiresAt: at,
      days,
    };
    await this.#tell(
      await this.#admins(),
      facts,
      `mailbox-ending:${account.id}:${secret}:${at}:${step}`,
      account.id,
    );
  }

  /** A sender went beyond what a person writes; what follows within the same hour is not told again. */
  async held(sender: string, reason: 'flood' | 'loop', ticketId: string | null): Promise<void> {
    const users = ticketId === null ? await this.#admins() : await this.#lookingAfter(ticketId);
    const data = { sender, reason };
    await this.bell.ring(users, { kind: 'mail_held', ticketId, data, at: this.clock.now() });
  }

  async #tell(users: readonly string[], facts: AlertFacts, cause: string, accountId: string): Promise<void> {
    const { kind, ...data } = facts;
    const ring = { kind: kind satisfies Notification['kind'], ticketId: null, at: this.clock.now() };
    await this.bell.ring(users, { ...ring, data: { ...data, account: accountId } });
    await this.notices.send(users, { cause, words: (locale) => alertWords(facts, locale) });
  }

  async #admins(): Promise<string[]> {
    const { tx } = this.unitOfWork;
    return (await tx.query<{ id: string }>(ADMINS, [tx.tenantId])).map(({ id }) => id);
  }

  async #lookingAfter(ticketId: string): Promise<string[]> {
    const { tx } = this.unitOfWork;
    return (await tx.query<{ id: string }>(LOOKING_AFTER, [tx.tenantId, ticketId])).map(({ id }) => id);
  }
}
