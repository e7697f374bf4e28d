import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { Challenges } from '../identity/challenges.js';
import type { Origin } from '../identity/origin.js';
import { PublicOrigins } from '../identity/public-origins.js';
import { SignIns, type TokenPair } from '../identity/sign-ins.js';
import { digestOf, ExternalAccounts } from './external-accounts.js';
import { IdentityProvidersRepository, type ProviderRow } from './identity-providers.repository.js';
import { IdentityProvidersService } from './identity-providers.service.js';
import { OidcClient } from './oidc-client.js';
import { personOf } from './provider-claims.js';

/** How long somebody may take at their provider. */
export const ROUND_SECONDS = 15 * 60;
const CALLBACK = '/tickets/login/callback/';

const TENANT = sql('federation.tenant', 'SELECT sign_in_tenant($1, $2) AS id');

const random = () => randomBytes(32).toString('base64url');

/** Signing in by way of an identity provider. What ties the way back to the way there is kept by the browser. */
@Injectable()
export class ProviderSignIn {
  readonly publicRedirectUri: string;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly providers: IdentityProvidersRepository,
    private readonly service: IdentityProvidersService,
    private readonly oidc: OidcClient,
    private readonly accounts: ExternalAccounts,
    private readonly challenges: Challenges,
    private readonly origins: PublicOrigins,
    private readonly signIns: SignIns,
    @Inject(CONFIG) { publicUrl }: Pick<Config, 'publicUrl'>,
  ) {
    this.publicRedirectUri = `${publicUrl}${CALLBACK}`;
  }

  /** What the sign-in page of a host name offers. */
  async offered(host: string, tenant: string | undefined): Promise<ProviderRow[]> {
    const tenantId = await this.#tenant(host, tenant);
    return tenantId === null ? [] : this.unitOfWork.run(tenantId, () => this.providers.offered());
  }

  /** @returns where the browser is to go, and what it has to keep until it comes back */
  async begin(id: string, host: string, tenant: string | undefined): Promise<{ url: string; round: string }> {
    const tenantId = await this.#tenant(host, tenant);
    const provider = tenantId === null ? undefined : await this.#offeredOne(tenantId, id);
    if (tenantId === null || !provider) throw new ProblemError('not_found');
    const origin = this.origins.originOf(await this.origins.hostOf(tenantId, host));
    const round = {
      redirectUri: `${origin}${CALLBACK}`,
      state: random(),
      nonce: random(),
      verifier: random(),
    };
    const url = await this.oidc.authorizationUrl(this.#client(tenantId, provider), round);
    const kept = { ...round, tenant: tenantId, provider: id };
    return { url, round: this.challenges.issue('provider', kept, ROUND_SECONDS) };
  }

  /**
   * @param kept what the browser was given by {@link begin}
   * @throws ProblemError `invalid_credentials` for a way back that nobody went; `sign_in_refused`, `provider_failed`,
   *   and what ends a sign-in
   */
  async finish(
    kept: string | undefined,
    answer: { state: string; code: string; iss: string | undefined },
    origin: Origin,
  ): Promise<TokenPair> {
    const round = this.challenges.read('provider', kept ?? '');
    if (!round || round.state !== answer.state || !(await this.challenges.spend(round))) {
      throw new ProblemError('invalid_credentials');
    }
    const { tenant: tenantId } = round;
    const provider = await this.#offeredOne(tenantId, round.provider);
    if (!provider) throw new ProblemError('invalid_credentials');
    const claims = await this.oidc.claims(this.#client(tenantId, provider), round, answer);
    const person = personOf(provider, claims);
    const source = {
      id: provider.id,
      name: provider.name,
      linksByEmail: provider.links_by_email,
      createsUsers: provider.creates_users,
    };
    const userId = await this.unitOfWork.run(tenantId, () =>
      this.accounts.userOf(source, person, digestOf(person)),
    );
    const strong = provider.vouches;
    return this.signIns.complete({ tenantId, userId }, { method: 'provider', strong, origin });
  }

  async #offeredOne(tenantId: number, id: string): Promise<ProviderRow | undefined> {
    const provider = await this.unitOfWork.run(tenantId, () => this.providers.get(id));
    return provider?.enabled ? provider : undefined;
  }

  #client(tenantId: number, provider: ProviderRow) {
    const { issuer, client_id: clientId, scopes } = provider;
    return { issuer, clientId, scopes, clientSecret: this.service.clientSecret(tenantId, provider) };
  }

  async #tenant(host: string, tenant: string | undefined): Promise<number | null> {
    const [row] = await this.unitOfWork.definer<{ id: number | null }>(TENANT, [host, tenant ?? null]);
    return row?.id ?? null;
  }
}
