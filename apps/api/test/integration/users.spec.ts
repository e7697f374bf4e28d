import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createOrganization,
  createTenant,
  createUser,
  PASSWORD,
  signIn,
  type TestTenant,
  type TestUser,
} from '../factories/people.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app, 'acme');
  admin = await createUser(app, tenant, { role: 'admin', name: 'Zoe', email: 'zoe@acme.test' });
});
afterAll(() => app.close());

const asAdmin = (method: TestRequest['method'], path: string, body?: unknown) =>
  app.request({ method, path, token: admin.token, ...(body !== undefined && { body }) });
const add = (body: object) => asAdmin('POST', 'users/', body);
const NEW_PASSWORD = 'otra contraseña larga';

describe('adding a user', () => {
  it('answers all that is known of them, and nothing of the password', async () => {
    const organization = await createOrganization(app, tenant);
    const response = await add({
      email: ' Eva@Acme.TEST ',
      name: 'Eva  Gil',
      role: 'customer',
      password: NEW_PASSWORD,
      organization,
      can_access_ticketing: false,
      locale: 'en',
    });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({
      id: expect.any(String),
      email: 'eva@acme.test',
      name: 'Eva Gil',
      role: 'customer',
      departments: [],
      organization: { id: organization, name: expect.any(String) },
      can_access_ticketing: false,
      locale: 'en',
      active: true,
      created_at: expect.stringMatching(/Z$/),
    });
    expect((await asAdmin('GET', `users/${response.json().id}/`)).json()).toEqual(response.json());
    await expect(signIn(app, tenant, 'eva@acme.test', NEW_PASSWORD)).resolves.toBeDefined();
  });

  it('puts agents into their departments', async () => {
    const response = await add({
      email: 'ag@acme.test',
      name: 'Ag',
      role: 'agent',
      departments: [2, 1, 2],
    });
    expect(response.json()).toMatchObject({ role: 'agent', departments: [1, 2], can_access_ticketing: true });
  });

  it('refuses an address that is taken in this tenant, but not in another', async () => {
    const taken = await add({ email: 'ZOE@acme.test', name: 'Otra', role: 'customer' });
    expect(taken.statusCode).toBe(409);
    expect(taken.json().errors).toEqual([expect.objectContaining({ field: 'email', code: 'duplicate' })]);
    const elsewhere = await createTenant(app);
    await createUser(app, elsewhere, { email: 'elsewhere@acme.test' });
    expect((await add({ email: 'elsewhere@acme.test', name: 'Otra', role: 'customer' })).statusCode).toBe(
      201,
    );
  });

  it.each([
    ['no address', { email: undefined }, 'email'],
    ['no real address', { email: 'eva' }, 'email'],
    ['no name', { name: ' ' }, 'name'],
    ['an unknown role', { role: 'root' }, 'role'],
    ['a short password', { password: 'corta' }, 'password'],
    ['an unknown department', { role: 'agent', departments: [1, 77] }, 'departments'],
    ['departments of a customer', { departments: [1] }, 'departments'],
    ['an unknown organisation', { organization: '01890000-0000-7000-8000-000000000000' }, 'organization'],
    ['an organisation that is no id', { organization: 'acme' }, 'organization'],
    ['an unknown language', { locale: 'fr' }, 'locale'],
    ['access as text', { can_access_ticketing: 'yes' }, 'can_access_ticketing'],
    ['a field of its own making', { tenant_id: 2 }, 'tenant_id'],
  ])('refuses %s by name, and saves nothing', async (_, more, field) => {
    const response = await add({ email: 'nadie@acme.test', name: 'Nadie', role: 'customer', ...more });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([expect.objectContaining({ field })]);
    expect((await asAdmin('GET', 'users/?search=nadie')).json().results).toEqual([]);
  });

  it('does not take an organisation of another tenant', async () => {
    const foreign = await createOrganization(app, await createTenant(app));
    const body = { email: 'x@acme.test', name: 'X', role: 'customer', organization: foreign };
    expect((await add(body)).statusCode).toBe(422);
  });
});

