import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { GuardedHttp, HttpError } from '../../platform/egress/guarded-http.js';
import { MailError, type MailErrorCode, oneLine } from '../../platform/mail-transport/mail-error.js';
import type { MailAccount, OAuthTokenSet } from './mail-account.js';
import { applicationScopes, oauthEndpoints } from './oauth-presets.js';

/** RFC 6749 §5.1; where a server does not say how long a token lasts, an hour is usual. */
const granted = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().default(3_600),
  // Not of the standard; Google and others say so of consents that end by themselves.
  refresh_token_expires_in: z.coerce.number().positive().optional(),
});
const refused = z.object({ error: z.string(), error_description: z.string().optional() });

const HTTP_ERRORS: Record<HttpError['code'], MailErrorCode> = {
  connect_timeout: 'timeout',
  timeout: 'timeout',
  refused: 'connection_refused',
  tls: 'certificate',
  connection_lost: 'connection_lost',
  name_not_found: 'name_not_found',
  address_not_allowed: 'address_not_allowed',
};

/** Asks an authorization server for tokens (RFC 6749). @throws MailError only */
@Injectable()
export class OAuthClient {
  constructor(
    private readonly http: GuardedHttp,
    private readonly clock: Clock,
  ) {}

  /** Exchanges the code of a consent (§4.1.3), proving with the verifier that it is ours (RFC 7636 §4.5). */
  byCode(account: MailAccount, code: string, verifier: string, redirectUri: string): Promise<OAuthTokenSet> {
    const grant = { code, code_verifier: verifier, redirect_uri: redirectUri };
    return this.#ask(account, { grant_type: 'authorization_code', ...grant });
  }

  /** §6; a server may give another refresh token, which then is the only good one. */
  async byRefreshToken(account: MailAccount, refreshToken: string): Promise<OAuthTokenSet> {
    const tokens = await this.#ask(account, { grant_type: 'refresh_token', refresh_token: refreshToken });
    if (tokens.refreshToken !== undefined) return tokens;
    return {
      ...tokens,
      refreshToken,
      grantExpiresAt: tokens.grantExpiresAt ?? account.secrets.tokens?.grantExpiresAt,
    };
  }

  /** §4.4: the application signs in as itself. */
  asApplication(account: MailAccount): Promise<OAuthTokenSet> {
    const scope = applicationScopes(account).join(' ');
    return this.#ask(account, { grant_type: 'client_credentials', ...(scope && { scope }) });
  }

  async #ask(account: MailAccount, grant: Record<string, string>): Promise<OAuthTokenSet> {
    const { oauth, secrets } = account;
    const form = new URLSearchParams({
      ...grant,
      client_id: oauth!.client_id,
      ...(secrets.clientSecret !== undefined && { client_secret: secrets.clientSecret }),
    });
    const { status, body } = await this.#post(oauthEndpoints(account).tokenUrl, form);
    const answer = granted.safeParse(parsed(body));
    if (status === 200 && answer.success) {
      const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer.data;
      const { refresh_token_expires_in: grantSeconds } = answer.data;
      const now = this.clock.now().getTime();
      const end = (length: number) => now + length * 1_000;
      return {
        accessToken,
        refreshToken,
        issuedAt: now,
        expiresAt: end(seconds),
        ...(grantSeconds !== undefined && { grantExpiresAt: end(grantSeconds) }),
      };
    }
    throw refusalOf(status, body);
  }

  async #post(url: string, form: URLSearchParams) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    try {
      return await this.http.exchange(url, headers, form.toString());
    } catch (error) {
      throw error instanceof HttpError ? new MailError(HTTP_ERRORS[error.code]) : error;
    }
  }
}

function refusalOf(status: number, body: string): MailError {
  const reason = refused.safeParse(parsed(body));
  if (status >= 500 || status === 429 || !reason.success) return new MailError('temporary', `HTTP ${status}`);
  const { error, error_description: description } = reason.data;
  if (error === 'temporarily_unavailable' || error === 'server_error')
    return new MailError('temporary', error);
  return new MailError('token_refused', oneLine(description ? `${error}: ${description}` : error), true);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
