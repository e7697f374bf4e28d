import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../../platform/http/problem.js';
import type { Origin } from '../origin.js';
import { SignInLimiter } from '../sign-in-limiter.js';
import { SignIns, type TokenPair } from '../sign-ins.js';
import { type GivenCredential, Passkeys } from './passkeys.js';

/** Signing in with nothing but a passkey. */
@Injectable()
export class PasskeySignIn {
  constructor(
    private readonly passkeys: Passkeys,
    private readonly limiter: SignInLimiter,
    private readonly signIns: SignIns,
  ) {}

  options(host: string) {
    return this.passkeys.signInOptions(host);
  }

  /** @throws ProblemError `invalid_credentials` whatever is wrong with it */
  async finish(token: string, credential: GivenCredential, origin: Origin): Promise<TokenPair> {
    const user = await this.limiter.attempt(`passkey:${credential.id}`, origin.address, () =>
      this.passkeys.signedIn(token, credential),
    );
    if (!user) throw new ProblemError('invalid_credentials');
    return this.signIns.complete(user, { method: 'passkey', strong: true, origin });
  }
}
