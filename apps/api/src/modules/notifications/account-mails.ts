import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Locale } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type AccountEvent, AccountEvents } from '../identity/account-events.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { sendMailJob } from './notifications.jobs.js';
import { OutboundRepository } from './outbound.repository.js';
import { asHtml, asText, type MailView } from './templates/layout.js';
import { securityWords } from './templates/security-texts.js';
import { say, type TextKey } from './templates/texts.js';

type SecurityChanged = Extract<AccountEvent, { type: 'account.security-changed' }>;

const OWNER = sql(
  'account-mails.owner',
  `SELECT u.email, u.name, u.locale, n.name AS tenant FROM users u JOIN tenants n ON n.id = u.tenant_id
   WHERE u.tenant_id = $1 AND u.id = $2`,
);

interface Owner {
  email: string;
  name: string;
  locale: Locale;
  tenant: string;
}

/** Mails about an account itself, which nobody can turn off. In the transaction of their cause. */
@Injectable()
export class AccountMails implements OnModuleInit {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly events: AccountEvents,
    private readonly accounts: MailAccountsService,
    private readonly outbound: OutboundRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  onModuleInit(): void {
    this.events.on('account.link', ({ userId, purpose, token }) => {
      const url = `${this.config.publicUrl}/tickets/reset/${token}/`;
      return this.#send(userId, purpose, (locale) => [{ label: say(locale, 'reset_action'), url }]);
    });
    this.events.on('account.password-changed', ({ userId }) => this.#send(userId, 'password', () => []));
    this.events.on('account.security-changed', (event) => this.#sendChange(event));
  }

  async #send(
    userId: string,
    about: 'reset' | 'invite' | 'password',
    actions: (locale: Locale) => MailView['actions'],
  ): Promise<void> {
    const owner = await this.#ownerOf(userId);
    if (!owner) return;
    const { name, locale, tenant } = owner;
    const text = (key: TextKey) => say(locale, key, { name, tenant });
    await this.#mail(userId, owner, owner.email, {
      heading: text(`${about}_heading`),
      paragraphs: [text(about)],
      actions: actions(locale),
      footer: [text(`${about}_footer`)],
    });
  }

  async #sendChange({ userId, change, detail = '', alsoTo }: SecurityChanged): Promise<void> {
    const owner = await this.#ownerOf(userId);
    if (!owner) return;
    const { name, locale, tenant } = owner;
    const time = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
    const values = { name, tenant, detail, time: `${time.format(this.clock.now())} UTC` };
    const { heading, text, footer } = securityWords(change, locale, values);
    const told = { heading, paragraphs: [text], actions: [], footer: [footer] };
    for (const to of [owner.email, ...(alsoTo === undefined ? [] : [alsoTo])]) {
      await this.#mail(userId, owner, to, told);
    }
  }

  async #ownerOf(userId: string): Promise<Owner | undefined> {
    const { tx } = this.unitOfWork;
    return (await tx.query<Owner>(OWNER, [tx.tenantId, userId]))[0];
  }

  async #mail(
    userId: string,
    { name, locale, tenant }: Owner,
    to: string,
    told: Pick<MailView, 'heading' | 'paragraphs' | 'actions' | 'footer'>,
  ): Promise<void> {
    // Whichever mailbox the tenant has: an account belongs to no department.
    const account = await this.accounts.forDepartment(0);
    const domain = account?.address.split('@').at(-1) ?? new URL(this.config.publicUrl).hostname;
    const view: MailView = { locale, brand: tenant, message: null, ...told };
    const id = uuidv7();
    const mailId = await this.outbound.add(
      {
        cause: `account:${id}`,
        kind: 'account',
        accountId: account?.id ?? null,
        ticketId: null,
        ticketMessageId: null,
        recipientId: userId,
        recipient: to,
        subject: `${tenant}: ${told.heading}`.slice(0, 250),
        text: asText(view),
        html: asHtml(view),
        headers: {
          from: { name: tenant, address: account?.address ?? `noreply@${domain}` },
          to: [{ name, address: to }],
          cc: [],
          replyTo: null,
          inReplyTo: null,
          references: [],
          automatic: 'auto-generated',
        },
        messageId: `${id}@${domain}`,
        withFiles: false,
      },
      this.clock.now(),
    );
    if (mailId !== null) await this.outbox.add(sendMailJob, { mailId });
  }
}
