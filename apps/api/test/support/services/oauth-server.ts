import { randomBytes } from 'node:crypto';
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
  const refresh = new Map<string, { user: string; accessSeconds: number }>();
  const grants: OAuthServer['grants'] = [];

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

  const grant = (form: URLSearchParams, response: ServerResponse) => {
    const refreshToken = form.get('refresh_token') ?? '';
    const known = form.get('grant_type') === 'refresh_token' ? refresh.get(refreshToken) : undefined;
    grants.push({ refreshToken, granted: known !== undefined });
    if (known === undefined) return answer(response, 400, { error: 'invalid_grant' });
    const { user, accessSeconds } = known;
    answer(response, 200, {
      access_token: issue(user, accessSeconds),
      token_type: 'Bearer',
      expires_in: accessSeconds,
    });
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
    issueRefreshToken: (user, accessSeconds = 3600) => {
      const token = newToken();
      refresh.set(token, { user, accessSeconds });
      return token;
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
