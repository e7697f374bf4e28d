import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let agent: TestUser;
let customer: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app, 'acme');
  admin = await createUser(app, tenant, { role: 'admin', name: 'Zoe' });
  agent = await createUser(app, tenant, { role: 'agent', name: 'Ana', departments: [1, 2] });
  customer = await createUser(app, tenant);
});
afterAll(() => app.close());

const asAdmin = (method: TestRequest['method'], path: string, body?: unknown) =>
  app.request({ method, path, token: admin.token, ...(body !== undefined && { body }) });
const add = (body: object) => asAdmin('POST', 'departments/', body);

describe('the list of departments', () => {
  it('is a bare array in the order of the ids, for everyone with access to ticketing', async () => {
    const response = await app.request({ path: 'departments/', token: customer.token });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual([
      { id: 1, name: 'Soporte Técnico', slug: 'soporte-tecnico' },
      { id: 2, name: 'Ventas', slug: 'ventas' },
    ]);
    expect((await app.request({ path: 'departments', token: customer.token })).json()).toHaveLength(2);
  });

  it('is closed to those without it, and to strangers', async () => {
    const noAccess = await createUser(app, tenant, { canAccessTicketing: false });
    expect((await app.request({ path: 'departments/', token: noAccess.token })).statusCode).toBe(403);
    expect((await app.request({ path: 'departments/' })).statusCode).toBe(401);
  });

  it('refuses parameters that it does not have', async () => {
    const response = await app.request({ path: 'departments/?search=x', token: agent.token });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([expect.objectContaining({ field: 'search' })]);
  });
});

describe('adding a department', () => {
  it('makes the slug from the name, without accents, and counts the id on', async () => {
    const response = await add({ name: '  Atención   al Año ', members: [agent.id] });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({
      id: 3,
      name: 'Atención al Año',
      slug: 'atencion-al-ano',
      members: [{ id: agent.id, name: 'Ana', email: agent.email }],
    });
  });

  it('takes a slug that was given, and finds a free one where only the accents differ', async () => {
    expect((await add({ name: 'Legal', slug: 'abogados' })).json()).toMatchObject({ slug: 'abogados' });
    expect((await add({ name: 'Atencion al ano' })).json()).toMatchObject({ slug: 'atencion-al-ano-2' });
    expect((await add({ name: '営業部' })).json().slug).toMatch(/^department-\d+$/);
  });

  it.each([
    ['a name that is taken, whatever its case', { name: 'VENTAS' }, 'name'],
    ['a slug that is taken', { name: 'Otra', slug: 'ventas' }, 'slug'],
  ])('refuses %s with a conflict', async (_, body, field) => {
    const response = await add(body);
    expect(response.statusCode).toBe(409);
    expect(response.json()).toMatchObject({ code: 'conflict', errors: [{ field, code: 'duplicate' }] });
  });

  it.each([
    ['no name', {}, 'name'],
    ['an empty name', { name: '   ' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(101) }, 'name'],
    ['a slug that cannot stand in a URL', { name: 'Otra', slug: 'Con Espacio' }, 'slug'],
    ['members that are no ids', { name: 'Otra', members: ['ana'] }, 'members.0'],
    ['a field of its own making', { name: 'Otra', id: 9 }, 'id'],
  ])('refuses %s by name', async (_, body, field) => {
    const response = await add(body);
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([expect.objectContaining({ field })]);
  });

  it('takes only staff of the tenant for members, and saves nothing of what it refuses', async () => {
    const stranger = await createUser(app, await createTenant(app), { role: 'agent' });
    for (const [id, code] of [
      [customer.id, 'staff_only'],
      [stranger.id, 'unknown_value'],
    ]) {
      const response = await add({ name: 'Con miembros', members: [agent.id, id] });
      expect(response.statusCode).toBe(422);
      expect(response.json().errors).toEqual([expect.objectContaining({ field: 'members', code })]);
    }
    const names = (await asAdmin('GET', 'departments/')).json<{ name: string }[]>().map(({ name }) => name);
    expect(names).not.toContain('Con miembros');
  });
});

