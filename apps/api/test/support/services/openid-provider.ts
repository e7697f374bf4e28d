import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';

/** What the provider knows of somebody, by the name that they sign in with. */
export interface OpenIdAccount {
  email?: string;
  email_verified?: boolean;
  name?: string;
  locale?: string;
  groups?: string[];
}

export interface OpenIdProvider {
  issuer: string;
  clientId: string;
  clientSecret: string;
  accounts: Map<string, OpenIdAccount>;
  /** How often its keys were asked for. */
  keyRequests: () => number;
  /** What somebody does in their browser: goes where they are sent, signs in, and is sent back. */
  signIn(url: string, login: string): Promise<URL>;
  stop(): Promise<void>;
}

/** A real OpenID Connect provider (oidc-provider) on loopback, with a sign-in page of one field. */
export async function startOpenIdProvider(redirectUris: string[]): Promise<OpenIdProvider> {
  const accounts = new Map<string, OpenIdAccount>();
  const [clientId, clientSecret] = ['noxdesk', randomBytes(24).toString('base64url')];
  let keyRequests = 0;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Nobody has to wait for it who forgets to stop it.
  server.unref();
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: [randomBytes(24).toString('hex')] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'locale'],
      groups: ['groups'],
    },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...accounts.get(id) }),
    }),
    // Whoever signs in agrees to what is asked.
    loadExistingGrant: async (context: GrantContext) => {
      const { client, session } = context.oidc;
      const grant = new provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  } as never);
  const handle = provider.callback();
  server.on('request', (request, response) => {
    void (async () => {
      if (request.url === '/jwks') keyRequests += 1;
      if (!request.url!.startsWith('/interaction/')) return handle(request, response);
      if (request.method === 'GET') {
        response.setHeader('content-type', 'text/html');
        return response.end(
          '<!doctype html><title>OpenID</title><link rel="icon" href="data:,"><form method="post"><label>Usuario <input name="login"></label><button>Entrar</button></form>',
        );
      }
      const login = new URLSearchParams(await text(request)).get('login')!;
      return provider.interactionFinished(request, response, { login: { accountId: login } });
    })().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  return {
    issuer,
    clientId,
    clientSecret,
    accounts,
    keyRequests: () => keyRequests,
    signIn: (url, login) => walk(url, login, redirectUris),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface GrantContext {
  oidc: { client?: { clientId: string }; session?: { accountId?: string } };
}

/** Follows the redirects of a sign-in as a browser does, cookies included, until they lead back. */
async function walk(start: string, login: string, redirectUris: readonly string[]): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(start);
  let body: string | undefined;
  for (let step = 0; step < 10; step += 1) {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(body !== undefined && { body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null && response.status === 200 && body === undefined) {
      body = new URLSearchParams({ login }).toString();
      continue;
    }
    if (location === null) throw new Error(`${url.href}: ${response.status} ${await response.text()}`);
    body = undefined;
    url = new URL(location, url);
    if (redirectUris.some((uri) => url.href.startsWith(uri))) return url;
  }
  throw new Error('The sign-in does not end');
}
