import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app, 'acme');
  admin = await createUser(app, tenant, { role: 'admin' });
});
afterAll(() => app.close());

const asAdmin = (method: TestRequest['method'], path: string, body?: unknown, token = admin.token) =>
  app.request({ method, path, token, ...(body !== undefined && { body }) });
const add = (body: object) => asAdmin('POST', 'sla-policies/', body);
const addPlan = async (name: string) => (await asAdmin('POST', 'plans/', { name })).json<{ id: string }>().id;
const OFFICE = {
  timezone: 'Europe/Madrid',
  weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
  holidays: ['2026-12-25'],
};
const pair = (first: number, resolution: number) => ({
  first_response_minutes: first,
  resolution_minutes: resolution,
});

describe('an SLA policy', () => {
  it('has the standard targets where none are given, around the clock', async () => {
    const plan = await addPlan('Básico');
    const response = await add({ name: 'Básica', plan, targets: { high: pair(30, 90) } });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({
      id: expect.any(String),
      name: 'Básica',
      plan,
      department: null,
      is_default: false,
      calendar: null,
      warning_percent: 80,
      warning_percents: [80],
      escalations: [],
      targets: {
        critical: pair(60, 240),
        urgent: pair(120, 480),
        high: pair(30, 90),
        medium: pair(480, 2880),
        low: pair(1440, 4320),
      },
      version: 1,
    });
    expect((await asAdmin('GET', `sla-policies/${response.json().id}/`)).json()).toEqual(response.json());
  });

  it('makes a new version when its terms change, and only then', async () => {
    const { id } = (await add({ name: 'Versiones', plan: await addPlan('V') })).json();
    const path = `sla-policies/${id}/`;
    const version = async (change: object) => (await asAdmin('PATCH', path, change)).json().version;
    expect(await version({ name: 'Otro nombre' })).toBe(1);
    expect(await version({ warning_percent: 50 })).toBe(2);
    expect(await version({ warning_percent: 50 })).toBe(2);
    expect(await version({ calendar: OFFICE })).toBe(3);
    expect(await version({ calendar: OFFICE })).toBe(3);
    expect(await version({ targets: { low: pair(10, 20) } })).toBe(4);
    expect(await version({ department: 2 })).toBe(4);
    const policy = (await asAdmin('GET', path)).json();
    expect(policy).toMatchObject({
      name: 'Otro nombre',
      department: 2,
      calendar: OFFICE,
      warning_percent: 50,
    });
    expect(policy.targets).toMatchObject({ low: pair(10, 20), high: pair(240, 1440) });
    const { rows } = await app.database.admin.query(
      'SELECT version, warning_percent FROM sla_policy_versions WHERE policy_id = $1 ORDER BY version',
      [id],
    );
    expect(rows.map((row) => row.warning_percent)).toEqual([80, 50, 50, 50]);
  });

  it.each([
    ['no name', { name: undefined }, 'name'],
    ['an unknown plan', { plan: '01890000-0000-7000-8000-000000000000' }, 'plan'],
    ['an unknown department', { department: 99 }, 'department'],
    ['a warning of 100 %', { warning_percent: 100 }, 'warning_percent'],
    ['a target of no time', { targets: { high: pair(0, 10) } }, 'targets.high.first_response_minutes'],
    ['half a minute', { targets: { high: pair(1, 1.5) } }, 'targets.high.resolution_minutes'],
    ['half a target', { targets: { low: { resolution_minutes: 5 } } }, 'targets.low.first_response_minutes'],
    ['an unknown priority', { targets: { highest: pair(1, 2) } }, 'targets.highest'],
    ['an unknown time zone', { calendar: { ...OFFICE, timezone: 'Europe/Madriz' } }, 'calendar.timezone'],
    ['no opening hours', { calendar: { ...OFFICE, weekly: [] } }, 'calendar.weekly'],
    [
      'a wall time that is none',
      { calendar: { ...OFFICE, weekly: [{ weekday: 1, from: '9:00', to: '18:00' }] } },
      'calendar.weekly.0.from',
    ],
    [
      'hours that end when they begin',
      { calendar: { ...OFFICE, weekly: [{ weekday: 1, from: '09:00', to: '09:00' }] } },
      'calendar.weekly.0',
    ],
    [
      'hours that overlap',
      { calendar: { ...OFFICE, weekly: [...OFFICE.weekly, { weekday: 1, from: '17:00', to: '19:00' }] } },
      'calendar.weekly.5',
    ],
    [
      'a holiday that is no date',
      { calendar: { ...OFFICE, holidays: ['2026-02-30'] } },
      'calendar.holidays.0',
    ],
    [
      'a holiday twice',
      { calendar: { ...OFFICE, holidays: ['2026-12-25', '2026-12-25'] } },
      'calendar.holidays.1',
    ],
    ['a field of its own making', { priority: 'high' }, 'priority'],
  ])('with %s is refused by name', async (_, more, field) => {
    const response = await add({ name: 'Rechazada', ...more });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([expect.objectContaining({ field })]);
  });

  it('is checked the same way when it changes', async () => {
    const { id } = (await add({ name: 'Cambiante', plan: await addPlan('C') })).json();
    const change = { calendar: { ...OFFICE, timezone: 'Marte/Olimpo' } };
    const response = await asAdmin('PATCH', `sla-policies/${id}/`, change);
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0]).toMatchObject({ field: 'calendar.timezone', code: 'unknown_timezone' });
    expect((await asAdmin('PATCH', `sla-policies/${id}/`, { department: 99 })).statusCode).toBe(422);
  });

  it('is the only one for its plan and department', async () => {
    const plan = await addPlan('Único');
    expect((await add({ name: 'Uno', plan })).statusCode).toBe(201);
    const second = await add({ name: 'Dos', plan });
    expect(second.statusCode).toBe(409);
    expect(second.json().errors).toEqual([expect.objectContaining({ field: 'plan' })]);
    expect((await add({ name: 'Dos', plan, department: 1 })).statusCode).toBe(201);
  });

  it('is kept by admins of its tenant', async () => {
    const { id } = (await add({ name: 'Nuestra', plan: await addPlan('N') })).json();
    const agent = await createUser(app, tenant, { role: 'agent' });
    expect((await asAdmin('GET', 'sla-policies/', undefined, agent.token)).statusCode).toBe(403);
    const foreign = await createUser(app, await createTenant(app), { role: 'admin' });
    const asForeign = (method: TestRequest['method'], body?: object) =>
      asAdmin(method, `sla-policies/${id}/`, body, foreign.token);
    expect((await asForeign('GET')).statusCode).toBe(404);
    expect((await asForeign('PATCH', { name: 'x' })).statusCode).toBe(404);
    expect((await asForeign('DELETE')).statusCode).toBe(404);
  });
});

