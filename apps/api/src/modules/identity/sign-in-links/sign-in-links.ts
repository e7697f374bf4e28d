import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { networkOf } from '../../../platform/egress/networks.js';
import { Clock } from '../../../platform/clock/clock.js';
import { COUNTERS, type Counters } from '../../../platform/counters/counters.js';
import { sql } from '../../../platform/database/sql.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { invalidField } from '../../../platform/http/problem.js';
import { AccountEvents } from '../account-events.js';
import { hashOf, tenantOfLink } from '../account-links.js';
import type { Origin } from '../origin.js';
import { SignIns, type TokenPair } from '../sign-ins.js';

const LIFE_MS = 15 * 60_000;
/** Longer than the work for an account takes, so that the answer comes as late where there is none. */
const ANSWER_AFTER_MS = 250;
const HOUR_SECONDS = 3_600;
/** Mails in an hour to one address, and asked for from one address of the network. */
const MOST = { account: 5, address: 30 };

const CANDIDATES = sql('identity.candidates', 'SELECT * FROM sign_in_candidates($1, $2, $3)');
const IS_CUSTOMER = sql(
  'sign-in-links.is-customer',
  `SELECT 1 AS found FROM users WHERE tenant_id = $1 AND id = $2 AND role = 'customer' AND active`,
);
const ADD = sql(
  'sign-in-links.add',
  `INSERT INTO sign_in_links (tenant_id, token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
);
const DROP_EXPIRED = sql(
  'sign-in-links.drop-expired',
  `DELETE FROM sign_in_links WHERE tenant_id = $1 AND expires_at <= $2`,
);
// With the one that is used go the others that are under way: who is in needs none of them.
const USE = sql(
  'sign-in-links.use',
  `WITH used AS (
     DELETE FROM sign_in_links l USING users u
     WHERE l.tenant_id = $1 AND l.token_hash = $2 AND l.expires_at > $3
       AND u.tenant_id = l.tenant_id AND u.id = l.user_id AND u.role = 'customer' AND u.active
     RETURNING l.user_id)
   , others AS (
     DELETE FROM sign_in_links o USING used
     WHERE o.tenant_id = $1 AND o.user_id = used.user_id AND o.token_hash <> $2)
   SELECT user_id FROM used`,
);

/**
 * Links by which customers sign in without a password: mailed, good once and for a quarter of an hour, kept as a hash
 * only. What comes after them is as after a password, a second factor included. Staff sign in otherwise.
 */
@Injectable()
export class SignInLinks {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly signIns: SignIns,
    private readonly events: AccountEvents,
    private readonly clock: Clock,
    @Inject(COUNTERS) private readonly counters: Counters,
  ) {}

  /** Answers alike, and about as late, whether or not there is such a customer or a limit was reached. */
  async ask(email: string, tenant: string | undefined, origin: Origin): Promise<void> {
    await Promise.all([pause(ANSWER_AFTER_MS), this.#mail(email, tenant, origin)]);
  }

  /** @throws ProblemError 422 where the link was used, is over or never was; those of a second step */
  async use(token: string, origin: Origin): Promise<TokenPair> {
    const tenantId = tenantOfLink(token);
    if (tenantId === null) throw invalidField('token', 'link_over');
    // Used up in a transaction of its own: whatever comes after it, it is good for no second try.
    const [used] = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<{ user_id: string }>(USE, [tenantId, hashOf(token), this.clock.now()]),
    );
    if (!used) throw invalidField('token', 'link_over');
    return this.signIns.complete(
      { tenantId, userId: used.user_id },
      { method: 'link', strong: false, origin },
    );
  }

  async #mail(email: string, tenant: string | undefined, { host, address }: Origin): Promise<void> {
    const hour = Math.floor(this.clock.now().getTime() / 1_000 / HOUR_SECONDS);
    const keys = [
      `sign-in-link:account:${hashOf(email)}:${hour}`,
      `sign-in-link:address:${networkOf(address)}:${hour}`,
    ];
    const [account = 0, from = 0] = await this.counters.increment(keys, HOUR_SECONDS * 2);
    if (account > MOST.account || from > MOST.address) return;
    const candidates = await this.unitOfWork.definer<{ tenant_id: number; user_id: string }>(CANDIDATES, [
      email,
      host,
      tenant ?? null,
    ]);
    // Somebody known in several places gets a mail of each; it says whose it is.
    for (const { tenant_id: tenantId, user_id: userId } of candidates) await this.#send(tenantId, userId);
  }

  async #send(tenantId: number, userId: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async (tx) => {
      const customers = await tx.query(IS_CUSTOMER, [tenantId, userId]);
      if (customers.length === 0) return;
      const token = `${tenantId.toString(36)}-${randomBytes(32).toString('base64url')}`;
      const now = this.clock.now();
      await tx.query(DROP_EXPIRED, [tenantId, now]);
      await tx.query(ADD, [tenantId, hashOf(token), userId, now, new Date(now.getTime() + LIFE_MS)]);
      await this.events.emit({ type: 'account.link', userId, purpose: 'sign_in', token });
    });
  }
}
