import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { GuardedHttp, HttpError } from '../../platform/egress/guarded-http.js';
import { ProblemError } from '../../platform/http/problem.js';
import { RemoteKeys } from './remote-keys.js';

/** How far the clocks of two machines may be apart. */
export const CLOCK_TOLERANCE_SECONDS = 60;
const DISCOVERY_MS = 10 * 60_000;
/** Signatures that only the provider can make: no `none`, and no key that we know as well. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

const endpoint = z.url({ protocol: /^https?$/ });
const discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  jwks_uri: endpoint,
  userinfo_endpoint: endpoint.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});
type Discovery = z.infer<typeof discovery>;

const tokens = z.object({ id_token: z.string(), access_token: z.string().optional() });

export interface OidcClientSettings {
  issuer: string;
  clientId: string;
  clientSecret: string | null;
  scopes: readonly string[];
}

/** What a browser is sent to a provider with, and comes back with. */
export interface Round {
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
}

export type Claims = Record<string, unknown> & { sub: string };

/**
 * OpenID Connect Core 1.0, authorization code flow (§3.1) with PKCE (RFC 7636). Every address is asked through the
 * egress guard. Whatever a provider does wrong is a `provider_failed`.
 */
@Injectable()
export class OidcClient {
  readonly #discovered = new Map<string, { document: Discovery; at: number }>();

  constructor(
    private readonly http: GuardedHttp,
    private readonly keys: RemoteKeys,
    private readonly clock: Clock,
  ) {}

  /** Where the browser is to go. */
  async authorizationUrl({ issuer, clientId, scopes }: OidcClientSettings, round: Round): Promise<string> {
    const { authorization_endpoint: address } = await this.#discover(issuer);
    const url = new URL(address);
    const query = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: round.redirectUri,
      scope: scopes.join(' '),
      state: round.state,
      nonce: round.nonce,
      code_challenge: createHash('sha256').update(round.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  }

  /**
   * Whom the code is of.
   * @param answer `iss` as the browser brought it (RFC 9207), against answers of another provider
   */
  async claims(
    client: OidcClientSettings,
    round: Round,
    answer: { code: string; iss: string | undefined },
  ): Promise<Claims> {
    const document = await this.#discover(client.issuer);
    const required = document.authorization_response_iss_parameter_supported;
    if ((required || answer.iss !== undefined) && answer.iss !== document.issuer) throw failed();
    const granted = await this.#exchange(document, client, round, answer.code);
    const claims = await this.#idToken(document, client, round, granted.id_token);
    if (!document.userinfo_endpoint || granted.access_token === undefined) return claims;
    const more = await this.#userinfo(document.userinfo_endpoint, granted.access_token);
    // §5.3.2: an answer about somebody else must not be used.
    if (more && more.sub !== claims.sub) throw failed();
    return { ...more, ...claims };
  }

  async #idToken(document: Discovery, client: OidcClientSettings, round: Round, token: string) {
    try {
      const { payload } = await jwtVerify(token, this.keys.at(document.jwks_uri), {
        issuer: document.issuer,
        audience: client.clientId,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.clock.now(),
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      const { azp, aud, nonce } = payload;
      const isOurs = azp === undefined ? !Array.isArray(aud) || aud.length === 1 : azp === client.clientId;
      if (!isOurs || nonce !== round.nonce) throw failed();
      return payload as Claims;
    } catch (error) {
      throw error instanceof errors.JOSEError ? failed() : error;
    }
  }

  async #exchange(document: Discovery, client: OidcClientSettings, round: Round, code: string) {
    const { clientId, clientSecret } = client;
    const form = new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: round.redirectUri,
      code_verifier: round.verifier,
    });
    const headers: Record<string, string> = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const methods = document.token_endpoint_auth_methods_supported;
    if (clientSecret !== null && methods.includes('client_secret_basic')) {
      // RFC 6749 §2.3.1: both halves are form-encoded first.
      const pair = [clientId, clientSecret].map((half) => new URLSearchParams({ half }).toString().slice(5));
      headers.authorization = `Basic ${Buffer.from(pair.join(':')).toString('base64')}`;
    } else {
      form.set('client_id', clientId);
      if (clientSecret !== null) form.set('client_secret', clientSecret);
    }
    const answer = await this.#ask(() =>
      this.http.exchange(document.token_endpoint, headers, form.toString()),
    );
    const granted = tokens.safeParse(answer);
    if (!granted.success) throw failed();
    return granted.data;
  }

  /** What the ID token does not say; null where the provider does not tell it as plain JSON. */
  async #userinfo(url: string, accessToken: string): Promise<Claims | null> {
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
    const claims = z
      .looseObject({ sub: z.string() })
      .safeParse(await this.#ask(() => this.http.get(url, headers)));
    return claims.success ? claims.data : null;
  }

  async #discover(issuer: string): Promise<Discovery> {
    const kept = this.#discovered.get(issuer);
    const now = this.clock.now().getTime();
    if (kept && now - kept.at < DISCOVERY_MS) return kept.document;
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const document = discovery.safeParse(
      await this.#ask(() => this.http.get(url, { accept: 'application/json' })),
    );
    // OpenID Connect Discovery 1.0 §4.3: else one provider could speak for another.
    if (!document.success || document.data.issuer !== issuer) throw failed();
    if (this.#discovered.size > 500) this.#discovered.clear();
    this.#discovered.set(issuer, { document: document.data, at: now });
    return document.data;
  }

  async #ask(send: () => Promise<{ status: number; body: string }>): Promise<unknown> {
    try {
      const { status, body } = await send();
      return status === 200 ? (JSON.parse(body) as unknown) : undefined;
    } catch (error) {
      if (error instanceof HttpError || error instanceof SyntaxError) throw failed();
      throw error;
    }
  }
}

const failed = () => new ProblemError('provider_failed');
