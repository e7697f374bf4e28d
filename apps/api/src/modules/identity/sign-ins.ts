import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { AuditLog } from '../audit/audit-log.js';
import { AccountEvents } from './account-events.js';
import { CHALLENGE_SECONDS, Challenges } from './challenges.js';
import { KnownDevices } from './known-devices.js';
import type { Origin } from './origin.js';
import { SecondFactors } from './second-factor/second-factors.js';
import { Sessions, type SignInMethod } from './sessions.js';
import { Tokens } from './tokens.js';

export interface TokenPair {
  access: string;
  refresh: string;
}

export interface SignInUser {
  tenantId: number;
  userId: string;
}

// Held as it is, so that an account that is being closed does not begin a session meanwhile.
const WHO = sql(
  'sign-ins.who',
  `SELECT email FROM users WHERE tenant_id = $1 AND id = $2 AND active FOR SHARE`,
);

/** How somebody has shown who they are. */
export interface Shown {
  method: SignInMethod;
  /** Nothing more is to be asked: a second factor was given, or whoever vouches for them has asked for one. */
  strong: boolean;
  origin: Origin;
}

/** The end of every way to sign in: a second step where the account has one, then a session. */
@Injectable()
export class SignIns {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly factors: SecondFactors,
    private readonly sessions: Sessions,
    private readonly challenges: Challenges,
    private readonly tokens: Tokens,
    private readonly devices: KnownDevices,
    private readonly events: AccountEvents,
    private readonly audit: AuditLog,
  ) {}

  /**
   * To be called outside of a unit of work, once it is known who signs in.
   * @throws ProblemError `second_factor_required` with the challenge of the second step, `invalid_credentials` for an
   *   account that is closed
   */
  async complete({ tenantId, userId }: SignInUser, shown: Shown): Promise<TokenPair> {
    const { method, strong, origin } = shown;
    const session = await this.unitOfWork.run(tenantId, async (tx) => {
      const [user] = await tx.query<{ email: string }>(WHO, [tenantId, userId]);
      if (!user) throw new ProblemError('invalid_credentials');
      const methods = strong ? [] : await this.factors.methodsOf(userId);
      if (methods.length > 0) return { methods };
      const begun = await this.sessions.begin(userId, { method, strong, origin });
      await this.audit.record({
        actor: { id: userId, email: user.email },
        action: 'sign-in',
        details: { address: origin.address, method, second_factor: strong },
      });
      if (await this.devices.note(userId, origin)) {
        const detail = `${origin.address} · ${origin.userAgent || '–'}`;
        await this.events.emit({
          type: 'account.security-changed',
          userId,
          change: 'new_device',
          detail,
        });
      }
      return begun;
    });
    if ('methods' in session) {
      // A passkey has signed for its user already: that is two factors, and always strong.
      const step = method as Exclude<SignInMethod, 'passkey'>;
      const token = this.challenges.issue('second-factor', { sub: userId, tenant: tenantId, method: step });
      throw new ProblemError('second_factor_required', {
        secondFactor: { token, methods: session.methods, expires_in: CHALLENGE_SECONDS },
      });
    }
    const access = this.tokens.access({ tenantId, userId, sessionId: session.id });
    return { access, refresh: session.refresh };
  }
}
