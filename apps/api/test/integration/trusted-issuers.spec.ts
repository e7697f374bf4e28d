import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TestClock } from '../support/clock.js';

// Real: PostgreSQL with row-level security, Redis, signatures, a key server over HTTP. Not real: the socket of the
// application, and its clock.
type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let app: TestApp;
let clock: TestClock;
let tenant: TestTenant;
let admin: TestUser;
let rsa: Pair;
let ec: Pair;
let publicKey: string;
let issuer: { id: string };
let subject = 0;

beforeAll(async () => {
  clock = new TestClock();
  app = await startTestApp({ clock });
  rsa = await generateKeyPair('RS256', { extractable: true });
  ec = await generateKeyPair('ES256', { extractable: true });
  publicKey = await exportSPKI(rsa.publicKey);
});
afterAll(() => app.close());
beforeEach(async () => {
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  issuer = (await trust({})).json();
  subject += 1;
});

const ISS = 'https://panel.example.test';
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, token?: string, body?: unknown) =>
  app.request({ method, path, token, ...(body !== undefined && { body }) });
/** Each tenant has an audience of its own, as a panel with several would give it. */
const audience = () => `noxdesk ${tenant.slug}`;
const trust = (more: object) =>
  call('POST', 'trusted-issuers/', admin.token, {
    name: `Panel ${Math.random()}`,
    issuer: ISS,
    audience: audience(),
    ...('jwks_url' in more ? {} : { public_key: publicKey }),
    claims: {
      role: 'groups',
      organization: 'account.id',
      organization_name: 'account.name',
      plan: 'account.plan',
    },
    roles: { staff: 'agent', chiefs: 'admin' },
    ...more,
  });
const change = (body: object) => call('PATCH', `trusted-issuers/${issuer.id}/`, admin.token, body);

const seconds = () => Math.floor(clock.now().getTime() / 1_000);
const claims = (more: object = {}) => ({
  iss: ISS,
  aud: audience(),
  sub: `user-${subject}`,
  iat: seconds(),
  exp: seconds() + 600,
  email: `persona-${subject}@panel.test`,
  name: `Persona ${subject}`,
  can_access_ticketing: true,
  ...more,
});
const sign = (
  payload: object,
  { alg = 'RS256', key = rsa.privateKey, kid }: { alg?: string; key?: Pair['privateKey']; kid?: string } = {},
) => new SignJWT(payload as never).setProtectedHeader({ alg, ...(kid !== undefined && { kid }) }).sign(key);
const me = async (token: string) => call('GET', 'me/', token);
const status = async (token: string) => (await me(token)).statusCode;

