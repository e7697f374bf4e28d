import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type OpenIdProvider, startOpenIdProvider } from '../support/services/openid-provider.js';

// Real: PostgreSQL with row-level security, Redis, an OpenID Connect provider (oidc-provider) over HTTP. Not real: the
// socket of the application, and the browser that walks between the two.
const CALLBACK = 'http://localhost:3000/tickets/login/callback/';
const secret = 'o'.repeat(64);
let op: OpenIdProvider;
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let provider: { id: string };

beforeAll(async () => {
  op = await startOpenIdProvider([CALLBACK]);
  app = await startTestApp({ secret });
});
afterAll(async () => {
  await app.close();
  await op.stop();
});
beforeEach(async () => {
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  provider = (await make({})).json();
});

const make = (more: object) =>
  app.request({
    method: 'POST',
    path: 'identity-providers/',
    token: admin.token,
    body: {
      name: `Acme ${Math.random()}`,
      issuer: op.issuer,
      client_id: op.clientId,
      client_secret: op.clientSecret,
      ...more,
    },
  });
const change = (body: object) =>
  app.request({ method: 'PATCH', path: `identity-providers/${provider.id}/`, token: admin.token, body });
const begin = (id = provider.id, headers: Record<string, string> = {}) =>
  app.request({
    method: 'POST',
    path: `auth/providers/${id}/begin/`,
    body: { tenant: tenant.slug },
    headers,
  });
const cookieOf = (response: Awaited<ReturnType<typeof begin>>) =>
  String(
    [response.headers['set-cookie']].flat().find((one) => String(one).startsWith('noxdesk_sign_in')),
  ).split(';')[0]!;

/** Goes all the way: to the provider, through its page, and back. */
async function walk(login: string, answer: object = {}, headers: Record<string, string> = {}) {
  const begun = await begin();
  const back = await op.signIn(begun.json().url, login);
  const { code, state, iss } = Object.fromEntries(back.searchParams);
  return app.request({
    method: 'POST',
    path: 'auth/providers/finish/',
    headers: { cookie: cookieOf(begun), ...headers },
    body: { code, state, iss, ...answer },
  });
}
const me = async (response: { json: () => { access: string } }) =>
  (await app.request({ path: 'me/', token: response.json().access })).json();
let counter = 0;
const person = (more: object = {}) => {
  counter += 1;
  const login = `persona-${counter}`;
  op.accounts.set(login, {
    email: `${login}@example.test`,
    email_verified: true,
    name: `Persona ${counter}`,
    ...more,
  });
  return login;
};

describe('a sign-in by way of a provider', () => {
  it('makes whoever is new a customer, and knows them again whatever their address becomes', async () => {
    const login = person({ locale: 'en-GB' });
    const first = await walk(login);
    expect(first.statusCode).toBe(200);
    const made = await me(first);
    expect(made).toMatchObject({ email: `${login}@example.test`, role: 'customer', locale: 'en' });
    op.accounts.set(login, { email: 'other@example.test', email_verified: true, name: 'Otro nombre' });
    const again = await me(await walk(login));
    expect(again).toMatchObject({ id: made.id, email: `${login}@example.test`, name: 'Otro nombre' });
  });

  it('keeps the refresh token of a session in its cookie, as every sign-in does', async () => {
    const answer = await walk(person(), { session: true });
    expect(answer.json()).not.toHaveProperty('refresh');
    expect(String(answer.headers['set-cookie'])).toContain('noxdesk_refresh=');
  });

  it('makes of people what their groups say, each time', async () => {
    await change({
      mappings: [
        { group: 'soporte', role: 'agent', departments: [1] },
        { group: 'ventas', departments: [2] },
        { group: 'jefes', role: 'admin' },
      ],
    });
    await change({ scopes: ['openid', 'email', 'profile', 'groups'] });
    const login = person({ groups: ['soporte', 'ventas'] });
    expect(await me(await walk(login))).toMatchObject({ role: 'agent', departments: [1, 2] });
    op.accounts.get(login)!.groups = ['jefes'];
    expect(await me(await walk(login))).toMatchObject({ role: 'admin' });
    op.accounts.get(login)!.groups = [];
    expect(await me(await walk(login))).toMatchObject({ role: 'customer', departments: [] });
  });

  it('never takes the last admin away', async () => {
    await change({ mappings: [{ group: 'jefes', role: 'admin' }], scopes: ['openid', 'email', 'groups'] });
    const login = person({ email: admin.email, groups: [] });
    expect(await me(await walk(login))).toMatchObject({ id: admin.id, role: 'admin' });
  });
});

