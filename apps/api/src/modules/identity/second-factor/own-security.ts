import { Injectable } from '@nestjs/common';
import type { OwnSecurity as Told, Passkey } from '@noxdesk/contracts';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { invalidField, ProblemError } from '../../../platform/http/problem.js';
import { found, refusing } from '../../../platform/http/refusals.js';
import { AuditLog } from '../../audit/audit-log.js';
import { AccountEvents, type SecurityChange } from '../account-events.js';
import { Sessions } from '../sessions.js';
import { MOST_CODES, SignInLimiter } from '../sign-in-limiter.js';
import { UsersRepository } from '../users.repository.js';
import { Confirmation } from './confirmation.js';
import { type GivenCredential, Passkeys } from './passkeys.js';
import { type PasskeyRow, PasskeysRepository } from './passkeys.repository.js';
import { RecoveryCodes } from './recovery-codes.js';
import { SecondFactors } from './second-factors.js';
import { TenantSecurity } from './tenant-security.js';
import { keyUri, base32 } from './totp.js';
import { TotpFactors } from './totp-factors.js';

const CONSTRAINTS = { unique: { passkeys_tenant_id_credential_id_key: 'credential' } };

/** What people do with their own second factors. Every change is recorded, and mailed to its owner. */
@Injectable()
export class OwnSecurity {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersRepository,
    private readonly factors: SecondFactors,
    private readonly totp: TotpFactors,
    private readonly passkeys: Passkeys,
    private readonly passkeyRows: PasskeysRepository,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly tenantSecurity: TenantSecurity,
    private readonly confirmation: Confirmation,
    private readonly sessions: Sessions,
    private readonly limiter: SignInLimiter,
    private readonly events: AccountEvents,
    private readonly audit: AuditLog,
  ) {}

  read({ tenantId, userId, role, mustEnrol }: Caller): Promise<Told> {
    return this.unitOfWork.run(tenantId, async () => {
      const [hash, totp, codes, passkeys, { second_factor_roles: roles }] = await Promise.all([
        this.users.passwordHash(userId),
        this.totp.isOn(userId),
        this.recoveryCodes.count(userId),
        this.passkeyRows.list(userId),
        this.tenantSecurity.get(),
      ]);
      return {
        password: hash !== null,
        totp,
        recovery_codes: codes,
        passkeys: passkeys.map(presentPasskey),
        required: roles.includes(role),
        must_enrol: mustEnrol,
      };
    });
  }

  /** @returns the secret of an app that is being set up: it counts once {@link confirmTotp} has had a code of it */
  async beginTotp(caller: Caller): Promise<{ secret: string; uri: string }> {
    this.confirmation.requireFresh(caller);
    const secret = await this.unitOfWork.run(caller.tenantId, () => this.totp.begin(caller.userId));
    if (!secret) throw new ProblemError('conflict', { errors: [{ field: 'totp', code: 'duplicate' }] });
    return { secret: base32(secret), uri: keyUri(secret, caller.email, caller.tenant.name) };
  }

  /** @returns recovery codes, where there were none */
  async confirmTotp(caller: Caller, code: string, address: string): Promise<string[]> {
    const session = this.confirmation.requireFresh(caller);
    const { tenantId, userId } = caller;
    const codes = await this.limiter.attempt(
      `second-factor:${tenantId}:${userId}`,
      address,
      () =>
        this.unitOfWork.run(tenantId, async () => {
          const isFirst = (await this.factors.methodsOf(userId)).length === 0;
          if (!(await this.totp.take(userId, code, 'new'))) return null;
          return this.#added(caller, session.id, 'totp_on', isFirst);
        }),
      MOST_CODES,
    );
    if (!codes) throw invalidField('code', 'wrong_code');
    return codes;
  }

  async removeTotp(caller: Caller): Promise<void> {
    this.confirmation.requireFresh(caller);
    await this.#removing(caller, 'totp_off', async () => {
      if (!(await this.totp.remove(caller.userId))) throw new ProblemError('not_found');
    });
  }

  passkeyOptions(caller: Caller, host: string) {
    this.confirmation.requireFresh(caller);
    const { tenantId, userId, email, name, tenant } = caller;
    return this.passkeys.registrationOptions({ tenantId, userId, email, name, tenant: tenant.name }, host);
  }

  async addPasskey(
    caller: Caller,
    { token, credential, name }: { token: string; credential: GivenCredential; name: string },
  ): Promise<Passkey & { recovery_codes: string[] }> {
    const session = this.confirmation.requireFresh(caller);
    const { tenantId, userId } = caller;
    const made = await this.passkeys.registered({ tenantId, userId }, token, credential, name);
    if (!made) throw invalidField('credential', 'not_a_credential');
    return refusing(CONSTRAINTS, () =>
      this.unitOfWork.run(tenantId, async () => {
        const isFirst = (await this.factors.methodsOf(userId)).length === 0;
        const row = await this.passkeyRows.add(userId, made);
        const codes = await this.#added(caller, session.id, 'passkey_added', isFirst, name);
        return { ...presentPasskey(row), recovery_codes: codes };
      }),
    );
  }

  renamePasskey({ tenantId, userId }: Caller, id: string, name: string): Promise<Passkey> {
    return this.unitOfWork.run(tenantId, async () =>
      presentPasskey(found(await this.passkeyRows.rename(userId, id, name))),
    );
  }

  async removePasskey(caller: Caller, id: string): Promise<void> {
    this.confirmation.requireFresh(caller);
    await this.#removing(caller, 'passkey_removed', async () => {
      return found(await this.passkeyRows.remove(caller.userId, id)).name;
    });
  }

  async renewRecoveryCodes(caller: Caller): Promise<string[]> {
    this.confirmation.requireFresh(caller);
    return this.unitOfWork.run(caller.tenantId, async () => {
      if ((await this.factors.methodsOf(caller.userId)).length === 0) {
        throw new ProblemError('conflict', { errors: [{ field: 'codes', code: 'no_second_factor' }] });
      }
      const codes = await this.recoveryCodes.renew(caller.userId);
      await this.#told(caller, 'recovery_codes');
      return codes;
    });
  }

  /** Its first second factor makes a session strong and ends all others, which had none. */
  async #added(caller: Caller, session: string, change: SecurityChange, isFirst: boolean, detail?: string) {
    const { userId } = caller;
    await this.sessions.strengthen(session);
    if (isFirst) await this.sessions.endAllOf(userId, session);
    await this.#told(caller, change, detail);
    return (await this.recoveryCodes.count(userId)) > 0 ? [] : this.recoveryCodes.renew(userId);
  }

  /** @param remove takes a factor away @throws ProblemError `conflict` where the tenant asks for one and it was the last */
  #removing(caller: Caller, change: SecurityChange, remove: () => Promise<string | void>): Promise<void> {
    const { tenantId, userId, role } = caller;
    return this.unitOfWork.run(tenantId, async () => {
      const detail = await remove();
      if ((await this.factors.methodsOf(userId)).length === 0) {
        const { second_factor_roles: roles } = await this.tenantSecurity.get();
        if (roles.includes(role)) {
          const errors = [{ field: 'id', code: 'second_factor_required' }];
          throw new ProblemError('conflict', { errors });
        }
        await this.recoveryCodes.remove(userId);
      }
      await this.#told(caller, change, detail ?? undefined);
    });
  }

  async #told({ userId, email }: Caller, change: SecurityChange, detail?: string): Promise<void> {
    await this.audit.record({
      actor: { id: userId, email },
      action: `security.${change}`,
      target: userId,
      ...(detail !== undefined && { details: { name: detail } }),
    });
    await this.events.emit({
      type: 'account.security-changed',
      userId,
      change,
      ...(detail !== undefined && { detail }),
    });
  }
}

export const presentPasskey = (row: PasskeyRow): Passkey => ({
  id: row.id,
  name: row.name,
  created_at: row.created_at.toISOString(),
  last_used_at: row.last_used_at?.toISOString() ?? null,
});