describe('a token of a trusted issuer', () => {
  it('makes its user when they are first seen, and once only', async () => {
    const token = await sign(claims({ locale: 'en' }));
    const answers = await Promise.all([me(token), me(token), me(token)]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1);
    expect(answers[0]!.json()).toMatchObject({
      email: `persona-${subject}@panel.test`,
      name: `Persona ${subject}`,
      role: 'customer',
      locale: 'en',
      permissions: ['can_access_ticketing'],
      tenant: { slug: tenant.slug },
    });
    expect((await openTicket(app, token)).requester.id).toBe(answers[0]!.json().id);
  });

  it.each<[string, object, boolean]>([
    ['true', { can_access_ticketing: true }, true],
    ['a list that names it', { can_access_ticketing: ['x', 'can_access_ticketing'] }, true],
    ['false', { can_access_ticketing: false }, false],
    ['nothing', { can_access_ticketing: undefined }, false],
    ['the word true', { can_access_ticketing: 'true' }, false],
    ['another permission', { can_access_ticketing: ['can_access_billing'] }, false],
  ])('lets into ticketing by its claim alone: %s', async (_, more, allowed) => {
    const token = await sign(claims(more));
    expect((await me(token)).json().permissions).toEqual(allowed ? ['can_access_ticketing'] : []);
    expect((await call('GET', 'tickets/', token)).statusCode).toBe(allowed ? 200 : 403);
  });

  it('is followed in what it says later', async () => {
    const first = (await me(await sign(claims()))).json();
    const later = (
      await me(await sign(claims({ name: 'Otra', groups: ['staff'], can_access_ticketing: false })))
    ).json();
    expect(later).toMatchObject({ id: first.id, name: 'Otra', role: 'agent', permissions: [] });
    expect((await me(await sign(claims()))).json()).toMatchObject({ role: 'customer' });
  });

  it('brings its organisation with its plan, by the names that the issuer has for them', async () => {
    const gold = (await call('POST', 'plans/', admin.token, { name: 'Oro' })).json<{ id: string }>();
    const silver = (await call('POST', 'plans/', admin.token, { name: 'Plata' })).json<{ id: string }>();
    await change({ plans: { 'plan-2': silver.id } });
    const account = (plan: string) => ({ account: { id: 42, name: 'Cliente, S. L.', plan } });
    const ticket = await openTicket(app, await sign(claims(account('oro'))));
    const planOf = async () =>
      (await call('GET', `organizations/${ticket.organization!.id}/`, admin.token)).json().plan;
    expect(ticket.organization!.name).toBe('Cliente, S. L.');
    expect(await planOf()).toMatchObject({ id: gold.id });
    await me(await sign(claims(account('plan-2'))));
    expect(await planOf()).toMatchObject({ id: silver.id });
    await me(await sign(claims(account('nobody knows it'))));
    expect(await planOf()).toBeNull();
  });

  it('never joins an organisation by its name', async () => {
    const made = await call('POST', 'organizations/', admin.token, { name: 'Famosa', shared_tickets: true });
    const ticket = await openTicket(app, await sign(claims({ account: { id: 'x', name: 'FAMOSA' } })));
    expect(ticket.organization!.id).not.toBe(made.json().id);
    expect(ticket.organization!.name).toMatch(/^FAMOSA \(/);
  });

  it('with a plan and no organisation makes an organisation of one', async () => {
    await call('POST', 'plans/', admin.token, { name: 'Oro' });
    const ticket = await openTicket(app, await sign(claims({ account: { plan: 'Oro' } })));
    expect(ticket.organization!.name).toBe(`Persona ${subject}`);
  });
});

describe('an account with the same address', () => {
  it('is not handed over', async () => {
    const refused = await me(await sign(claims({ email: admin.email })));
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'sign_in_refused']);
  });

  it('is linked where the tenant says that addresses are the issuer’s to tell', async () => {
    await change({ links_by_email: true });
    const customer = await createUser(app, tenant);
    expect((await me(await sign(claims({ email: customer.email })))).json().id).toBe(customer.id);
    await change({ claims: { email_verified: 'email_verified' } });
    subject += 1;
    const other = await createUser(app, tenant);
    expect(await status(await sign(claims({ email: other.email })))).toBe(403);
    expect(await status(await sign(claims({ email: other.email, email_verified: true })))).toBe(200);
  });
});