describe('an account that is there already', () => {
  it('is linked by an address that the provider has verified, and its owner is told', async () => {
    const user = await createUser(app, tenant);
    expect((await me(await walk(person({ email: user.email.toUpperCase() })))).id).toBe(user.id);
    const { rows } = await app.database.admin.query(
      'SELECT subject FROM outbound_mails WHERE recipients = ARRAY[$1]',
      [user.email],
    );
    expect(rows.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Nueva forma de entrar en tu cuenta'),
    ]);
  });

  it.each<[string, object, object, string]>([
    ['an address that nobody has verified', { email_verified: false }, {}, 'email_not_verified'],
    ['no word of whether it was verified', { email_verified: undefined }, {}, 'email_not_verified'],
    ['no address', { email: undefined }, {}, 'email_not_verified'],
    ['a domain that the provider has no say in', {}, { email_domains: ['acme.test'] }, 'email_not_verified'],
    ['a provider that may not link', {}, { links_by_email: false }, 'email_taken'],
  ])('is not taken over by %s', async (_, claims, settings, code) => {
    const user = await createUser(app, tenant);
    if (Object.keys(settings).length > 0) await change(settings);
    const refused = await walk(person({ email: user.email, ...claims }));
    expect(refused.statusCode).toBe(403);
    expect(refused.json()).toMatchObject({ code: 'sign_in_refused', errors: [{ code }] });
  });

  it('that is closed stays closed, and nobody new comes where nobody is to', async () => {
    const user = await createUser(app, tenant);
    await app.database.admin.query('UPDATE users SET active = false WHERE id = $1', [user.id]);
    expect((await walk(person({ email: user.email }))).statusCode).toBe(401);
    await change({ creates_users: false });
    const stranger = await walk(person());
    expect(stranger.json()).toMatchObject({ code: 'sign_in_refused', errors: [{ code: 'no_account' }] });
  });

  it('is asked for its second factor, unless the provider vouches for it', async () => {
    const user = await createUser(app, tenant);
    await app.database.admin.query(
      `INSERT INTO passkeys (tenant_id, id, user_id, name, credential_id, public_key, counter, rp_id, created_at)
       VALUES ($1, gen_random_uuid(), $2, 'x', 'x', 'x', 0, 'localhost', now())`,
      [tenant.id, user.id],
    );
    const login = person({ email: user.email });
    expect((await walk(login)).json()).toMatchObject({ status: 401, code: 'second_factor_required' });
    await change({ vouches: true });
    expect((await walk(login)).statusCode).toBe(200);
  });
});

