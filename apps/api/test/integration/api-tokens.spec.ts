import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let customer: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app, 'acme');
  admin = await createUser(app, tenant, { role: 'admin' });
  customer = await createUser(app, tenant);
});
afterAll(() => app.close());

const create = (token: string, body: object) =>
  app.request({ method: 'POST', path: 'api-tokens/', token, body });
const soon = () => new Date(Date.now() + 3_600_000).toISOString();

describe('an API token', () => {
  it('is shown once, signs in as its owner and can do what its scopes say', async () => {
    const body = { name: 'Facturas', scopes: ['tickets:read', 'tickets:read'], expires_at: soon() };
    const response = await create(customer.token, body);
    expect(response.statusCode).toBe(201);
    const { token, ...shown } = response.json();
    expect(shown).toEqual({
      id: expect.any(String),
      name: 'Facturas',
      scopes: ['tickets:read'],
      created_at: expect.stringMatching(/Z$/),
      expires_at: body.expires_at,
      last_used_at: null,
    });
    expect((await app.request({ path: 'me/', token })).json().id).toBe(customer.id);
    expect((await app.request({ path: 'departments/', token })).statusCode).toBe(200);
    const write = { subject: 'Hola', department: 1, messages: [{ body: 'x' }] };
    expect((await app.request({ method: 'POST', path: 'tickets/', token, body: write })).statusCode).toBe(
      403,
    );
    const read = await app.request({ path: `api-tokens/${shown.id}/`, token: customer.token });
    expect(read.json()).toEqual({ ...shown, last_used_at: read.json().last_used_at });
  });

  it('that was revoked is refused at once', async () => {
    const { id, token } = (await create(customer.token, { name: 'x', scopes: ['tickets:read'] })).json();
    expect((await app.request({ path: 'me/', token })).statusCode).toBe(200);
    const path = `api-tokens/${id}/`;
    expect((await app.request({ method: 'DELETE', path, token: customer.token })).statusCode).toBe(204);
    expect((await app.request({ path: 'me/', token })).statusCode).toBe(401);
    expect((await app.request({ method: 'DELETE', path, token: customer.token })).statusCode).toBe(404);
  });

  it('whose time is over is refused', async () => {
    const body = { name: 'x', scopes: ['tickets:read'], expires_at: soon() };
    const { id, token } = (await create(customer.token, body)).json();
    await app.database.admin.query(`UPDATE api_tokens SET expires_at = now() WHERE id = $1`, [id]);
    expect((await app.request({ path: 'me/', token })).statusCode).toBe(401);
  });

  it.each([
    ['no name', { scopes: ['tickets:read'] }, 'name'],
    ['no scopes', { name: 'x', scopes: [] }, 'scopes'],
    ['an unknown scope', { name: 'x', scopes: ['root'] }, 'scopes.0'],
    [
      'an end in the past',
      { name: 'x', scopes: ['tickets:read'], expires_at: '2020-01-01T00:00:00Z' },
      'expires_at',
    ],
    ['an end that is no time', { name: 'x', scopes: ['tickets:read'], expires_at: 'tomorrow' }, 'expires_at'],
  ])('with %s is not made', async (_, body, field) => {
    const response = await create(customer.token, body);
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([expect.objectContaining({ field })]);
  });

  it('hands on no more than its maker has', async () => {
    const asCustomer = await create(customer.token, { name: 'x', scopes: ['admin'] });
    expect(asCustomer.statusCode).toBe(403);
    expect(asCustomer.json()).toMatchObject({ code: 'field_not_allowed', errors: [{ field: 'scopes' }] });
    const { token } = (await create(admin.token, { name: 'x', scopes: ['admin'] })).json();
    expect((await app.request({ path: 'users/', token })).statusCode).toBe(200);
    expect((await create(token, { name: 'y', scopes: ['admin'] })).statusCode).toBe(201);
    expect((await create(token, { name: 'y', scopes: ['tickets:read'] })).statusCode).toBe(403);
    const weak = (await create(admin.token, { name: 'x', scopes: ['tickets:write'] })).json().token;
    expect((await create(weak, { name: 'y', scopes: ['tickets:write'] })).statusCode).toBe(403);
  });

  it('is its owner’s alone, to see, rename and revoke', async () => {
    const { id } = (await create(customer.token, { name: 'Mío', scopes: ['tickets:read'] })).json();
    const path = `api-tokens/${id}/`;
    const body = { name: 'Otro' };
    expect((await app.request({ path, token: admin.token })).statusCode).toBe(404);
    expect((await app.request({ method: 'PATCH', path, token: admin.token, body })).statusCode).toBe(404);
    expect((await app.request({ method: 'DELETE', path, token: admin.token })).statusCode).toBe(404);
    const renamed = await app.request({ method: 'PATCH', path, token: customer.token, body });
    expect(renamed.json()).toMatchObject({ id, name: 'Otro' });
    const listed = (await app.request({ path: 'api-tokens/?limit=1', token: customer.token })).json();
    expect(listed.results).toHaveLength(1);
    expect(listed.next).toContain('/tickets/api/api-tokens/?');
    const others = (await app.request({ path: 'api-tokens/', token: admin.token })).json();
    expect(others.results.map((row: { id: string }) => row.id)).not.toContain(id);
  });

  it('needs access to ticketing', async () => {
    const user = await createUser(app, tenant, { canAccessTicketing: false });
    expect((await create(user.token, { name: 'x', scopes: ['tickets:read'] })).statusCode).toBe(403);
    expect((await app.request({ path: 'api-tokens/' })).statusCode).toBe(401);
  });
});