describe('a token that nobody should take', () => {
  it.each<[string, () => Promise<string> | string]>([
    ['is over', () => sign(claims({ exp: seconds() - 61 }))],
    ['never ends', () => sign(claims({ exp: undefined }))],
    ['lasts for longer than a day', () => sign(claims({ exp: seconds() + 86_500 }))],
    ['is not valid yet', () => sign(claims({ nbf: seconds() + 120 }))],
    ['was signed in the future', () => sign(claims({ iat: seconds() + 120 }))],
    ['is for somebody else', () => sign(claims({ aud: 'shop' }))],
    ['is for nobody', () => sign(claims({ aud: undefined }))],
    ['comes from another issuer', () => sign(claims({ iss: 'https://evil.test' }))],
    ['says to come from us', () => sign(claims({ iss: 'noxdesk' }))],
    ['names nobody', () => sign(claims({ sub: undefined }))],
    ['names what no database holds', () => sign(claims({ sub: 'a\u0000b' }))],
    [
      'is signed by another key',
      async () => sign(claims(), { key: (await generateKeyPair('RS256')).privateKey }),
    ],
    [
      'is signed by an algorithm that is not allowed',
      async () => {
        await change({ algorithms: ['ES256'] });
        return sign(claims());
      },
    ],
    ['is signed by a key of another kind', () => sign(claims(), { alg: 'ES256', key: ec.privateKey })],
    ['is very long', () => sign(claims({ more: 'x'.repeat(9_000) }))],
    ['is unsigned', () => `${encode({ alg: 'none' })}.${encode(claims())}.`],
    [
      'takes the public key for a shared one',
      () => {
        const text = `${encode({ alg: 'HS256' })}.${encode(claims())}`;
        return `${text}.${createHmac('sha256', publicKey).update(text).digest('base64url')}`;
      },
    ],
    [
      'brings its own key',
      async () => {
        const own = await generateKeyPair('RS256', { extractable: true });
        const jwk = await exportJWK(own.publicKey);
        return new SignJWT(claims() as never).setProtectedHeader({ alg: 'RS256', jwk }).sign(own.privateKey);
      },
    ],
  ])('%s', async (_, token) => {
    expect(await status(await token())).toBe(401);
  });
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('may have a clock a minute off', async () => {
    expect(await status(await sign(claims({ exp: seconds() - 30 })))).toBe(200);
    expect(await status(await sign(claims({ nbf: seconds() + 30, iat: seconds() + 30 })))).toBe(200);
  });

  it('is no longer taken once its issuer is switched off or its user closed, in every process', async () => {
    const second = await startTestApp({ clock, database: app.database });
    try {
      const token = await sign(claims());
      const { id } = (await me(token)).json<{ id: string }>();
      const there = async () => (await second.request({ path: 'me/', token })).statusCode;
      expect(await there()).toBe(200);
      await change({ enabled: false });
      expect([await status(token), await there()]).toEqual([401, 401]);
      await change({ enabled: true });
      expect(await there()).toBe(200);
      await call('PATCH', `users/${id}/`, admin.token, { active: false });
      expect([await status(token), await there()]).toEqual([401, 401]);
    } finally {
      await second.close();
    }
  });

  it('cannot be made to change what its user signs in by', async () => {
    const token = await sign(claims());
    expect((await call('POST', 'me/password/', token, { password: 'una clave nueva' })).statusCode).toBe(403);
    expect((await call('POST', 'me/totp/', token)).statusCode).toBe(403);
    expect((await call('GET', 'me/sessions/', token)).json()).toEqual([]);
  });
});

describe('between tenants', () => {
  it('a token is of the tenant that its audience names, whoever else trusts the issuer', async () => {
    const first = tenant;
    const token = await sign(claims());
    tenant = await createTenant(app);
    const other = await createUser(app, tenant, { role: 'admin' });
    // The same issuer, with keys of their own: tokens for the first one are not theirs to make.
    const forged = {
      name: 'Mío',
      issuer: ISS,
      audience: `noxdesk ${first.slug}`,
      public_key: await exportSPKI(ec.publicKey),
    };
    expect((await call('POST', 'trusted-issuers/', other.token, forged)).statusCode).toBe(201);
    expect((await me(token)).json().tenant.slug).toBe(first.slug);
    const evil = await sign(
      { ...claims(), aud: `noxdesk ${first.slug}`, email: admin.email },
      { alg: 'ES256', key: ec.privateKey },
    );
    expect((await me(evil)).json().tenant?.slug).toBe(tenant.slug);
  });

  it('one that two could take says which one it is for, or the host name does', async () => {
    const first = tenant;
    const shared = `shared-${first.slug}`;
    await change({ audience: shared });
    tenant = await createTenant(app);
    admin = await createUser(app, tenant, { role: 'admin' });
    await trust({ audience: shared });
    expect(await status(await sign(claims({ aud: shared })))).toBe(401);
    expect((await me(await sign(claims({ aud: shared, tenant: first.slug })))).json().tenant.slug).toBe(
      first.slug,
    );
    const host = `${tenant.slug}.desk.test`;
    await app.database.admin.query('UPDATE tenants SET hosts = ARRAY[$2] WHERE id = $1', [tenant.id, host]);
    const byHost = await app.request({
      path: 'me/',
      token: await sign(claims({ aud: shared })),
      headers: { host },
    });
    expect(byHost.json().tenant.slug).toBe(tenant.slug);
    await app.database.admin.query(`UPDATE tenants SET hosts = '{}' WHERE id = $1`, [tenant.id]);
  });
});