describe('the list of users', () => {
  it('finds by parts of name and address, whatever the accents, and by role', async () => {
    await add({ email: 'jose.nunez@acme.test', name: 'José Núñez', role: 'customer' });
    const names = async (query: string) =>
      (await asAdmin('GET', `users/?${query}`))
        .json<{ results: { name: string }[] }>()
        .results.map((u) => u.name);
    expect(await names('search=NUNEZ')).toEqual(['José Núñez']);
    expect(await names('search=jose.n')).toEqual(['José Núñez']);
    expect(await names('search=jose&role=agent')).toEqual([]);
    expect(await names('role=admin')).toEqual(['Zoe']);
    expect(await names('search=%25')).toEqual([]);
  });

  it('is paged there and back', async () => {
    const one = (await asAdmin('GET', 'users/?limit=2')).json();
    const two = (await asAdmin('GET', one.next)).json();
    expect(one.previous).toBeNull();
    expect(two.results[0].id > one.results[1].id).toBe(true);
    expect((await asAdmin('GET', two.previous)).json().results).toEqual(one.results);
    expect((await asAdmin('GET', 'users/?limit=101')).statusCode).toBe(422);
    expect((await asAdmin('GET', 'users/?cursor=made-up')).statusCode).toBe(422);
    expect((await asAdmin('GET', 'users/?role=root')).statusCode).toBe(422);
    expect((await asAdmin('GET', 'users/?sort=name')).statusCode).toBe(422);
  });

  it('is for admins, each of their own tenant', async () => {
    const agent = await createUser(app, tenant, { role: 'agent' });
    expect((await app.request({ path: 'users/', token: agent.token })).statusCode).toBe(403);
    expect((await app.request({ path: 'users/' })).statusCode).toBe(401);
    const foreign = await createUser(app, await createTenant(app), { role: 'admin' });
    expect((await app.request({ path: `users/${agent.id}/`, token: foreign.token })).statusCode).toBe(404);
    const gone = await app.request({ method: 'DELETE', path: `users/${agent.id}/`, token: foreign.token });
    expect(gone.statusCode).toBe(404);
  });
});

describe('changing a user', () => {
  const refresh = async (email: string) => {
    const body = { email, password: PASSWORD, tenant: tenant.slug };
    return (await app.request({ method: 'POST', path: 'auth/token/', body })).json<{ refresh: string }>()
      .refresh;
  };
  const isGood = async (token: string) =>
    (await app.request({ method: 'POST', path: 'auth/token/refresh/', body: { refresh: token } }))
      .statusCode === 200;

  it('sets what is named and leaves the rest', async () => {
    const user = await createUser(app, tenant, { role: 'agent', departments: [1] });
    const path = `users/${user.id}/`;
    expect((await asAdmin('PATCH', path, { name: 'Nuevo', departments: [2] })).json()).toMatchObject({
      name: 'Nuevo',
      email: user.email,
      departments: [2],
    });
    expect((await asAdmin('PATCH', path, { locale: 'en' })).json()).toMatchObject({ departments: [2] });
    expect((await asAdmin('PATCH', path, {})).statusCode).toBe(422);
    expect((await asAdmin('PATCH', path, { email: 'zoe@acme.test' })).statusCode).toBe(409);
    expect((await asAdmin('PATCH', path, { organization: admin.id })).statusCode).toBe(422);
  });

  it('takes an agent who becomes a customer out of every department', async () => {
    const user = await createUser(app, tenant, { role: 'agent', departments: [1, 2] });
    const changed = await asAdmin('PATCH', `users/${user.id}/`, { role: 'customer' });
    expect(changed.json()).toMatchObject({ role: 'customer', departments: [] });
    const refused = await asAdmin('PATCH', `users/${user.id}/`, { departments: [1] });
    expect(refused.statusCode).toBe(422);
  });

  it.each([
    ['password', { password: NEW_PASSWORD }],
    ['role', { role: 'agent' }],
    ['access', { can_access_ticketing: false }],
    ['account', { active: false }],
  ])('ends the sessions of the user when their %s changes', async (_, change) => {
    const user = await createUser(app, tenant);
    const session = await refresh(user.email);
    expect((await asAdmin('PATCH', `users/${user.id}/`, change)).statusCode).toBe(200);
    expect(await isGood(session)).toBe(false);
  });

  it('leaves the sessions alone when nothing of that changes', async () => {
    const user = await createUser(app, tenant);
    const session = await refresh(user.email);
    await asAdmin('PATCH', `users/${user.id}/`, { name: 'Otra', role: 'customer', active: true });
    expect(await isGood(session)).toBe(true);
  });

  it('replaces the password', async () => {
    const user = await createUser(app, tenant);
    await asAdmin('PATCH', `users/${user.id}/`, { password: NEW_PASSWORD });
    await expect(signIn(app, tenant, user.email)).rejects.toThrow('401');
    await expect(signIn(app, tenant, user.email, NEW_PASSWORD)).resolves.toBeDefined();
  });
});

