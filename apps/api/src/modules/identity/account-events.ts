import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../platform/events/domain-events.js';

/** What somebody's security may change by, and be told of. */
export type SecurityChange =
  | 'email'
  | 'totp_on'
  | 'totp_off'
  | 'passkey_added'
  | 'passkey_removed'
  | 'recovery_codes'
  | 'recovery_code_used'
  | 'second_factor_reset'
  | 'api_token'
  | 'provider_linked'
  | 'new_device';

/** What happens to accounts that their owners are told of, in the transaction in which it happens. */
export type AccountEvent =
  | {
      type: 'account.link';
      userId: string;
      /** Asked for by its owner, or, as an invitation, sent by an admin. */
      purpose: 'reset' | 'invite' | 'sign_in';
      token: string;
    }
  | { type: 'account.password-changed'; userId: string }
  | {
      type: 'account.security-changed';
      userId: string;
      change: SecurityChange;
      /** What the mail names: a passkey, a token, a provider, where a sign-in came from. */
      detail?: string;
      /** Where the mail goes besides the address of the account. */
      alsoTo?: string;
    };

@Injectable()
export class AccountEvents extends DomainEvents<AccountEvent> {}
