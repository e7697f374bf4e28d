import { Injectable } from '@nestjs/common';
import type { SecondFactorChallenge } from '@noxdesk/contracts';
import { PasskeysRepository } from './passkeys.repository.js';
import { RecoveryCodes } from './recovery-codes.js';
import { TotpFactors } from './totp-factors.js';

/** Which second factors somebody has; every call takes part in the transaction that is open. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly totp: TotpFactors,
    private readonly passkeys: PasskeysRepository,
    private readonly recoveryCodes: RecoveryCodes,
  ) {}

  /** Empty: there is no second factor. */
  async methodsOf(userId: string): Promise<SecondFactorChallenge['methods']> {
    const [totp, passkeys, codes] = await Promise.all([
      this.totp.isOn(userId),
      this.passkeys.list(userId),
      this.recoveryCodes.count(userId),
    ]);
    if (!totp && passkeys.length === 0) return [];
    return [
      ...(passkeys.length > 0 ? (['passkey'] as const) : []),
      ...(totp ? (['totp'] as const) : []),
      ...(codes > 0 ? (['recovery_code'] as const) : []),
    ];
  }

  /** Takes all of them away. @returns whether there were any */
  async removeAll(userId: string): Promise<boolean> {
    const had = (await this.methodsOf(userId)).length > 0;
    await this.totp.remove(userId);
    await this.passkeys.removeAll(userId);
    await this.recoveryCodes.remove(userId);
    return had;
  }
}