describe('the last admin', () => {
  it.each([
    ['role', { role: 'agent' }],
    ['active', { active: false }],
    ['can_access_ticketing', { can_access_ticketing: false }],
  ])('keeps the power to help: %s', async (field, change) => {
    const refused = await asAdmin('PATCH', `users/${admin.id}/`, change);
    expect(refused.statusCode).toBe(409);
    expect(refused.json().errors).toEqual([expect.objectContaining({ field, code: 'last_admin' })]);
  });

  it('cannot be deleted, and a closed admin does not count', async () => {
    const closed = await createUser(app, tenant, { role: 'admin' });
    expect((await asAdmin('PATCH', `users/${closed.id}/`, { active: false })).statusCode).toBe(200);
    expect((await asAdmin('DELETE', `users/${admin.id}/`)).statusCode).toBe(409);
  });

  it('is one of two who give up at the same moment', async () => {
    const place = await createTenant(app);
    const two = [
      await createUser(app, place, { role: 'admin' }),
      await createUser(app, place, { role: 'admin' }),
    ];
    const answers = await Promise.all(
      two.map((user) =>
        app.request({
          method: 'PATCH',
          path: `users/${user.id}/`,
          token: user.token,
          body: { role: 'agent' },
        }),
      ),
    );
    expect(answers.map((response) => response.statusCode).sort()).toEqual([200, 409]);
  });
});

describe('deleting a user', () => {
  it('removes somebody without a trace, sessions and memberships included', async () => {
    const user = await createUser(app, tenant, { role: 'agent' });
    expect((await asAdmin('DELETE', `users/${user.id}/`)).statusCode).toBe(204);
    expect((await asAdmin('GET', `users/${user.id}/`)).statusCode).toBe(404);
    expect((await app.request({ path: 'me/', token: user.token })).statusCode).toBe(401);
  });

  it('is refused for who has a ticket; they can be closed instead', async () => {
    const user = await createUser(app, tenant);
    const opened = await app.request({
      method: 'POST',
      path: 'tickets/',
      token: user.token,
      body: { subject: 'Hola', department: 1, messages: [{ body: 'Una pregunta' }] },
    });
    expect(opened.statusCode).toBe(201);
    const refused = await asAdmin('DELETE', `users/${user.id}/`);
    expect(refused.statusCode).toBe(409);
    expect(refused.json().code).toBe('in_use');
    expect((await asAdmin('PATCH', `users/${user.id}/`, { active: false })).json().active).toBe(false);
    expect((await app.request({ path: 'me/', token: user.token })).statusCode).toBe(401);
  });
});
