import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { ProblemError } from '../../platform/http/problem.js';
import { AuditLog } from '../audit/audit-log.js';
import type { Origin } from './origin.js';
import { Passwords } from './passwords.js';
import { Sessions } from './sessions.js';
import { SignInLimiter } from './sign-in-limiter.js';
import { SignIns, type TokenPair } from './sign-ins.js';
import { Tokens } from './tokens.js';

const CANDIDATES = sql('identity.candidates', 'SELECT * FROM sign_in_candidates($1, $2, $3)');

interface Candidate {
  tenant_id: number;
  user_id: string;
  password_hash: string | null;
  active: boolean;
}

export interface SignIn {
  email: string;
  password: string;
  tenant: string | undefined;
}

@Injectable()
export class AuthService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly tokens: Tokens,
    private readonly sessions: Sessions,
    private readonly signIns: SignIns,
    private readonly limiter: SignInLimiter,
    private readonly audit: AuditLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ProblemError the same for a wrong password, an account that does not exist and one that is closed */
  async signIn(given: SignIn, origin: Origin): Promise<TokenPair> {
    const email = given.email.trim().toLowerCase();
    const known = await this.limiter.attempt(email, origin.address, () => this.#judge(given, email, origin));
    if (!known) throw new ProblemError('invalid_credentials');
    // Only who knows a password learns that the address is known in several places.
    if (known.candidates > 1) {
      throw new ProblemError('tenant_required', { errors: [{ field: 'tenant', code: 'required' }] });
    }
    const { tenant_id: tenantId, user_id: userId } = known.match;
    return this.signIns.complete({ tenantId, userId }, { method: 'password', strong: false, origin });
  }

  /** @throws ProblemError for a token that is no longer, or never was, good */
  async refresh(token: string | undefined, origin: Origin): Promise<TokenPair> {
    const claims = token === undefined ? null : this.tokens.readRefresh(token);
    const next = claims && (await this.sessions.rotate(claims, origin));
    if (!claims || !next) throw new ProblemError('invalid_credentials');
    const { tenant: tenantId, family: sessionId } = claims;
    const access = this.tokens.access({ tenantId, userId: next.userId, sessionId });
    return { access, refresh: next.refresh };
  }

  /** Signing out with a token that is over is signing out. */
  async signOut(token: string | undefined, { address }: Pick<Origin, 'address'>): Promise<void> {
    const claims = token === undefined ? null : this.tokens.readRefresh(token);
    if (claims) await this.sessions.signOut(claims, address);
  }

  async #judge({ password, tenant }: SignIn, email: string, origin: Origin) {
    const candidates = await this.unitOfWork.definer<Candidate>(CANDIDATES, [
      email,
      origin.host,
      tenant ?? null,
    ]);
    // Side by side, and one at least: the time tells nobody in how many places there is such an account.
    const checks = candidates.length > 0 ? candidates : [null];
    const matches = await Promise.all(
      checks.map((one) => this.passwords.matches(one?.password_hash ?? null, password)),
    );
    const match = candidates.find((candidate, index) => matches[index] && candidate.active);
    if (match) return { match, candidates: candidates.length };
    this.#recordFailure(candidates, email, origin);
    return null;
  }

  /** Not waited for: the answer must not come later where there is an account. */
  #recordFailure(candidates: readonly Candidate[], email: string, { address }: Origin): void {
    for (const { tenant_id: tenantId, user_id: id } of candidates) {
      const entry = { actor: { id, email }, action: 'sign-in.failed', details: { address } };
      this.unitOfWork
        .run(tenantId, () => this.audit.record(entry))
        .catch((error: unknown) => this.logger.error({ err: error }, 'a failed sign-in was not recorded'));
    }
  }
}
