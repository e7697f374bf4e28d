import { Inject, Injectable } from '@nestjs/common';
import type { Locale } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import { sendMailJob } from './notifications.jobs.js';
import { OutboundRepository } from './outbound.repository.js';
import { asHtml, asText } from './templates/layout.js';

const READERS = sql(
  'staff-notices.readers',
  `SELECT u.id, u.email, u.name, u.locale, n.name AS tenant FROM users u JOIN tenants n ON n.id = u.tenant_id
   WHERE u.tenant_id = $1 AND u.id = ANY ($2)`,
);

interface Reader {
  id: string;
  email: string;
  name: string;
  locale: Locale;
  tenant: string;
}

export interface StaffNotice {
  /** What happened, told apart from all else that did: of one cause, a person gets one mail. */
  cause: string;
  words(locale: Locale): { heading: string; paragraphs: string[]; action: { label: string; path: string } };
}

/** Mails to staff about the desk itself, which nobody can turn off. In the transaction of their cause. */
@Injectable()
export class StaffNotices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly outbound: OutboundRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  async send(userIds: readonly string[], notice: StaffNotice): Promise<void> {
    const { tx } = this.unitOfWork;
    const readers = await tx.query<Reader>(READERS, [tx.tenantId, userIds]);
    for (const reader of readers) await this.#sendTo(reader, notice);
  }

  async #sendTo(reader: Reader, { cause, words }: StaffNotice): Promise<void> {
    const account = await this.accounts.forDepartment(0);
    const domain = account?.address.split('@').at(-1) ?? new URL(this.config.publicUrl).hostname;
    const { locale, tenant } = reader;
    const { heading, paragraphs, action } = words(locale);
    const view = {
      locale,
      brand: tenant,
      heading,
      paragraphs,
      message: null,
      actions: [{ label: action.label, url: `${this.config.publicUrl}${action.path}` }],
      footer: [tenant],
    };
    const mailId = await this.outbound.add(
      {
        cause: `${cause}:${reader.email}`,
        kind: 'account',
        accountId: account?.id ?? null,
        ticketId: null,
        ticketMessageId: null,
        recipientId: reader.id,
        recipient: reader.email,
        subject: `${tenant}: ${heading}`.slice(0, 250),
        text: asText(view),
        html: asHtml(view),
        headers: {
          from: { name: tenant, address: account?.address ?? `noreply@${domain}` },
          to: [{ name: reader.name, address: reader.email }],
          cc: [],
          replyTo: null,
          inReplyTo: null,
          references: [],
          automatic: 'auto-generated',
        },
        messageId: `${uuidv7()}@${domain}`,
        withFiles: false,
      },
      this.clock.now(),
    );
    if (mailId !== null) await this.outbox.add(sendMailJob, { mailId });
  }
}
