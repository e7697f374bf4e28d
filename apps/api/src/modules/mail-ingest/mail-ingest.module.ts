import { Module } from '@nestjs/common';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { MailAccountsModule } from '../mail-accounts/mail-accounts.module.js';
import { MailHealthModule } from '../mail-health/mail-health.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { TicketsModule } from '../tickets/tickets.module.js';
import { FetchMailboxHandler } from './fetch-mailbox.handler.js';
import { FetchSweep } from './fetch-sweep.js';
import { Judge } from './judge.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerRepository } from './ledger.repository.js';
import { MailFileIntake } from './mail-files.js';
import { MailIntake } from './mail-intake.js';
import { MailReader } from './mail-reader.js';
import { MailWriter } from './mail-writer.js';
import { OpenMailboxes } from './open-mailboxes.js';
import { ProcessMailHandler } from './process-mail.handler.js';
import { RefusedMails } from './refused-mails.js';
import { Senders } from './sender.js';
import { SmtpReceiver } from './smtp-receiver.js';
import { ThreadRepository } from './thread.repository.js';

/** Mail in: from mailboxes into the ledger, from the ledger into tickets. */
@Module({
  imports: [MailAccountsModule, MailHealthModule, NotificationsModule, TicketsModule],
  controllers: [LedgerController],
  providers: [
    FetchMailboxHandler,
    FetchSweep,
    Judge,
    LedgerRepository,
    MailFileIntake,
    MailIntake,
    MailReader,
    MailWriter,
    OpenMailboxes,
    ProcessMailHandler,
    RefusedMails,
    Senders,
    SmtpReceiver,
    ThreadRepository,
  ],
})
export class MailIngestModule {
  constructor(registry: JobRegistry, fetchMailbox: FetchMailboxHandler, processMail: ProcessMailHandler) {
    registry.register(fetchMailbox);
    registry.register(processMail);
  }
}
