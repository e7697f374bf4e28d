import { Inject, Injectable } from '@nestjs/common';
import { makeReplyToken, verifyReplyToken } from '@noxdesk/mail';
import { CONFIG, type Config } from '../../config/config.js';
import { Keys } from '../../platform/security/keys.js';

const SCOPE = 'confirm';

export interface ConfirmClaim {
  tenantId: number;
  ticketNumber: number;
  personId: string;
}

/** Links by which a requester says that the solution works: signed for one ticket and person. */
@Injectable()
export class ConfirmLinks {
  readonly #keys: readonly Buffer[];

  constructor(
    keys: Keys,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {
    this.#keys = keys.all('link-token');
  }

  url({ tenantId, ticketNumber, personId }: ConfirmClaim): string {
    const subject = { ticket: String(ticketNumber), person: personId, role: 'customer' as const };
    const token = makeReplyToken(this.#keys[0]!, `${SCOPE}:${tenantId}`, subject);
    return `${this.config.publicUrl}/tickets/confirm/${tenantId.toString(36)}-${token}`;
  }

  /** Null for what we have not signed. */
  read(text: string): ConfirmClaim | null {
    const [, tenant = '', token = ''] = /^([0-9a-z]{1,7})-([a-z2-7]+)$/.exec(text) ?? [];
    const tenantId = parseInt(tenant, 36);
    if (!Number.isSafeInteger(tenantId) || tenantId < 1 || tenantId > 2_147_483_647) return null;
    const subject = verifyReplyToken(this.#keys, `${SCOPE}:${tenantId}`, token);
    return subject && { tenantId, ticketNumber: Number(subject.ticket), personId: subject.person };
  }
}
