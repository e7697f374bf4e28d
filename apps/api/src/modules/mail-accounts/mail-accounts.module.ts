import { Module } from '@nestjs/common';
import { AccountCheck } from './account-check.js';
import { AccountCredentials } from './account-credentials.js';
import { MailAccountsController } from './mail-accounts.controller.js';
import { MailAccountsRepository } from './mail-accounts.repository.js';
import { MailAccountsService } from './mail-accounts.service.js';
import { MailboxLeases } from './mailbox-leases.js';

@Module({
  controllers: [MailAccountsController],
  providers: [AccountCheck, AccountCredentials, MailAccountsRepository, MailAccountsService, MailboxLeases],
  exports: [AccountCredentials, MailAccountsService, MailboxLeases],
})
export class MailAccountsModule {}
