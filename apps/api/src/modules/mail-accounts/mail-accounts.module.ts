import { Module } from '@nestjs/common';
import { AccountCheck } from './account-check.js';
import { AccountCredentials } from './account-credentials.js';
import { MailAccountsController } from './mail-accounts.controller.js';
import { MailAccountsRepository } from './mail-accounts.repository.js';
import { MailAccountsService } from './mail-accounts.service.js';

@Module({
  controllers: [MailAccountsController],
  providers: [AccountCheck, AccountCredentials, MailAccountsRepository, MailAccountsService],
  exports: [AccountCredentials, MailAccountsRepository],
})
export class MailAccountsModule {}
