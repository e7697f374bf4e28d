import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { Keys } from '../../platform/security/keys.js';
import { MailAccountsRepository } from './mail-accounts.repository.js';
import { OAuthClient } from './oauth-client.js';
import { oauthEndpoints } from './oauth-presets.js';
import { OAuthTokens } from './oauth-tokens.js';

const STATE_MS = 15 * 60_000;

/** The consent of a mailbox's owner at the provider: authorization code with PKCE (RFC 6749 §4.1, RFC 7636). */
@Injectable()
export class OAuthConsent {
  readonly #key: Buffer;
  readonly #redirectUri: string;

  constructor(
    keys: Keys,
    @Inject(CONFIG) { publicUrl }: Pick<Config, 'publicUrl'>,
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: MailAccountsRepository,
    private readonly client: OAuthClient,
    private readonly tokens: OAuthTokens,
    private readonly clock: Clock,
  ) {
    this.#key = keys.key('link-token');
    this.#redirectUri = `${publicUrl}/tickets/api/mail-accounts/oauth/callback/`;
  }

  /** Where the browser is sent to. @throws ProblemError `not_found`, `conflict` for an account with a password */
  async begin(tenantId: number, accountId: string): Promise<string> {
    const verifier = randomBytes(32).toString('base64url');
    const account = await this.unitOfWork.run(tenantId, async () => {
      const found = await this.accounts.getForUpdate(accountId);
      if (!found) throw new ProblemError('not_found');
      if (!found.oauth || found.auth === 'password') throw new ProblemError('conflict');
      await this.accounts.saveSecrets(accountId, { ...found.secrets, consent: { verifier } });
      return found;
    });
    const { authorizeUrl, scopes, extra } = oauthEndpoints(account);
    const url = new URL(authorizeUrl);
    const query = {
      response_type: 'code',
      client_id: account.oauth!.client_id,
      redirect_uri: this.#redirectUri,
      scope: scopes.join(' '),
      state: this.#state(tenantId, accountId, verifier),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      login_hint: account.username,
      ...extra,
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  }

  /** Takes what the provider sent the browser back with. @throws ProblemError `not_found` for a state not of ours, MailError */
  async finish(state: string, code: string): Promise<void> {
    const [tenant = '', accountId = '', expiry = ''] = state.split('.');
    const tenantId = Number(tenant);
    const isOver = !(Number(expiry) > this.clock.now().getTime());
    if (isOver || !Number.isSafeInteger(tenantId) || !/^[0-9a-f-]{36}$/.test(accountId)) {
      throw new ProblemError('not_found');
    }
    const account = await this.unitOfWork.run(tenantId, () => this.accounts.get(accountId));
    const verifier = account?.secrets.consent?.verifier;
    if (!account || verifier === undefined || !this.#isState(state, tenantId, accountId, expiry, verifier)) {
      throw new ProblemError('not_found');
    }
    // The verifier goes with the tokens: the same answer of the provider is of no use a second time.
    await this.tokens.save(
      tenantId,
      accountId,
      await this.client.byCode(account, code, verifier, this.#redirectUri),
    );
    await this.unitOfWork.run(tenantId, () => this.accounts.dueNow(accountId, this.clock.now()));
  }

  #state(tenantId: number, accountId: string, verifier: string): string {
    const expiry = String(this.clock.now().getTime() + STATE_MS);
    return [tenantId, accountId, expiry, this.#seal(tenantId, accountId, expiry, verifier)].join('.');
  }

  #isState(state: string, tenantId: number, accountId: string, expiry: string, verifier: string): boolean {
    const seal = Buffer.from(state.split('.')[3] ?? '');
    const right = Buffer.from(this.#seal(tenantId, accountId, expiry, verifier));
    return seal.length === right.length && timingSafeEqual(seal, right);
  }

  /** Bound to the verifier, which only the last consent that was begun has. */
  #seal(tenantId: number, accountId: string, expiry: string, verifier: string): string {
    return createHmac('sha256', this.#key)
      .update(['oauth', tenantId, accountId, expiry, verifier].join('\0'))
      .digest('base64url');
  }
}
