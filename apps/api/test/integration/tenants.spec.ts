import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, signIn, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
let app: TestApp;
const OPERATOR = 'operator-token-of-the-tests';
const PASSWORD = 'una contraseña bien larga';

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const operator = (method: TestRequest['method'], body?: unknown, path = 'operator/tenants/') =>
  app.request({ method, path, token: OPERATOR, ...(body !== undefined && { body }) });
const newTenant = (slug: string, more: object = {}) => ({
  slug,
  name: `Empresa ${slug}`,
  admin: { email: `Admin@${slug}.test`, name: 'Ada', password: PASSWORD },
  ...more,
});

describe('a new tenant', () => {
  it('has its admin, its settings and the standard policy around the clock', async () => {
    const response = await operator('POST', newTenant('acme', { hosts: ['Soporte.Acme.test', 'b.test'] }));
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({
      id: expect.any(Number),
      slug: 'acme',
      name: 'Empresa acme',
      hosts: ['soporte.acme.test', 'b.test'],
      created_at: expect.stringMatching(/Z$/),
    });
    const token = await signIn(app, { id: 0, slug: 'acme' }, 'admin@acme.test', PASSWORD);
    expect((await app.request({ path: 'me/', token })).json()).toMatchObject({
      name: 'Ada',
      role: 'admin',
      permissions: ['can_access_ticketing'],
      tenant: { slug: 'acme', name: 'Empresa acme' },
    });
    expect((await app.request({ path: 'departments/', token })).json()).toEqual([]);
    const { results } = (await app.request({ path: 'sla-policies/', token })).json();
    expect(results).toEqual([
      expect.objectContaining({
        is_default: true,
        calendar: null,
        warning_percent: 80,
        version: 1,
        targets: {
          critical: { first_response_minutes: 60, resolution_minutes: 240 },
          urgent: { first_response_minutes: 120, resolution_minutes: 480 },
          high: { first_response_minutes: 240, resolution_minutes: 1440 },
          medium: { first_response_minutes: 480, resolution_minutes: 2880 },
          low: { first_response_minutes: 1440, resolution_minutes: 4320 },
        },
      }),
    ]);
    const first = await app.request({
      method: 'POST',
      path: 'departments/',
      token,
      body: { name: 'Primero' },
    });
    expect(first.json()).toMatchObject({ id: 1, slug: 'primero' });
  });

  it('needs a slug and hosts that nobody has; a refused one leaves nothing behind', async () => {
    await operator('POST', newTenant('taken', { hosts: ['taken.test'] }));
    const bySlug = await operator('POST', newTenant('taken'));
    expect(bySlug.statusCode).toBe(409);
    expect(bySlug.json().errors).toEqual([expect.objectContaining({ field: 'slug', code: 'duplicate' })]);
    const byHost = await operator('POST', newTenant('other', { hosts: ['TAKEN.test'] }));
    expect(byHost.statusCode).toBe(409);
    expect(byHost.json().errors).toEqual([expect.objectContaining({ field: 'hosts', code: 'duplicate' })]);
    expect((await operator('POST', newTenant('other'))).statusCode).toBe(201);
  });

  it.each([
    ['no slug', { slug: undefined }, 'slug'],
    ['a slug in capitals', { slug: 'ACME' }, 'slug'],
    ['no name', { name: undefined }, 'name'],
    ['no admin', { admin: undefined }, 'admin'],
    [
      'an admin without an address',
      { admin: { email: 'nobody', name: 'Ada', password: PASSWORD } },
      'admin.email',
    ],
    [
      'a password that is too short',
      { admin: { email: 'a@b.test', name: 'Ada', password: 'corta' } },
      'admin.password',
    ],
    ['a host with a path', { hosts: ['a.test/x'] }, 'hosts.0'],
    ['a field that does not exist', { plan: 'gold' }, 'plan'],
  ])('is refused with %s', async (_, more, field) => {
    const response = await operator('POST', newTenant('refused', more));
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([expect.objectContaining({ field })]);
  });
});

