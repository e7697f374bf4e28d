import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../platform/events/domain-events.js';

/** What happens to accounts that their owners are told of, in the transaction in which it happens. */
export type AccountEvent =
  | {
      type: 'account.link';
      userId: string;
      /** Asked for by its owner, or sent by an admin. */
      purpose: 'reset' | 'invite';
      token: string;
    }
  | { type: 'account.password-changed'; userId: string };

@Injectable()
export class AccountEvents extends DomainEvents<AccountEvent> {}