describe('the way back', () => {
  it('is of one browser: without its cookie, or with that of another way, nobody gets in', async () => {
    const begun = await begin();
    const back = await op.signIn(begun.json().url, person());
    const body = Object.fromEntries(back.searchParams);
    const finish = (cookie?: string, more: object = {}) =>
      app.request({
        method: 'POST',
        path: 'auth/providers/finish/',
        body: { ...body, ...more },
        ...(cookie !== undefined && { headers: { cookie } }),
      });
    expect((await finish()).statusCode).toBe(401);
    expect((await finish(cookieOf(await begin()))).statusCode).toBe(401);
    expect((await finish(cookieOf(begun), { state: 'x' })).statusCode).toBe(401);
    expect((await finish(cookieOf(begun))).statusCode).toBe(200);
    expect((await finish(cookieOf(begun))).statusCode).toBe(401);
  });

  it('is not begun, nor gone, at the wish of another site', async () => {
    expect((await begin(provider.id, { origin: 'https://evil.test' })).statusCode).toBe(403);
    const login = person();
    expect((await walk(login, {}, { origin: 'https://evil.test' })).statusCode).toBe(403);
    expect((await walk(login, {}, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  });

  it('does not lead back from another provider', async () => {
    const refused = await walk(person(), { iss: 'https://other.test' });
    expect([refused.statusCode, refused.json().code]).toEqual([424, 'provider_failed']);
  });

  it('begins at providers of the tenant alone, and at those that are on', async () => {
    const outsider = await createTenant(app);
    const other = await createUser(app, outsider, { role: 'admin' });
    const theirs = await app.request({
      method: 'POST',
      path: 'identity-providers/',
      token: other.token,
      body: { name: 'Otro', issuer: op.issuer, client_id: 'x' },
    });
    expect((await begin(theirs.json().id)).statusCode).toBe(404);
    const offered = async () =>
      (await app.request({ path: `auth/providers/?tenant=${tenant.slug}` })).json<{ id: string }[]>();
    expect((await offered()).map(({ id }) => id)).toEqual([provider.id]);
    await change({ enabled: false });
    expect(await offered()).toEqual([]);
    expect((await begin()).statusCode).toBe(404);
  });
});

describe('a provider that does wrong', () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => server.close()));
  async function fake(document: (issuer: string) => unknown): Promise<string> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(document(issuer)));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return issuer;
  }

  it.each<[string, (issuer: string) => unknown]>([
    ['says to be another one', () => ({ issuer: 'https://other.test' })],
    ['has no addresses', (issuer) => ({ issuer })],
    ['answers anything else', () => [1, 2]],
  ])('is told apart: it %s', async (_, document) => {
    const made = await make({ issuer: await fake(document) });
    const refused = await begin(made.json().id);
    expect([refused.statusCode, refused.json().code]).toEqual([424, 'provider_failed']);
  });

  it('is not reached inside the network, nor without TLS outside of this machine', async () => {
    const env = { EGRESS_ALLOW: '192.0.2.0/24' };
    const closed = await startTestApp({ database: app.database, secret, env });
    try {
      const refused = await closed.request({
        method: 'POST',
        path: `auth/providers/${provider.id}/begin/`,
        body: { tenant: tenant.slug },
      });
      expect([refused.statusCode, refused.json().code]).toEqual([424, 'provider_failed']);
    } finally {
      await closed.close();
    }
    for (const issuer of ['http://idp.example.test', 'ftp://idp.example.test', 'idp']) {
      expect((await make({ issuer })).statusCode).toBe(422);
    }
  });
});

describe('the settings of a provider', () => {
  it('never tell its secret, which is kept sealed and can be changed', async () => {
    const shown = await app.request({ path: `identity-providers/${provider.id}/`, token: admin.token });
    expect(shown.json()).toMatchObject({ has_client_secret: true, redirect_uri: CALLBACK });
    expect(shown.body).not.toContain(op.clientSecret);
    const { rows } = await app.database.admin.query(
      'SELECT client_secret FROM identity_providers WHERE id = $1',
      [provider.id],
    );
    expect(rows[0].client_secret).toMatch(/^v1\./);
    expect((await change({ client_secret: 'another one' })).statusCode).toBe(200);
    expect((await walk(person())).json().code).toBe('provider_failed');
    expect((await change({ client_secret: null })).json()).toMatchObject({ has_client_secret: false });
  });

  it.each([
    ['name', { name: '' }],
    ['issuer', { issuer: 'x' }],
    ['client_id', { client_id: '' }],
    ['scopes', { scopes: ['a b'] }],
    ['mappings.0.departments', { mappings: [{ group: 'x', departments: [77] }] }],
    ['mappings.0.role', { mappings: [{ group: 'x', role: 'root' }] }],
    ['email_domains', { email_domains: ['@'] }],
  ])('are refused by name: %s', async (field, body) => {
    const refused = await make(body);
    expect(refused.statusCode).toBe(422);
    expect(refused.json().errors[0].field.startsWith(field)).toBe(true);
  });
});
