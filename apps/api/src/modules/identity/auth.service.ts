import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { ProblemError } from '../../platform/http/problem.js';
import { AuditLog } from '../audit/audit-log.js';
import { Passwords } from './passwords.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SignInLimiter } from './sign-in-limiter.js';
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
  /** The host name that the request was sent to. */
  host: string;
  /** The address that it came from. */
  address: string;
}

export interface TokenPair {
  access: string;
  refresh: string;
}

@Injectable()
export class AuthService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly passwords: Passwords,
    private readonly tokens: Tokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly limiter: SignInLimiter,
    private readonly audit: AuditLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ProblemError the same for a wrong password, an account that does not exist and one that is closed */
  async signIn(given: SignIn): Promise<TokenPair> {
    await this.limiter.check(given.email, given.address);
    const candidates = await this.unitOfWork.definer<Candidate>(CANDIDATES, [
      given.email.trim().toLowerCase(),
      given.host,
      given.tenant ?? null,
    ]);
    const matching = await this.#matching(candidates, given.password);
    if (matching.length === 0) {
      this.#recordFailure(candidates, given);
      await this.limiter.failed(given.email, given.address);
      throw new ProblemError('invalid_credentials');
    }
    // Only who knows a password learns that the address is known in several places.
    if (candidates.length > 1) {
      throw new ProblemError('tenant_required', { errors: [{ field: 'tenant', code: 'required' }] });
    }
    const user = { tenantId: matching[0]!.tenant_id, userId: matching[0]!.user_id };
    const refresh = await this.unitOfWork.run(user.tenantId, async () => {
      await this.audit.record({ ...entryOf(user.userId, given), action: 'sign-in' });
      return this.refreshTokens.begin(user);
    });
    return { access: this.tokens.access(user), refresh };
  }

  /** Not waited for: the answer must not come later where there is an account. */
  #recordFailure(candidates: readonly Candidate[], given: SignIn): void {
    for (const { tenant_id: tenantId, user_id: userId } of candidates) {
      const entry = { ...entryOf(userId, given), action: 'sign-in.failed' };
      this.unitOfWork
        .run(tenantId, () => this.audit.record(entry))
        .catch((error: unknown) => this.logger.error({ err: error }, 'a failed sign-in was not recorded'));
    }
  }

  /** @throws ProblemError for a token that is no longer, or never was, good */
  async refresh(token: string | undefined): Promise<TokenPair> {
    const claims = token === undefined ? null : this.tokens.readRefresh(token);
    const next = claims && (await this.refreshTokens.rotate(claims));
    if (!claims || !next) throw new ProblemError('invalid_credentials');
    const access = this.tokens.access({ tenantId: claims.tenant, userId: next.userId });
    return { access, refresh: next.refresh };
  }

  /** Signing out with a token that is over is signing out. */
  async signOut(token: string | undefined): Promise<void> {
    const claims = token === undefined ? null : this.tokens.readRefresh(token);
    if (claims) await this.refreshTokens.end(claims);
  }

  async #matching(candidates: readonly Candidate[], password: string): Promise<Candidate[]> {
    if (candidates.length === 0) {
      await this.passwords.matches(null, password);
      return [];
    }
    const matching: Candidate[] = [];
    for (const candidate of candidates) {
      const matched = await this.passwords.matches(candidate.password_hash, password);
      if (matched && candidate.active) matching.push(candidate);
    }
    return matching;
  }
}

const entryOf = (userId: string, { email, address }: SignIn) => ({
  actor: { id: userId, email: email.trim().toLowerCase() },
  details: { address },
});
