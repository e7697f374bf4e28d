import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@noxdesk/contracts';
import pg from 'pg';
import { appUrl } from '../../src/platform/database/app-role.js';
import { createTenant, createUser, PASSWORD, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventuallyHolds } from '../support/clock.js';

// Real: PostgreSQL; the log is also touched past the application, by its role and by a superuser.
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
});
afterAll(() => app.close());

const send = (method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, token = admin.token) =>
  app.request({ method, path, token, ...(body !== undefined && { body }) });
const get = async <Body>(path: string, token = admin.token) =>
  (await app.request({ path, token })).json<Body>();
const entries = async (query = '') => (await get<{ results: AuditEntry[] }>(`audit/${query}`)).results;
const verify = (token?: string) =>
  get<{ entries: number; broken_at: number | null; redacted: number }>('audit/verify/', token);

describe('the audit log', () => {
  it('has who signed in, and who failed to', async () => {
    const user = await createUser(app, tenant);
    const wrong = { email: user.email, password: 'guess', tenant: tenant.slug };
    await app.request({ method: 'POST', path: 'auth/token/', body: wrong });
    await eventuallyHolds(async () => {
      const seen = await entries(`?actor=${user.id}`);
      expect(seen.map(({ action }) => action)).toEqual(['sign-in.failed', 'sign-in']);
    });
  });

  it('has the sessions that their owner ended, each way and once', async () => {
    const user = await createUser(app, tenant);
    const post = (path: string, body: object) => app.request({ method: 'POST', path, body });
    const credentials = { email: user.email, password: PASSWORD, tenant: tenant.slug };
    const begin = async () => (await post('auth/token/', credentials)).json<{ refresh: string }>();
    const { refresh } = await begin();
    for (const times of [1, 2]) {
      expect([times, (await post('auth/logout/', { refresh })).statusCode]).toEqual([times, 204]);
    }
    await begin();
    await begin();
    const sessions = await get<{ id: string; current: boolean }[]>('me/sessions/', user.token);
    const other = sessions.find(({ current }) => !current)!;
    const end = (path: string) => send('DELETE', path, undefined, user.token);
    expect((await end(`me/sessions/${other.id}/`)).statusCode).toBe(204);
    expect((await end(`me/sessions/${other.id}/`)).statusCode).toBe(404);
    for (const times of [1, 2]) expect([times, (await end('me/sessions/')).statusCode]).toEqual([times, 204]);
    const seen = (await entries(`?actor=${user.id}`)).filter(({ action }) => action !== 'sign-in');
    expect(seen.map(({ action, target, details }) => [action, target, details])).toEqual([
      ['session.ended-others', sessions.find(({ current }) => current)!.id, { count: 1 }],
      ['session.ended', other.id, {}],
      ['sign-out', expect.any(String), { address: expect.any(String) }],
    ]);
  });

  it.each([
    [
      'users',
      { email: 'x@audit.test', name: 'X', role: 'customer', password: 'muy secreta' },
      { role: 'agent' },
    ],
    ['organizations', { name: 'Org' }, { shared_tickets: true }],
    ['api-tokens', { name: 'Mío', scopes: ['tickets:read'] }, { name: 'Otro' }],
    ['departments', { name: 'Nuevo' }, { name: 'Otro' }],
  ])('has what is made, changed and deleted of %s, without secrets', async (name, body, change) => {
    const { id } = (await send('POST', `${name}/`, body)).json<{ id: string }>();
    await send('PATCH', `${name}/${id}/`, change);
    expect((await send('DELETE', `${name}/${id}/`)).statusCode).toBe(204);
    const [removed, changed, made] = await entries('?limit=3');
    expect([made, changed, removed].map((entry) => entry!.action)).toEqual([
      `${name}.create`,
      `${name}.change`,
      `${name}.remove`,
    ]);
    expect(changed).toMatchObject({ actor: { id: admin.id }, target: String(id), details: change });
    expect(JSON.stringify(made)).not.toContain('secreta');
  });

  it('has a change of settings with its value, and nothing of what was refused or only read', async () => {
    await send('PATCH', 'settings/', { reopen_days: 9 });
    const [entry] = await entries();
    expect(entry).toMatchObject({ action: 'settings.change', details: { reopen_days: 9 } });
    expect((await send('PATCH', 'settings/', { reopen_days: -1 })).statusCode).toBe(422);
    expect((await send('DELETE', `users/${admin.id}/`)).statusCode).toBe(409);
    await get('settings/');
    expect((await entries())[0]!.id).toBe(entry!.id);
  });

  it('is read page by page, by action, by time, and as a table', async () => {
    const { next, results } = await get<{ next: string; results: AuditEntry[] }>('audit/?limit=2');
    const second = await get<{ results: AuditEntry[] }>(next);
    expect(second.results[0]!.id).toBe(results[1]!.id - 1);
    const signIns = await entries('?action=sign-in');
    expect(new Set(signIns.map(({ action }) => action))).toEqual(new Set(['sign-in']));
    expect(await entries('?before=2020-01-01T00:00:00Z')).toEqual([]);
    const csv = await app.request({ path: 'audit/export/', token: admin.token });
    const lines = csv.body.trimEnd().split('\r\n');
    expect(lines[0]).toBe('id,at,actor,action,target,details,hash');
    // The export itself is noted, after all that it holds.
    expect(lines).toHaveLength((await verify()).entries);
    expect((await entries('?limit=1'))[0]).toMatchObject({ action: 'audit.export', actor: { id: admin.id } });
    const users = await entries('?action=users.');
    expect(new Set(users.map(({ action }) => action.split('.')[0]))).toEqual(new Set(['users']));
  });

  it('has the first use of an API token, one from another network, and those refused: once, whatever comes', async () => {
    const user = await createUser(app, tenant);
    const make = async (more: object = {}) =>
      (
        await send('POST', 'api-tokens/', { name: 'Mío', scopes: ['tickets:read'], ...more }, user.token)
      ).json<{ id: string; token: string }>();
    const uses = async (target: string) =>
      (await entries(`?actor=${user.id}&action=api-token.`))
        .filter((entry) => entry.target === target)
        .map(({ action, details }) => [action, ...Object.values(details)].join(' '));
    const token = await make();
    const use = (remoteAddress: string, path = 'tickets/', method: 'GET' | 'POST' = 'GET') =>
      app.app.inject({
        method,
        url: `/tickets/api/${path}`,
        remoteAddress,
        headers: { authorization: `Bearer ${token.token}` },
      });
    const toldOf = (...expected: string[]) =>
      eventuallyHolds(async () => expect([...(await uses(token.id))].sort()).toEqual([...expected].sort()));
    await use('192.0.2.7');
    await toldOf('api-token.first-use 192.0.2.7');
    await use('192.0.2.7');
    await use('2001:db8:1:2::3');
    const used = ['api-token.first-use 192.0.2.7', 'api-token.new-address 2001:db8:1:2::/64'];
    await toldOf(...used);
    await use('2001:db8:1:2:ffff::9');
    for (const method of ['POST', 'POST'] as const)
      expect((await use('192.0.2.7', 'tickets/', method)).statusCode).toBe(403);
    const lacking = 'api-token.refused tickets.create scope_missing 192.0.2.7';
    await toldOf(...used, lacking);
    await send('DELETE', `api-tokens/${token.id}/`, undefined, user.token);
    for (let tries = 0; tries < 3; tries += 1) expect((await use('192.0.2.9')).statusCode).toBe(401);
    await toldOf(...used, lacking, 'api-token.refused revoked 192.0.2.9');

    const short = await make({ expires_at: new Date(Date.now() + 1_200).toISOString() });
    const shortUse = async () => (await app.request({ path: 'tickets/', token: short.token })).statusCode;
    await eventuallyHolds(async () => expect(await shortUse()).toBe(401));
    await shortUse();
    await eventuallyHolds(async () =>
      expect((await uses(short.id)).filter((one) => one.includes('refused'))).toEqual([
        'api-token.refused expired 127.0.0.1',
      ]),
    );
  });

  it('has a refresh token that came a second time', async () => {
    const user = await createUser(app, tenant);
    const auth = (path: string, body: object) => app.request({ method: 'POST', path: `auth/${path}`, body });
    const credentials = { email: user.email, password: PASSWORD, tenant: tenant.slug };
    const { refresh } = (await auth('token/', credentials)).json<{ refresh: string }>();
    for (const status of [200, 401, 401])
      expect((await auth('token/refresh/', { refresh })).statusCode).toBe(status);
    const reused = await entries(`?actor=${user.id}&action=session.token-reused`);
    expect(reused.map(({ details }) => details)).toEqual([{ address: '127.0.0.1' }]);
  });

  it('keeps one chain, also where many write at once', async () => {
    const add = (index: number) => send('POST', 'plans/', { name: `Plan ${index}` });
    await Promise.all(Array.from({ length: 12 }, (_, index) => add(index)));
    const { entries: count, broken_at: broken } = await verify();
    expect(broken).toBeNull();
    expect((await entries())[0]!.id).toBe(count);
  });

  it('is another one in each tenant', async () => {
    const other = await createUser(app, await createTenant(app), { role: 'admin' });
    const seen = (await get<{ results: AuditEntry[] }>('audit/', other.token)).results;
    expect(seen.map(({ id, action }) => [id, action])).toEqual([[1, 'sign-in']]);
  });
});

