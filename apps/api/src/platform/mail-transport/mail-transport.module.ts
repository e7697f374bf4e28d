import { Global, Module } from '@nestjs/common';
import { ImapDriver } from './imap-mailbox.js';
import { Mailboxes } from './mailboxes.js';
import { Pop3Driver } from './pop3-mailbox.js';
import { SmtpPool } from './smtp-pool.js';
import { SmtpSender } from './smtp-sender.js';

/** IMAP and SMTP behind small interfaces, with their errors in neutral codes. */
@Global()
@Module({
  providers: [ImapDriver, Mailboxes, Pop3Driver, SmtpPool, SmtpSender],
  exports: [Mailboxes, SmtpSender],
})
export class MailTransportModule {}
