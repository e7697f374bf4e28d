import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let foreign: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app, 'acme');
  admin = await createUser(app, tenant, { role: 'admin' });
  foreign = await createUser(app, await createTenant(app), { role: 'admin' });
});
afterAll(() => app.close());

const asAdmin = (method: TestRequest['method'], path: string, body?: unknown, token = admin.token) =>
  app.request({ method, path, token, ...(body !== undefined && { body }) });
const addPlan = async (name: string, token = admin.token) =>
  (await asAdmin('POST', 'plans/', { name }, token)).json<{ id: string; name: string }>();

describe('a plan', () => {
  it('is added, renamed, found and deleted', async () => {
    const plan = await addPlan('Básico');
    expect(plan).toEqual({ id: expect.any(String), name: 'Básico' });
    expect((await asAdmin('PATCH', `plans/${plan.id}/`, { name: 'Básico 2' })).json().name).toBe('Básico 2');
    expect((await asAdmin('GET', 'plans/?search=basico')).json().results).toEqual([
      { id: plan.id, name: 'Básico 2' },
    ]);
    expect((await asAdmin('DELETE', `plans/${plan.id}/`)).statusCode).toBe(204);
    expect((await asAdmin('GET', `plans/${plan.id}/`)).statusCode).toBe(404);
    expect((await asAdmin('PATCH', `plans/${plan.id}/`, { name: 'x' })).statusCode).toBe(404);
  });

  it('has a name that no other has', async () => {
    await addPlan('Oro');
    const other = await addPlan('Plata');
    const taken = await asAdmin('POST', 'plans/', { name: 'ORO' });
    expect(taken.statusCode).toBe(409);
    expect(taken.json().errors).toEqual([expect.objectContaining({ field: 'name' })]);
    expect((await asAdmin('PATCH', `plans/${other.id}/`, { name: 'oro' })).statusCode).toBe(409);
    expect((await asAdmin('POST', 'plans/', {})).statusCode).toBe(422);
  });

  it('that an organisation has cannot be deleted', async () => {
    const plan = await addPlan('En uso');
    await asAdmin('POST', 'organizations/', { name: 'Con plan', plan: plan.id });
    const refused = await asAdmin('DELETE', `plans/${plan.id}/`);
    expect(refused.statusCode).toBe(409);
    expect(refused.json().code).toBe('in_use');
  });
});

describe('an organisation', () => {
  it('is added, changed and deleted', async () => {
    const plan = await addPlan('Estándar');
    const added = await asAdmin('POST', 'organizations/', { name: 'Panadería Ruiz', plan: plan.id });
    expect(added.statusCode).toBe(201);
    expect(added.json()).toEqual({
      id: expect.any(String),
      name: 'Panadería Ruiz',
      plan,
      shared_tickets: false,
    });
    const path = `organizations/${added.json().id}/`;
    expect((await asAdmin('PATCH', path, { shared_tickets: true })).json()).toEqual({
      ...added.json<object>(),
      shared_tickets: true,
    });
    expect((await asAdmin('PATCH', path, { plan: null })).json()).toMatchObject({
      plan: null,
      shared_tickets: true,
    });
    expect((await asAdmin('PATCH', path, { name: 'Ruiz' })).json().name).toBe('Ruiz');
    expect((await asAdmin('DELETE', path)).statusCode).toBe(204);
    expect((await asAdmin('GET', path)).statusCode).toBe(404);
  });

  it('refuses a name that is taken and a plan that is not there', async () => {
    await asAdmin('POST', 'organizations/', { name: 'Única' });
    expect((await asAdmin('POST', 'organizations/', { name: 'única' })).statusCode).toBe(409);
    const foreignPlan = await addPlan('Ajeno', foreign.token);
    const unknown = await asAdmin('POST', 'organizations/', { name: 'Otra', plan: foreignPlan.id });
    expect(unknown.statusCode).toBe(422);
    expect(unknown.json().errors).toEqual([expect.objectContaining({ field: 'plan' })]);
    expect((await asAdmin('POST', 'organizations/', { name: 'Otra', shared_tickets: 1 })).statusCode).toBe(
      422,
    );
  });

  it('that has people cannot be deleted', async () => {
    const { id } = (await asAdmin('POST', 'organizations/', { name: 'Con gente' })).json();
    await createUser(app, tenant, { organization: id });
    expect((await asAdmin('DELETE', `organizations/${id}/`)).statusCode).toBe(409);
  });

  it('is listed page by page, for admins of its tenant', async () => {
    for (const name of ['Lista 1', 'Lista 2', 'Lista 3']) await asAdmin('POST', 'organizations/', { name });
    const one = (await asAdmin('GET', 'organizations/?limit=2&search=lista')).json();
    expect(one.results).toHaveLength(2);
    const two = (await asAdmin('GET', one.next)).json();
    expect(two.results.map((row: { name: string }) => row.name)).toEqual(['Lista 3']);
    expect(two.next).toBeNull();
    expect((await asAdmin('GET', 'organizations/', undefined, foreign.token)).json().results).toEqual([]);
    const { id } = one.results[0];
    expect((await asAdmin('PATCH', `organizations/${id}/`, { name: 'x' }, foreign.token)).statusCode).toBe(
      404,
    );
    const agent = await createUser(app, tenant, { role: 'agent' });
    expect((await asAdmin('GET', 'organizations/', undefined, agent.token)).statusCode).toBe(403);
    expect((await asAdmin('GET', 'plans/', undefined, agent.token)).statusCode).toBe(403);
  });
});
