import { Module } from '@nestjs/common';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { AppearanceModule } from '../appearance/appearance.module.js';
import { AttachmentsModule } from '../attachments/attachments.module.js';
import { MailAccountsModule } from '../mail-accounts/mail-accounts.module.js';
import { DeliveryReports } from '../tickets/delivery-reports.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { AccountMails } from './account-mails.js';
import { ConfirmLinks } from './confirm-links.js';
import { ConfirmationsController } from './confirmations.controller.js';
import { Deliveries } from './deliveries.js';
import { Letters } from './letters.js';
import { MailComposer } from './mail-composer.js';
import { MailPages } from './mail-pages.js';
import { MailRoutes } from './mail-routes.js';
import { MailTemplatesController } from './mail-templates.controller.js';
import { MailTemplatesRepository } from './mail-templates.repository.js';
import { MailTemplatesService } from './mail-templates.service.js';
import { MessageSources } from './message-sources.js';
import { OutboundRepository } from './outbound.repository.js';
import { OutboxController } from './outbox.controller.js';
import { Receipts } from './receipts.js';
import { ReplyTokens } from './reply-tokens.js';
import { SendMailHandler } from './send-mail.handler.js';
import { StaffNotices } from './staff-notices.js';
import { TenantLetters } from './tenant-letters.js';
import { TestMailsController } from './test-mails.controller.js';
import { TicketFactsRepository } from './ticket-facts.repository.js';
import { TicketMails } from './ticket-mails.js';

/** Mail out: what people are told, written with its cause and sent once. */
@Module({
  imports: [AppearanceModule, AttachmentsModule, MailAccountsModule, TicketsModule],
  controllers: [ConfirmationsController, MailTemplatesController, OutboxController, TestMailsController],
  providers: [
    AccountMails,
    ConfirmLinks,
    Deliveries,
    Letters,
    MailComposer,
    MailPages,
    MailRoutes,
    MailTemplatesRepository,
    MailTemplatesService,
    MessageSources,
    OutboundRepository,
    Receipts,
    ReplyTokens,
    SendMailHandler,
    StaffNotices,
    TenantLetters,
    TicketFactsRepository,
    TicketMails,
  ],
  exports: [Deliveries, Receipts, ReplyTokens, StaffNotices, TenantLetters],
})
export class NotificationsModule {
  constructor(
    registry: JobRegistry,
    sendMail: SendMailHandler,
    reports: DeliveryReports,
    deliveries: Deliveries,
  ) {
    registry.register(sendMail);
    reports.useSource((of) => deliveries.of(of));
  }
}