describe('tampering with the audit log', () => {
  it.each([
    `UPDATE audit_entries SET actor = 'x'`,
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries CASCADE',
  ])('is refused to the application and, by a trigger, to the owner of the table: %s', async (statement) => {
    for (const url of [appUrl(app.database.ownerUrl, undefined), app.database.ownerUrl]) {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`SELECT set_config('noxdesk.tenant', $1, false)`, [String(tenant.id)]);
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
      await client.end();
    }
  });

  it('is not done by pretending that somebody was erased', async () => {
    const other = await createTenant(app);
    const { token } = await createUser(app, other, { role: 'admin' });
    const { admin: superuser } = app.database;
    const forged = `UPDATE audit_entries SET actor = '[…]', salt = NULL WHERE tenant_id = $1 AND position = 1`;
    await superuser.query('ALTER TABLE audit_entries DISABLE TRIGGER USER');
    await superuser.query(forged, [other.id]);
    await superuser.query('ALTER TABLE audit_entries ENABLE TRIGGER USER');
    await send('POST', 'plans/', { name: 'Otro' }, token);
    await superuser.query(
      `INSERT INTO audit_redactions (tenant_id, entry, position, remains)
       SELECT $1, 2, 1, audit_hash(e) FROM audit_entries e WHERE e.tenant_id = $1 AND e.position = 1`,
      [other.id],
    );
    expect(await verify(token)).toEqual({ entries: 2, broken_at: 1, redacted: 0 });
    const client = new pg.Client({ connectionString: appUrl(app.database.ownerUrl, undefined) });
    await client.connect();
    await client.query(`SELECT set_config('noxdesk.tenant', $1, false)`, [String(other.id)]);
    for (const statement of [
      'INSERT INTO audit_redactions VALUES ($1, 2, 2, $2)',
      'DELETE FROM audit_redactions',
    ]) {
      const params = statement.includes('$1') ? [other.id, ''] : [];
      await expect(client.query(statement, params)).rejects.toMatchObject({ code: '42501' });
    }
    // Nobody is being erased under this id.
    const { rows } = await client.query(`SELECT redact_audit(gen_random_uuid(), now()) AS count`);
    expect(rows).toEqual([{ count: 0 }]);
    await client.end();
  });

  it.each([
    ['changed', `UPDATE audit_entries SET actor = 'nobody@x.test' WHERE tenant_id = $1 AND position = 9`, 9],
    ['taken out', `DELETE FROM audit_entries WHERE tenant_id = $1 AND position = 5`, 6],
  ])('past the triggers is found: an entry %s', async (_, statement, at) => {
    const { admin: superuser } = app.database;
    expect((await verify()).broken_at).not.toBe(at);
    await superuser.query('ALTER TABLE audit_entries DISABLE TRIGGER USER');
    await superuser.query(statement, [tenant.id]);
    await superuser.query('ALTER TABLE audit_entries ENABLE TRIGGER USER');
    expect((await verify()).broken_at).toBe(at);
  });
});
