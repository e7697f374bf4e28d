import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { networkOf } from '../../platform/egress/networks.js';
import { Clock } from '../../platform/clock/clock.js';
import { COUNTERS, type Counters } from '../../platform/counters/counters.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { found } from '../../platform/http/refusals.js';
import { AuditLog } from '../audit/audit-log.js';
import { AccountEvents } from './account-events.js';
import { AccountLinks, hashOf, tenantOfLink } from './account-links.js';
import { refuseCommonPassword } from './common-passwords.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';
import { UsersRepository } from './users.repository.js';

/** Longer than the work for an account takes, so that the answer comes as late where there is none. */
const ANSWER_AFTER_MS = 250;
const HOUR_SECONDS = 3_600;
/** Mails in an hour to one account, and for one address of the network. */
const MOST = { account: 3, address: 30 };

const CANDIDATES = sql('identity.candidates', 'SELECT * FROM sign_in_candidates($1, $2, $3)');

interface Asked {
  email: string;
  tenant: string | undefined;
  host: string;
  address: string;
}

/** A new password by a link that is mailed: asked for by its owner, or sent by an admin as an invitation. */
@Injectable()
export class PasswordResets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly links: AccountLinks,
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly events: AccountEvents,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    @Inject(COUNTERS) private readonly counters: Counters,
  ) {}

  /** Answers alike, and about as late, whether or not there is an account or a limit was reached. */
  async ask(asked: Asked): Promise<void> {
    await Promise.all([pause(ANSWER_AFTER_MS), this.#mail(asked)]);
  }

  /** @throws ProblemError 404 for who is not there, 409 for an account that is closed */
  async invite(tenantId: number, userId: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const { active } = found(await this.users.get(userId));
      if (!active) {
        throw new ProblemError('conflict', { errors: [{ field: 'active', code: 'inactive_user' }] });
      }
      await this.links.send(userId, 'invite');
    });
  }

  /** @throws ProblemError 422 where the link was used, is over or never was */
  async reset(token: string, password: string): Promise<void> {
    const tenantId = tenantOfLink(token);
    if (tenantId === null) throw invalidField('token', 'link_over');
    // Before the work of a hash, which anybody could ask for otherwise.
    const isGood = await this.unitOfWork.run(tenantId, () => this.links.isGood(token));
    if (!isGood) throw invalidField('token', 'link_over');
    const passwordHash = await this.passwords.hash(password);
    await this.unitOfWork.run(tenantId, async () => {
      const userId = await this.links.use(token);
      if (userId === null) throw invalidField('token', 'link_over');
      const { email, name } = found(await this.users.get(userId));
      // The link stays good for another one.
      refuseCommonPassword('password', password, [email, name]);
      await this.users.change(userId, { passwordHash }, this.clock.now());
      await this.sessions.endAllOf(userId);
      await this.links.endAllOf(userId);
      await this.audit.record({ actor: { id: userId, email }, action: 'password.reset', target: userId });
      await this.events.emit({ type: 'account.password-changed', userId });
    });
  }

  async #mail({ email, tenant, host, address }: Asked): Promise<void> {
    const hour = Math.floor(this.clock.now().getTime() / 1_000 / HOUR_SECONDS);
    const keys = [`reset:account:${hashOf(email)}:${hour}`, `reset:address:${networkOf(address)}:${hour}`];
    const [account = 0, from = 0] = await this.counters.increment(keys, HOUR_SECONDS * 2);
    if (account > MOST.account || from > MOST.address) return;
    const candidates = await this.unitOfWork.definer<{ tenant_id: number; user_id: string; active: boolean }>(
      CANDIDATES,
      [email, host, tenant ?? null],
    );
    // Somebody known in several places gets a mail of each; it says whose it is.
    for (const { tenant_id: tenantId, user_id: userId, active } of candidates) {
      if (active) await this.unitOfWork.run(tenantId, () => this.links.send(userId, 'reset'));
    }
  }
}
