import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, PASSWORD, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let agent: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app, 'acme');
  agent = await createUser(app, tenant, { role: 'agent', email: 'ana@acme.test' });
});
afterAll(() => app.close());

const signIn = (body: object) => app.request({ method: 'POST', path: 'auth/token/', body });
const refresh = (body: object, headers = {}) =>
  app.request({ method: 'POST', path: 'auth/token/refresh/', body, headers });

describe('signing in', () => {
  it('answers a pair of tokens, and the access token says who one is', async () => {
    const response = await signIn({ email: 'Ana@Acme.test', password: PASSWORD });
    expect(response.statusCode).toBe(200);
    const pair = response.json();
    expect(pair).toEqual({
      access: expect.any(String),
      refresh: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
    });
    const me = await app.request({ path: 'me/', token: pair.access });
    expect(me.json()).toMatchObject({
      id: agent.id,
      email: 'ana@acme.test',
      role: 'agent',
      permissions: ['can_access_ticketing'],
      tenant: { slug: 'acme', name: 'Tenant acme' },
      locale: 'es',
    });
  });

  it('answers a wrong password and an unknown account alike', async () => {
    const wrong = await signIn({ email: 'ana@acme.test', password: 'not it' });
    const unknown = await signIn({ email: 'nobody@acme.test', password: 'not it' });
    expect(wrong.statusCode).toBe(401);
    expect(unknown.statusCode).toBe(401);
    const bare = (response: typeof wrong) => ({ ...response.json(), request_id: '' });
    expect(bare(wrong)).toEqual(bare(unknown));
    expect(wrong.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it('asks for the tenant only where the address is known in several and the password is right', async () => {
    const other = await createTenant(app, 'globex');
    await createUser(app, other, { email: 'twice@example.test' });
    await createUser(app, tenant, { email: 'twice@example.test' });
    const asked = await signIn({ email: 'twice@example.test', password: PASSWORD });
    expect(asked.statusCode).toBe(422);
    expect(asked.json().errors).toEqual([expect.objectContaining({ field: 'tenant' })]);
    expect((await signIn({ email: 'twice@example.test', password: 'guess' })).statusCode).toBe(401);
    const named = await signIn({ email: 'twice@example.test', password: PASSWORD, tenant: 'globex' });
    expect(named.statusCode).toBe(200);
  });

  it('holds back who fails too often, and tells when to come again', async () => {
    const email = 'guessed@acme.test';
    await createUser(app, tenant, { email });
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect((await signIn({ email, password: 'guess' })).statusCode).toBe(401);
    }
    const held = await signIn({ email, password: PASSWORD });
    expect(held.statusCode).toBe(429);
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
  }, 30_000);
});

describe('refreshing', () => {
  it('uses a refresh token once; one that comes again ends its whole family', async () => {
    const first = (await signIn({ email: 'ana@acme.test', password: PASSWORD })).json();
    const second = (await refresh({ refresh: first.refresh })).json();
    expect(second.refresh).not.toBe(first.refresh);
    expect((await refresh({ refresh: first.refresh })).statusCode).toBe(401);
    expect((await refresh({ refresh: second.refresh })).statusCode).toBe(401);
  });

  it('keeps the refresh token of a session in a cookie that scripts cannot read', async () => {
    const response = await signIn({ email: 'ana@acme.test', password: PASSWORD, session: true });
    expect(response.json()).not.toHaveProperty('refresh');
    const [cookie = '', device = ''] = response.headers['set-cookie'] as string[];
    expect(device).toMatch(/^noxdesk_device=.+; HttpOnly; SameSite=Strict$/);
    expect(cookie).toMatch(
      /^noxdesk_refresh=.+; Max-Age=\d+; Path=\/tickets\/api\/auth\/; HttpOnly; SameSite=Strict$/,
    );
    const [pair = ''] = cookie.split(';');
    expect((await refresh({ session: true }, { cookie: pair })).statusCode).toBe(200);
    expect((await refresh({ session: true })).statusCode).toBe(401);
  });

  it('ends with signing out', async () => {
    const pair = (await signIn({ email: 'ana@acme.test', password: PASSWORD })).json();
    const out = await app.request({ method: 'POST', path: 'auth/logout/', body: { refresh: pair.refresh } });
    expect(out.statusCode).toBe(204);
    expect((await refresh({ refresh: pair.refresh })).statusCode).toBe(401);
  });

  it('does not take an access token for a refresh token, nor the other way round', async () => {
    const pair = (await signIn({ email: 'ana@acme.test', password: PASSWORD })).json();
    expect((await refresh({ refresh: pair.access })).statusCode).toBe(401);
    expect((await app.request({ path: 'me/', token: pair.refresh })).statusCode).toBe(401);
  });
});

describe('a bearer', () => {
  it.each([
    ['none', undefined],
    ['rubbish', 'rubbish'],
    ['an unsigned one', 'eyJhbGciOiJub25lIn0.eyJraW5kIjoiYWNjZXNzIn0.'],
  ])('with %s for a token is not let in', async (_, token) => {
    const response = await app.request({ path: 'me/', token });
    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('whose account was closed is out at once', async () => {
    const user = await createUser(app, tenant, { email: 'gone@acme.test' });
    await app.database.admin.query('UPDATE users SET active = false WHERE id = $1', [user.id]);
    expect((await app.request({ path: 'me/', token: user.token })).statusCode).toBe(401);
  });
});
