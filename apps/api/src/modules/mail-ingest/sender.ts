import { Injectable } from '@nestjs/common';
import { emailAddress } from '@noxdesk/contracts';
import type { InboundMail } from '@noxdesk/mail';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { plainAddress } from '../notifications/reply-tokens.js';
import { cleanText } from './clean-text.js';

const FIND = sql(
  'senders.find',
  `SELECT id, role, active, can_access_ticketing AS admitted FROM users WHERE tenant_id = $1 AND email = $2`,
);

export interface KnownUser {
  id: string;
  role: 'customer' | 'agent' | 'admin';
  active: boolean;
  admitted: boolean;
}

/** Who a mail is from. */
export interface Sender {
  address: string;
  name: string;
  user: KnownUser | null;
}

/** Who was found under an address. */
export interface FoundUser {
  address: string;
  user: KnownUser | null;
}

export type NoSender = 'no_sender' | 'own_address';

/** Tells who wrote a mail. Every call takes part in the transaction that is open. */
@Injectable()
export class Senders {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * @param own the addresses that mail to the tenant goes to
   * @param known who was found under an address before
   */
  async of(mail: InboundMail, own: readonly string[], known?: FoundUser): Promise<Sender | NoSender> {
    const candidates = [mail.from, ...mail.replyTo];
    const usable = candidates.flatMap(({ name, address }) => {
      const parsed = emailAddress.safeParse(address);
      return parsed.success ? [{ name, address: parsed.data }] : [];
    });
    if (!emailAddress.safeParse(mail.from.address).success) return 'no_sender';
    // A form on a web page writes as the mailbox itself and names the person in Reply-To.
    const sender = usable.find(({ address }) => !own.includes(plainAddress(address)));
    if (!sender) return 'own_address';
    const user = known?.address === sender.address ? known.user : await this.find(sender.address);
    const name = cleanText(sender.name.replace(/\s+/g, ' ').trim(), 200);
    return { address: sender.address, name, user };
  }

  /** Whom we know by an address. */
  async find(address: string): Promise<KnownUser | null> {
    const { tx } = this.unitOfWork;
    const [user] = await tx.query<KnownUser>(FIND, [tx.tenantId, address]);
    return user ?? null;
  }
}
