import { Inject, Injectable } from '@nestjs/common';
import type { Locale } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { MailAccountsService } from '../mail-accounts/mail-accounts.service.js';
import type { MailPage } from './mail-pages.js';
import { sendMailJob } from './notifications.jobs.js';
import { OutboundRepository } from './outbound.repository.js';

const READERS = sql(
  'letters.readers',
  `SELECT u.id, u.email, u.name, u.locale, n.name AS tenant FROM users u JOIN tenants n ON n.id = u.tenant_id
   WHERE u.tenant_id = $1 AND u.id = ANY ($2)`,
);

/** Somebody who is written to. */
export interface Reader {
  id: string;
  email: string;
  name: string;
  locale: Locale;
  tenant: string;
}

export interface Letter {
  cause: string;
  page: MailPage;
  to?: string;
  through?: { id: string; address: string };
}

/** Mails of the tenant itself, which belong to no ticket. In the transaction of their cause. */
@Injectable()
export class Letters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsService,
    private readonly outbound: OutboundRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  async readers(userIds: readonly string[]): Promise<Reader[]> {
    const { tx } = this.unitOfWork;
    return tx.query<Reader>(READERS, [tx.tenantId, userIds]);
  }

  url(path: string): string {
    return `${this.config.publicUrl}${path}`;
  }

  /**
   * @param letter of one `cause`, a person gets one mail; `through` an account, where it must be that one
   * @returns its id in the outbox; null where it was sent before
   */
  async send(reader: Reader, letter: Letter): Promise<string | null> {
    const { cause, page, to = reader.email, through } = letter;
    // Whichever mailbox the tenant has: what it says belongs to no department.
    const account = through ?? (await this.accounts.forDepartment(0));
    const domain = account?.address.split('@').at(-1) ?? new URL(this.config.publicUrl).hostname;
    const mailId = await this.outbound.add(
      {
        cause,
        kind: 'account',
        accountId: account?.id ?? null,
        ticketId: null,
        ticketMessageId: null,
        recipientId: reader.id,
        recipient: to,
        ...page,
        headers: {
          from: { name: reader.tenant, address: account?.address ?? `noreply@${domain}` },
          to: [{ name: reader.name, address: to }],
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
    return mailId;
  }
}
