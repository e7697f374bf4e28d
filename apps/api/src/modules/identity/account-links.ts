import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { AccountEvents } from './account-events.js';

const HOUR_MS = 3_600_000;
const LIFE_MS = { reset: HOUR_MS, invite: 7 * 24 * HOUR_MS };

const ADD = sql(
  'account-links.add',
  `INSERT INTO account_links (tenant_id, token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
);
const IS_GOOD = sql(
  'account-links.is-good',
  `SELECT 1 AS good FROM account_links WHERE tenant_id = $1 AND token_hash = $2 AND expires_at > $3`,
);
const USE = sql(
  'account-links.use',
  `DELETE FROM account_links l USING users u
   WHERE l.tenant_id = $1 AND l.token_hash = $2 AND l.expires_at > $3
     AND u.tenant_id = l.tenant_id AND u.id = l.user_id AND u.active
   RETURNING l.user_id`,
);
const END = sql('account-links.end', `DELETE FROM account_links WHERE tenant_id = $1 AND user_id = $2`);

/**
 * Links by which somebody chooses a password. Each is good once and for a while, and only its hash is kept; the token
 * begins with its tenant, so that nobody has to look for it in all of them.
 */
@Injectable()
export class AccountLinks {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly events: AccountEvents,
    private readonly clock: Clock,
  ) {}

  /** Makes a link and has it mailed, in the transaction one is in. */
  async send(userId: string, purpose: 'reset' | 'invite'): Promise<void> {
    const { tx } = this.unitOfWork;
    const token = `${tx.tenantId.toString(36)}-${randomBytes(32).toString('base64url')}`;
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + LIFE_MS[purpose]);
    await tx.query(ADD, [tx.tenantId, hashOf(token), userId, now, expiresAt]);
    await this.events.emit({ type: 'account.link', userId, purpose, token });
  }

  /** Whether there is such a link, for what is dear to do before it is used; in the transaction one is in. */
  async isGood(token: string): Promise<boolean> {
    const { tx } = this.unitOfWork;
    return (await tx.query(IS_GOOD, [tx.tenantId, hashOf(token), this.clock.now()])).length > 0;
  }

  /** Uses a link up, in the transaction one is in. @returns whose it is; null where it is no good (any more) */
  async use(token: string): Promise<string | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ user_id: string }>(USE, [tx.tenantId, hashOf(token), this.clock.now()]);
    return row?.user_id ?? null;
  }

  /** Whoever has a new password needs none of the links that are under way. */
  async endAllOf(userId: string): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(END, [tx.tenantId, userId]);
  }
}

/** The tenant that a token names; null for what is no token of ours. */
export function tenantOfLink(token: string): number | null {
  const [, tenant] = /^([0-9a-z]{1,6})-[\w-]{43}$/.exec(token) ?? [];
  const id = tenant === undefined ? NaN : parseInt(tenant, 36);
  return Number.isSafeInteger(id) && id > 0 && id <= 2_147_483_647 ? id : null;
}

export const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');