describe('a department', () => {
  it('is changed field by field, its members as a whole', async () => {
    const { id } = (await add({ name: 'Redes', members: [agent.id] })).json();
    const renamed = await asAdmin('PATCH', `departments/${id}/`, { name: 'Redes y DNS' });
    expect(renamed.json()).toMatchObject({ name: 'Redes y DNS', slug: 'redes', members: [{ id: agent.id }] });
    const replaced = await asAdmin('PATCH', `departments/${id}/`, { members: [admin.id] });
    expect(replaced.json().members).toEqual([{ id: admin.id, name: 'Zoe', email: admin.email }]);
    expect((await asAdmin('PATCH', `departments/${id}/`, { members: [] })).json().members).toEqual([]);
    expect((await asAdmin('GET', `departments/${id}/`)).json()).toMatchObject({ name: 'Redes y DNS' });
    expect((await asAdmin('PATCH', `departments/${id}/`, { slug: 'ventas' })).statusCode).toBe(409);
    expect((await asAdmin('PATCH', `departments/${id}/`, {})).statusCode).toBe(422);
  });

  it('gives its id to no other after it was deleted', async () => {
    const { id } = (await add({ name: 'Efímero' })).json();
    expect((await asAdmin('DELETE', `departments/${id}/`)).statusCode).toBe(204);
    expect((await asAdmin('GET', `departments/${id}/`)).statusCode).toBe(404);
    expect((await asAdmin('DELETE', `departments/${id}/`)).statusCode).toBe(404);
    expect((await add({ name: 'Siguiente' })).json().id).toBe(id + 1);
  });

  it('that something still refers to stays', async () => {
    const { id } = (await add({ name: 'Con política' })).json();
    await app.database.admin.query(
      `INSERT INTO sla_policies (tenant_id, id, name, department_id, created_at)
       VALUES ($1, gen_random_uuid(), 'Rápida', $2, now())`,
      [tenant.id, id],
    );
    const response = await asAdmin('DELETE', `departments/${id}/`);
    expect(response.statusCode).toBe(409);
    expect(response.json().code).toBe('in_use');
  });

  it.each(['0', '999', 'ventas', '99999999999', '1.5'])('with the id %s is not there', async (id) => {
    expect((await asAdmin('GET', `departments/${id}/`)).statusCode).toBe(404);
  });

  it('is kept by admins only, each of their own tenant', async () => {
    const body = { name: 'Intruso' };
    for (const user of [agent, customer]) {
      const asked = [
        app.request({ method: 'POST', path: 'departments/', token: user.token, body }),
        app.request({ path: 'departments/1/', token: user.token }),
        app.request({ method: 'PATCH', path: 'departments/1/', token: user.token, body }),
        app.request({ method: 'DELETE', path: 'departments/1/', token: user.token }),
      ];
      for (const response of await Promise.all(asked)) expect(response.statusCode).toBe(403);
    }
    const { id } = (await add({ name: 'Solo de Acme' })).json();
    const foreign = await createUser(app, await createTenant(app), { role: 'admin' });
    const response = await app.request({ path: `departments/${id}/`, token: foreign.token });
    expect(response.statusCode).toBe(404);
  });

  it('may be added by many at once: every id is given once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `A la vez ${index}`);
    const added = await Promise.all(names.map((name) => add({ name })));
    expect(new Set(added.map((response) => response.json().id)).size).toBe(12);
  });
});

describe('the assignees', () => {
  it('are the active agents and admins, with their departments; customers do not see them', async () => {
    const gone = await createUser(app, tenant, { role: 'agent' });
    await app.database.admin.query('UPDATE users SET active = false WHERE id = $1', [gone.id]);
    const response = await app.request({ path: 'assignees/', token: agent.token });
    expect(response.json()).toEqual([
      { id: agent.id, name: 'Ana', email: agent.email, departments: [1, 2, 3] },
      { id: admin.id, name: 'Zoe', email: admin.email, departments: [] },
    ]);
    expect((await app.request({ path: 'assignees/', token: customer.token })).statusCode).toBe(403);
  });
});