describe('the list of tenants', () => {
  it('is paged over all of them, there and back', async () => {
    for (const name of ['p1', 'p2', 'p3']) await operator('POST', newTenant(name));
    const seen: string[] = [];
    let path: string | null = 'operator/tenants/?limit=2';
    let last;
    while (path !== null) {
      last = (await operator('GET', undefined, path)).json<{
        results: { slug: string }[];
        next: string | null;
        previous: string | null;
      }>();
      seen.push(...last.results.map(({ slug }) => slug));
      path = last.next;
    }
    expect(seen).toEqual(expect.arrayContaining(['acme', 'p1', 'p2', 'p3']));
    expect(new Set(seen).size).toBe(seen.length);
    const back = (await operator('GET', undefined, last!.previous!)).json<{ results: { slug: string }[] }>();
    const at = seen.length - last!.results.length;
    expect(back.results.map(({ slug }) => slug)).toEqual(seen.slice(at - 2, at));
  });
});

describe('the operator API', () => {
  it('opens to the operator token alone', async () => {
    const tenant = await createTenant(app);
    const admin = await createUser(app, tenant, { role: 'admin' });
    for (const token of [undefined, 'wrong', admin.token]) {
      const response = await app.request({ path: 'operator/tenants/', token });
      expect(response.statusCode).toBe(401);
    }
  });
});

describe('the settings', () => {
  let admin: TestUser;
  let agent: TestUser;
  beforeAll(async () => {
    const tenant = await createTenant(app);
    admin = await createUser(app, tenant, { role: 'admin' });
    agent = await createUser(app, tenant, { role: 'agent' });
  });

  const change = (body: object) =>
    app.request({ method: 'PATCH', path: 'settings/', token: admin.token, body });

  it('begin with the usual values', async () => {
    expect((await app.request({ path: 'settings/', token: admin.token })).json()).toEqual({
      reopen_days: 7,
      auto_close_days: 7,
      attachment_types: [
        ...['png', 'jpg', 'jpeg', 'gif', 'pdf', 'txt', 'doc', 'docx', 'log', 'zip', 'tar.gz', 'tgz'],
      ],
      attachment_max_bytes: 20_971_520,
      attachment_max_files: 10,
      mail_flood_limit: 60,
      strip_picture_metadata: false,
    });
  });

  it('change one by one', async () => {
    expect((await change({ reopen_days: 0 })).json()).toMatchObject({ reopen_days: 0, auto_close_days: 7 });
    const types = await change({ attachment_types: ['PDF', 'tar.gz', 'pdf'], mail_flood_limit: 5 });
    expect(types.json()).toMatchObject({
      reopen_days: 0,
      attachment_types: ['pdf', 'tar.gz'],
      mail_flood_limit: 5,
    });
    expect((await app.request({ path: 'settings/', token: admin.token })).json()).toEqual(types.json());
  });

  it.each([
    ['reopen_days', -1],
    ['reopen_days', '7'],
    ['auto_close_days', 0],
    ['attachment_types', ['../x']],
    ['attachment_max_bytes', 0],
    ['attachment_max_files', 101],
    ['mail_flood_limit', 0],
    ['theme', 'dark'],
  ])('refuse %s: %j', async (field, value) => {
    const response = await change({ [field]: value });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].field.split('.')[0]).toBe(field);
  });

  it('are for admins only', async () => {
    expect((await app.request({ path: 'settings/', token: agent.token })).statusCode).toBe(403);
    expect((await app.request({ path: 'settings/' })).statusCode).toBe(401);
  });
});

describe('without an operator token', () => {
  it('the operator API is not there', async () => {
    const closed = await startTestApp({ env: { OPERATOR_TOKEN: '' } });
    const response = await closed.request({ path: 'operator/tenants/', token: OPERATOR });
    await closed.close();
    expect(response.statusCode).toBe(404);
  });
});
