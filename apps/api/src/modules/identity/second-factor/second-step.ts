import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { AuditLog } from '../../audit/audit-log.js';
import { AccountEvents } from '../account-events.js';
import { type Challenge, Challenges } from '../challenges.js';
import type { Origin } from '../origin.js';
import { MOST_CODES, SignInLimiter } from '../sign-in-limiter.js';
import { SignIns, type TokenPair } from '../sign-ins.js';
import { UsersRepository } from '../users.repository.js';
import { type GivenCredential, Passkeys } from './passkeys.js';
import { RecoveryCodes } from './recovery-codes.js';
import { TotpFactors } from './totp-factors.js';

/** One of them, and the token of the step; for a passkey that of its options. */
export interface SecondProof {
  token: string;
  code?: string | undefined;
  recovery_code?: string | undefined;
  credential?: GivenCredential | undefined;
}

interface Step {
  tenantId: number;
  userId: string;
  jti: string;
  method: Challenge<'second-factor'>['method'];
  /** What a passkey was asked. */
  asked?: Challenge<'passkey-proof'>;
}

/** The second step of a sign-in. */
@Injectable()
export class SecondStep {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly challenges: Challenges,
    private readonly limiter: SignInLimiter,
    private readonly totp: TotpFactors,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly passkeys: Passkeys,
    private readonly signIns: SignIns,
    private readonly events: AccountEvents,
    private readonly users: UsersRepository,
    private readonly audit: AuditLog,
  ) {}

  async passkeyOptions(token: string, host: string) {
    const { tenantId, userId, jti, method } = this.#step(token, false);
    return this.passkeys.proofOptions({ tenantId, userId }, host, { jti, method });
  }

  /** @throws ProblemError `invalid_credentials` for a wrong proof and for a step that is over, 429 after too many */
  async finish(proof: SecondProof, origin: Origin): Promise<TokenPair> {
    const step = this.#step(proof.token, proof.credential !== undefined);
    const { tenantId, userId, method, jti } = step;
    const account = `second-factor:${tenantId}:${userId}`;
    const isRight = await this.limiter.attempt(
      account,
      origin.address,
      async () => (await this.#isRight(step, proof)) || null,
      MOST_CODES,
    );
    if (!isRight) await this.#noteFailure(step, origin);
    // Spent by success alone: a slip of the finger does not cost the first step.
    if (!isRight || !(await this.challenges.spend({ jti }))) throw new ProblemError('invalid_credentials');
    return this.signIns.complete({ tenantId, userId }, { method, strong: true, origin });
  }

  /** Somebody who gets as far as here has passed the first step: its owner's admins should see it. */
  async #noteFailure({ tenantId, userId, method }: Step, { address }: Origin): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const user = await this.users.get(userId);
      if (!user) return;
      await this.audit.record({
        actor: { id: userId, email: user.email },
        action: 'sign-in.failed',
        details: { address, method, second_factor: true },
      });
    });
  }

  #step(token: string, isPasskey: boolean): Step {
    if (!isPasskey) {
      const step = this.challenges.read('second-factor', token);
      if (step) return { tenantId: step.tenant, userId: step.sub, jti: step.jti, method: step.method };
    } else {
      const asked = this.challenges.read('passkey-proof', token);
      if (asked?.step) return { tenantId: asked.tenant, userId: asked.sub, ...asked.step, asked };
    }
    throw new ProblemError('invalid_credentials');
  }

  async #isRight({ tenantId, userId, asked }: Step, proof: SecondProof): Promise<boolean> {
    const { code, recovery_code: recoveryCode, credential } = proof;
    if (credential) return asked !== undefined && this.passkeys.isProof(asked, credential);
    return this.unitOfWork.run(tenantId, async () => {
      if (code !== undefined) return this.totp.take(userId, code, 'in use');
      const used = await this.recoveryCodes.use(userId, recoveryCode ?? '');
      if (used) {
        await this.events.emit({ type: 'account.security-changed', userId, change: 'recovery_code_used' });
      }
      return used;
    });
  }
}
