import { Module } from '@nestjs/common';
import { AccountCheck } from './account-check.js';
import { AccountCredentials } from './account-credentials.js';
import { MailAccountsController } from './mail-accounts.controller.js';
import { MailAccountsRepository } from './mail-accounts.repository.js';
import { MailAccountsService } from './mail-accounts.service.js';
import { MailboxLeases } from './mailbox-leases.js';
import { OAuthClient } from './oauth-client.js';
import { OAuthConsent } from './oauth-consent.js';
import { OAuthTokens } from './oauth-tokens.js';
import { OAuthController } from './oauth.controller.js';

@Module({
  controllers: [MailAccountsController, OAuthController],
  providers: [
    AccountCheck,
    AccountCredentials,
    MailAccountsRepository,
    MailAccountsService,
    MailboxLeases,
    OAuthClient,
    OAuthConsent,
    OAuthTokens,
  ],
  exports: [AccountCredentials, MailAccountsService, MailboxLeases],
})
export class MailAccountsModule {}
