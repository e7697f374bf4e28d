import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Token {
  user: string;
  expiresAt: number;
}

export interface OAuthServer {
  /** Where access tokens are checked (RFC 7662): Dovecot asks here. */
  introspectionUrl: string;
  /** Where a refresh token is exchanged for an access token (RFC 6749 §6): the application asks here. */
  tokenUrl: string;
  /** A fresh access token of that user. */
  issue(user: string, seconds?: number): string;
  /** A refresh token; `tokenUrl` gives access tokens of `accessSeconds` for it. */
  issueRefreshToken(user: string, accessSeconds?: number): string;
  /** Lets an application sign in as itself (RFC 6749 §4.4) for a mailbox. */
  addApplication(application: { id: string; secret: string; user: string; accessSeconds?: number }): void;
  /**
   * What the user's consent page does: answers the address it was opened with by a code (RFC 6749 §4.1.2). Refresh
   * tokens that come of it are good for one use each, and the next one is given with the use.
   */
  consent(authorizeUrl: string, user: string, accessSeconds?: number): { code: string; state: string };
  /** Takes all access tokens of a user back; refresh tokens stay good. */
  revokeAccess(user: string): void;
  /** Takes a token of either kind back at once. */
  revoke(token: string): void;
  /** The grants asked for so far, refused ones too. */
  readonly grants: { refreshToken: string; granted: boolean }[];
  stop(): Promise<void>;
}

const newToken = () => randomBytes(24).toString('base64url');

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A small OAuth 2.0 authority on loopback: it gives and checks bearer tokens that expire and can be revoked. */
export async function startOAuthServer(): Promise<OAuthServer> {
  const access = new Map<string, Token>();
  const refresh = new Map<string, { user: string; accessSeconds: number; rotates: boolean }>();
  const grants: OAuthServer['grants'] = [];

  const applications = new Map<string, { secret: string; user: string; accessSeconds: number }>();
  const codes = new Map<
    string,
    { user: string; accessSeconds: number; challenge: string; redirectUri: string }
  >();

  const issue = (user: string, seconds = 3600): string => {
    const token = newToken();
    access.set(token, { user, expiresAt: Date.now() + seconds * 1000 });
    return token;
  };

  const introspect = (form: URLSearchParams, response: ServerResponse) => {
    const token = access.get(form.get('token') ?? '');
    if (token === undefined || token.expiresAt <= Date.now()) return answer(response, 200, { active: false });
    answer(response, 200, { active: true, username: token.user, exp: Math.floor(token.expiresAt / 1000) });
  };

  const newRefreshToken = (user: string, accessSeconds: number, rotates = false): string => {
    const token = newToken();
    refresh.set(token, { user, accessSeconds, rotates });
    return token;
  };

  const granted = (user: string, seconds: number, refreshToken?: string) => ({
    access_token: issue(user, seconds),
    token_type: 'Bearer',
    expires_in: seconds,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  });

  const byRefreshToken = (form: URLSearchParams) => {
    const refreshToken = form.get('refresh_token') ?? '';
    const known = refresh.get(refreshToken);
    grants.push({ refreshToken, granted: known !== undefined });
    if (known === undefined) return undefined;
    if (!known.rotates) return granted(known.user, known.accessSeconds);
    refresh.delete(refreshToken);
    return granted(known.user, known.accessSeconds, newRefreshToken(known.user, known.accessSeconds, true));
  };

  const byCode = (form: URLSearchParams) => {
    const known = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (known?.challenge !== challenge || known.redirectUri !== form.get('redirect_uri')) return undefined;
    return granted(known.user, known.accessSeconds, newRefreshToken(known.user, known.accessSeconds, true));
  };

  const asApplication = (form: URLSearchParams) => {
    const known = applications.get(form.get('client_id') ?? '');
    if (known === undefined || known.secret !== form.get('client_secret')) return undefined;
    return granted(known.user, known.accessSeconds);
  };

  const grant = (form: URLSearchParams, response: ServerResponse) => {
    const type = form.get('grant_type');
    const given =
      type === 'refresh_token'
        ? byRefreshToken(form)
        : type === 'authorization_code'
          ? byCode(form)
          : type === 'client_credentials'
            ? asApplication(form)
            : undefined;
    if (given === undefined) answer(response, 400, { error: 'invalid_grant' });
    else answer(response, 200, given);
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(await text(request));
    if (request.method === 'POST' && request.url === '/introspect') introspect(form, response);
    else if (request.method === 'POST' && request.url === '/token') grant(form, response);
    else answer(response, 404, {});
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => answer(response, 500, { error: String(error) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    introspectionUrl: `${origin}/introspect`,
    tokenUrl: `${origin}/token`,
    issue,
    issueRefreshToken: (user, accessSeconds = 3600) => newRefreshToken(user, accessSeconds),
    addApplication: ({ id, secret, user, accessSeconds = 3600 }) =>
      void applications.set(id, { secret, user, accessSeconds }),
    consent: (authorizeUrl, user, accessSeconds = 3600) => {
      const query = new URL(authorizeUrl).searchParams;
      const code = newToken();
      codes.set(code, {
        user,
        accessSeconds,
        challenge: query.get('code_challenge') ?? '',
        redirectUri: query.get('redirect_uri') ?? '',
      });
      return { code, state: query.get('state') ?? '' };
    },
    revokeAccess: (user) => {
      for (const [token, known] of access) if (known.user === user) access.delete(token);
    },
    revoke: (token) => {
      access.delete(token);
      refresh.delete(token);
    },
    grants,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
