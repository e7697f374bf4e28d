import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { SetupService } from '../../src/modules/tenants/setup.service.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL, Redis.
const apps: TestApp[] = [];
const start = async (env: Record<string, string> = { DEMO: '0' }) => {
  const app = await startTestApp({ env });
  apps.push(app);
  return app;
};
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});
afterAll(() => expect(apps).toEqual([]));

const first = (code: string, more: object = {}) => ({
  code,
  tenant: { name: 'Panadería Sol' },
  admin: { email: 'Ana@Sol.test', name: 'Ana Ruiz', password: 'una clave larga' },
  department: { name: 'Atención al cliente' },
  ...more,
});
const begin = (app: TestApp, body: object) => app.request({ method: 'POST', path: 'setup/', body });
const isNeeded = async (app: TestApp) =>
  (await app.request({ path: 'setup/' })).json<{ needed: boolean }>().needed;
const codeOf = (app: TestApp) => app.app.get(SetupService).code;

describe('the first start', () => {
  it('asks for a tenant, an admin and a department, and is over with that', async () => {
    const app = await start();
    expect(await isNeeded(app)).toBe(true);
    expect(codeOf(app)).toMatch(/^[A-Z2-9]{5}-[A-Z2-9]{5}$/);
    const made = await begin(app, first(codeOf(app).toLowerCase().replace('-', ' '), { locale: 'en' }));
    expect([made.statusCode, made.json()]).toEqual([
      201,
      {
        tenant: { slug: 'panaderia-sol', name: 'Panadería Sol' },
        department: { id: 1, name: 'Atención al cliente' },
      },
    ]);
    expect(await isNeeded(app)).toBe(false);
    expect((await begin(app, first(codeOf(app)))).statusCode).toBe(409);

    const signedIn = await app.request({
      method: 'POST',
      path: 'auth/token/',
      body: { email: 'ana@sol.test', password: 'una clave larga' },
    });
    const token = signedIn.json<{ access: string }>().access;
    expect((await app.request({ path: 'me/', token })).json()).toMatchObject({ role: 'admin', locale: 'en' });
    const policies = (await app.request({ path: 'sla-policies/', token })).json<{ results: object[] }>()
      .results;
    expect(policies).toHaveLength(1);
    const { results } = (await app.request({ path: 'audit/?action=setup', token })).json<{
      results: object[];
    }>();
    expect(results).toMatchObject([{ actor: { email: 'ana@sol.test' }, target: 'panaderia-sol' }]);
  });

  it('takes no code but that of the console, and not many guesses', async () => {
    const app = await start();
    for (let guess = 0; guess < 20; guess += 1) {
      const { statusCode, body } = await begin(app, first('AAAAA-AAAAA'));
      expect([statusCode, body.includes('setup_code')]).toEqual([422, true]);
    }
    const { statusCode, headers } = await begin(app, first(codeOf(app)));
    expect([statusCode, Number(headers['retry-after'])]).toEqual([429, expect.any(Number)]);
    expect(await isNeeded(app)).toBe(true);
  });

  it('makes one tenant where two people set up at once', async () => {
    const app = await start();
    const answers = await Promise.all(
      ['Uno', 'Dos', 'Tres'].map((name) => begin(app, first(codeOf(app), { tenant: { name } }))),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409]);
    const { rows } = await app.database.admin.query('SELECT slug FROM tenants');
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['tenant.name', { tenant: { name: ' ' } }],
    ['tenant.slug', { tenant: { name: 'Sol', slug: 'No es válido' } }],
    ['admin.email', { admin: { email: 'ana', name: 'Ana', password: 'una clave larga' } }],
    ['admin.password', { admin: { email: 'ana@sol.test', name: 'Ana', password: 'corta' } }],
    ['admin.password', { admin: { email: 'ana@sol.test', name: 'Ana Molinero', password: 'Molinero2026' } }],
    ['department.name', { department: { name: '' } }],
    ['locale', { locale: 'fr' }],
  ])('names what is wrong: %s', async (field, more) => {
    const app = await start();
    const { statusCode, body } = await begin(app, first(codeOf(app), more));
    expect([statusCode, JSON.parse(body).errors[0].field]).toEqual([422, field]);
  });

  it('is not asked for where a demo is wanted, and its code is of no use there', async () => {
    const app = await start({ DEMO: 'empty' });
    expect(await isNeeded(app)).toBe(false);
    expect((await begin(app, first(codeOf(app)))).statusCode).toBe(409);
  });
});
