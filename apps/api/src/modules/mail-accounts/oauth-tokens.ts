import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { MailError } from '../../platform/mail-transport/mail-error.js';
import type { MailAccount, OAuthTokenSet } from './mail-account.js';
import { MailAccountsRepository } from './mail-accounts.repository.js';
import { OAuthClient } from './oauth-client.js';

/** Longer than a request to the authorization server may take. */
const LEASE_MS = 15_000;
const LOOK_AGAIN_MS = 150;
/** A token is renewed before it ends, so that none runs out in the middle of a session. */
const AHEAD_MS = 5 * 60_000;
const AHEAD_PART = 0.2;

/** Access tokens of accounts, renewed ahead of their end, by one process at a time. */
@Injectable()
export class OAuthTokens {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsRepository,
    private readonly client: OAuthClient,
    private readonly clock: Clock,
  ) {}

  /** An access token that is good for a while. @throws MailError */
  async accessToken({ tenantId, id }: MailAccount): Promise<string> {
    const end = Date.now() + LEASE_MS;
    for (;;) {
      const account = await this.#load(tenantId, id);
      const { tokens } = account.secrets;
      if (tokens && this.#isFresh(tokens)) return tokens.accessToken;
      if (await this.#lease(account)) return this.#renew(account);
      if (Date.now() > end) throw new MailError('temporary', 'the tokens are being renewed');
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** The server does not take the token although it has not ended: the next use gets a new one. */
  async refused({ tenantId, id }: MailAccount, token: string): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const account = await this.accounts.getForUpdate(id);
      const { tokens } = account?.secrets ?? {};
      if (!account || tokens?.accessToken !== token) return;
      await this.accounts.saveSecrets(id, { ...account.secrets, tokens: { ...tokens, expiresAt: 0 } });
    });
  }

  /** Keeps what a provider has granted. */
  async save(tenantId: number, id: string, tokens: OAuthTokenSet): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const account = await this.accounts.getForUpdate(id);
      if (account) await this.accounts.saveSecrets(id, { ...account.secrets, tokens, consent: undefined });
    });
  }

  async #renew(account: MailAccount): Promise<string> {
    const { tenantId, id, secrets } = account;
    try {
      const refreshToken = secrets.tokens?.refreshToken;
      const tokens = refreshToken
        ? await this.client.byRefreshToken(account, refreshToken)
        : await this.#asApplication(account);
      // Saved before the first use: the old refresh token may be worth nothing any more.
      await this.save(tenantId, id, tokens);
      return tokens.accessToken;
    } finally {
      await this.unitOfWork.run(tenantId, () => this.accounts.releaseTokens(id));
    }
  }

  #asApplication(account: MailAccount): Promise<OAuthTokenSet> {
    const canSignIn = account.auth === 'microsoft' || account.oauth?.token_url !== undefined;
    if (account.secrets.clientSecret === undefined || !canSignIn) {
      throw new MailError('not_authorized', '', true);
    }
    return this.client.asApplication(account);
  }

  #isFresh({ issuedAt, expiresAt }: OAuthTokenSet): boolean {
    const ahead = Math.min(AHEAD_MS, (expiresAt - issuedAt) * AHEAD_PART);
    return this.clock.now().getTime() < expiresAt - ahead;
  }

  #lease({ tenantId, id }: MailAccount): Promise<boolean> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + LEASE_MS);
    return this.unitOfWork.run(tenantId, () => this.accounts.leaseTokens(id, now, until));
  }

  async #load(tenantId: number, id: string): Promise<MailAccount> {
    const account = await this.unitOfWork.run(tenantId, () => this.accounts.get(id));
    if (!account?.oauth) throw new MailError('not_authorized', '', true);
    return account;
  }
}
