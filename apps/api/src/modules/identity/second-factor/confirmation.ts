import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { Challenges } from '../challenges.js';
import { Passwords } from '../passwords.js';
import { Sessions } from '../sessions.js';
import { MOST_CODES, SignInLimiter } from '../sign-in-limiter.js';
import { UsersRepository } from '../users.repository.js';
import { type GivenCredential, Passkeys } from './passkeys.js';
import { TotpFactors } from './totp-factors.js';

/** For how long a proof of who one is, signing in included, lets one change one's security. */
const FRESH_MS = 10 * 60_000;

/** One of them; with the credential the token of its options. */
export interface ConfirmationProof {
  password?: string | undefined;
  code?: string | undefined;
  token?: string | undefined;
  credential?: GivenCredential | undefined;
}

/** Asks people once more who they are before they change what they prove it by: a session may have been left open. */
@Injectable()
export class Confirmation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly limiter: SignInLimiter,
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly totp: TotpFactors,
    private readonly passkeys: Passkeys,
    private readonly challenges: Challenges,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  /**
   * The session of a caller who has proved of late who they are.
   * @throws ProblemError `confirmation_required`; `forbidden` for who came without a session
   */
  requireFresh({ session }: Caller): { id: string } {
    if (!session) throw new ProblemError('forbidden');
    if (this.clock.now().getTime() - session.confirmedAt.getTime() > FRESH_MS) {
      throw new ProblemError('confirmation_required');
    }
    return session;
  }

  options({ tenantId, userId }: Caller, host: string) {
    return this.passkeys.proofOptions({ tenantId, userId }, host);
  }

  /** @throws ProblemError `invalid_credentials` for a wrong proof, 429 after too many */
  async confirm(caller: Caller, proof: ConfirmationProof, address: string): Promise<void> {
    const { session, tenantId, userId } = caller;
    if (!session) throw new ProblemError('forbidden');
    const account = `confirm:${tenantId}:${userId}`;
    const isRight = await this.limiter.attempt(
      account,
      address,
      async () => (await this.#isRight(caller, proof)) || null,
      MOST_CODES,
    );
    if (!isRight) throw new ProblemError('invalid_credentials');
    await this.unitOfWork.run(tenantId, () => this.sessions.confirm(session.id));
  }

  /** Whether it is the caller's password. @throws ProblemError 429 after too many tries */
  async isPassword({ tenantId, userId }: Caller, password: string, address: string): Promise<boolean> {
    const isRight = await this.limiter.attempt(
      `confirm:${tenantId}:${userId}`,
      address,
      async () => (await this.#passwordMatches(tenantId, userId, password)) || null,
    );
    return isRight === true;
  }

  async #isRight({ tenantId, userId }: Caller, proof: ConfirmationProof): Promise<boolean> {
    const { password, code, token, credential } = proof;
    if (password !== undefined) return this.#passwordMatches(tenantId, userId, password);
    if (code !== undefined) {
      return this.unitOfWork.run(tenantId, () => this.totp.take(userId, code, 'in use'));
    }
    const asked = this.challenges.read('passkey-proof', token ?? '');
    if (!asked || !credential || asked.step || asked.sub !== userId || asked.tenant !== tenantId)
      return false;
    return this.passkeys.isProof(asked, credential);
  }

  async #passwordMatches(tenantId: number, userId: string, password: string): Promise<boolean> {
    const hash = await this.unitOfWork.run(tenantId, () => this.users.passwordHash(userId));
    return this.passwords.matches(hash, password);
  }
}
