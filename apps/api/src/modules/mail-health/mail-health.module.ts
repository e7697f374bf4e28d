import { Module } from '@nestjs/common';
import { InboxModule } from '../inbox/inbox.module.js';
import { MailAccountsModule } from '../mail-accounts/mail-accounts.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { MailAlerts } from './mail-alerts.js';
import { MailHealthController } from './mail-health.controller.js';
import { MailboxWatch } from './mailbox-watch.js';

/** Whether mail comes in, and who is told when it does not. */
@Module({
  imports: [InboxModule, MailAccountsModule, NotificationsModule],
  controllers: [MailHealthController],
  providers: [MailAlerts, MailboxWatch],
  exports: [MailAlerts],
})
export class MailHealthModule {}
