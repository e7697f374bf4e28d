import { Injectable } from '@nestjs/common';
import type { Credentials } from '../../platform/mail-transport/connection.js';
import { MailError } from '../../platform/mail-transport/mail-error.js';
import type { MailAccount } from './mail-account.js';
import { OAuthTokens } from './oauth-tokens.js';

/** What an account signs in with. */
@Injectable()
export class AccountCredentials {
  constructor(private readonly tokens: OAuthTokens) {}

  /** @throws MailError where there is nothing to sign in with */
  async of(account: MailAccount): Promise<Credentials> {
    const { auth, username, secrets } = account;
    if (auth !== 'password') {
      return { kind: 'token', username, token: await this.tokens.accessToken(account) };
    }
    if (secrets.password === undefined) throw new MailError('credentials', '', true);
    return { kind: 'password', username, password: secrets.password };
  }

  /** The server does not take them: a token that should still be good is not used again. */
  async refused(account: MailAccount, credentials: Credentials): Promise<void> {
    if (credentials.kind === 'token') await this.tokens.refused(account, credentials.token);
  }
}
