import { Injectable } from '@nestjs/common';
import type { Credentials } from '../../platform/mail-transport/connection.js';
import { MailError } from '../../platform/mail-transport/mail-error.js';
import type { MailAccount } from './mail-account.js';

/** What an account signs in with. */
@Injectable()
export class AccountCredentials {
  /** @throws MailError where there is nothing to sign in with */
  async of(account: MailAccount): Promise<Credentials> {
    const { auth, username, secrets } = account;
    if (auth === 'password' && secrets.password !== undefined) {
      return { kind: 'password', username, password: secrets.password };
    }
    throw new MailError(auth === 'password' ? 'credentials' : 'not_authorized', '', true);
  }
}