describe('the default policy', () => {
  const theDefault = async () => {
    const { results } = (await asAdmin('GET', 'sla-policies/?limit=100')).json<{
      results: { id: string; is_default: boolean }[];
    }>();
    const defaults = results.filter((policy) => policy.is_default);
    expect(defaults).toHaveLength(1);
    return defaults[0]!.id;
  };

  it('moves to another, never away', async () => {
    const first = await theDefault();
    const { id } = (await add({ name: 'Nueva por defecto', is_default: true })).json();
    expect(await theDefault()).toBe(id);
    const away = await asAdmin('PATCH', `sla-policies/${id}/`, { is_default: false });
    expect(away.statusCode).toBe(409);
    expect(away.json().errors).toEqual([
      expect.objectContaining({ field: 'is_default', code: 'default_policy' }),
    ]);
    expect((await asAdmin('DELETE', `sla-policies/${id}/`)).statusCode).toBe(409);
    await asAdmin('PATCH', `sla-policies/${first}/`, { is_default: true });
    expect(await theDefault()).toBe(first);
  });

  it('is one, however many claim it at once', async () => {
    const claims = Array.from({ length: 6 }, (_, index) => add({ name: `Pugna ${index}`, is_default: true }));
    for (const response of await Promise.all(claims)) expect(response.statusCode).toBe(201);
    await theDefault();
  });
});

describe('a deleted policy', () => {
  it('is gone from the list, frees its plan, and still judges the tickets it was promised to', async () => {
    const plan = await addPlan('Efímero');
    const organization = (await asAdmin('POST', 'organizations/', { name: 'Efímera', plan })).json().id;
    const customer = await createUser(app, tenant, { organization });
    const { id } = (await add({ name: 'Efímera', plan })).json();
    const opened = await app.request({
      method: 'POST',
      path: 'tickets/',
      token: customer.token,
      body: { subject: 'Hola', department: 1, messages: [{ body: 'Una pregunta' }] },
    });
    expect(opened.json().sla.policy).toEqual({ id, name: 'Efímera' });
    expect((await asAdmin('DELETE', `sla-policies/${id}/`)).statusCode).toBe(204);
    expect((await asAdmin('GET', `sla-policies/${id}/`)).statusCode).toBe(404);
    expect((await asAdmin('DELETE', `sla-policies/${id}/`)).statusCode).toBe(404);
    const ticket = await app.request({ path: `tickets/${opened.json().id}/`, token: customer.token });
    expect(ticket.json().sla.policy).toEqual({ id, name: 'Efímera' });
    expect((await add({ name: 'Siguiente', plan })).statusCode).toBe(201);
  });
});