describe('keys at an address', () => {
  let server: Server;
  let keys: JWK[] = [];
  let asked = 0;
  let answers = true;
  let url: string;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      if (!answers) return response.writeHead(500).end();
      return response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());
  const published = async (key: Pair, kid: string) => ({
    ...(await exportJWK(key.publicKey)),
    kid,
    alg: 'RS256',
  });
  beforeEach(async () => {
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${subject}`;
    keys = [await published(rsa, 'one')];
    await call('DELETE', `trusted-issuers/${issuer.id}/`, admin.token);
    issuer = (await trust({ jwks_url: url })).json();
    asked = 0;
    answers = true;
  });

  it('are asked for once, also by many at once, and again when a new one is named', async () => {
    const token = await sign(claims(), { kid: 'one' });
    expect(await Promise.all([1, 2, 3, 4].map(() => status(token)))).toEqual([200, 200, 200, 200]);
    expect(asked).toBe(1);
    const next = await generateKeyPair('RS256', { extractable: true });
    keys = [await published(next, 'two')];
    clock.advance({ seconds: 31 });
    expect(await status(await sign(claims(), { kid: 'two', key: next.privateKey }))).toBe(200);
    expect(asked).toBe(2);
  });

  it('are not asked for at the wish of whoever names keys that do not exist', async () => {
    expect(await status(await sign(claims(), { kid: 'one' }))).toBe(200);
    for (let index = 0; index < 20; index += 1) {
      expect(await status(await sign(claims(), { kid: `made-up-${index}` }))).toBe(401);
    }
    expect(asked).toBe(1);
    clock.advance({ seconds: 31 });
    expect(await status(await sign(claims(), { kid: 'made-up' }))).toBe(401);
    expect(asked).toBe(2);
  });

  it('stay good while their address does not answer', async () => {
    expect(await status(await sign(claims(), { kid: 'one' }))).toBe(200);
    answers = false;
    clock.advance({ minutes: 11 });
    expect(await status(await sign(claims(), { kid: 'one' }))).toBe(200);
    expect(asked).toBe(2);
  });
});

describe('the settings of an issuer', () => {
  it.each<[string, () => object | Promise<object>]>([
    ['public_key', () => ({ public_key: 'no key' })],
    ['public_key', async () => ({ public_key: await exportPKCS8(rsa.privateKey) })],
    ['jwks_url', () => ({ jwks_url: null, public_key: null })],
    ['jwks_url', () => ({ jwks_url: 'https://panel.example.test/jwks', public_key: publicKey })],
    ['jwks_url', () => ({ jwks_url: 'http://panel.example.test/jwks', public_key: null })],
    ['algorithms', () => ({ algorithms: ['HS256'] })],
    ['algorithms', () => ({ algorithms: [] })],
    ['plans', () => ({ plans: { x: '00000000-0000-7000-8000-000000000000' } })],
    ['roles', () => ({ roles: { x: 'root' } })],
  ])('are refused by name: %s', async (field, body) => {
    const refused = await trust({ audience: 'x', ...(await body()) });
    expect(refused.statusCode).toBe(422);
    expect(refused.json().errors[0].field.startsWith(field)).toBe(true);
  });

  it('are an admin’s alone, and of their own tenant', async () => {
    const path = `trusted-issuers/${issuer.id}/`;
    const agent = await createUser(app, tenant, { role: 'agent' });
    const outsider = await createUser(app, await createTenant(app), { role: 'admin' });
    expect((await call('GET', path, agent.token)).statusCode).toBe(403);
    expect((await call('GET', path, outsider.token)).statusCode).toBe(404);
    expect((await call('DELETE', path, outsider.token)).statusCode).toBe(404);
  });
});
