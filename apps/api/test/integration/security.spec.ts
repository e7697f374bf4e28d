import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { allEndpoints, type Endpoint, type Ticket } from '@noxdesk/contracts';
import { Keys } from '../../src/platform/security/keys.js';
import { createTenant, createUser, PASSWORD, type TestTenant, type TestUser } from '../factories/people.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { REQUESTS } from '../full/access/requests.js';
import { buildWorld, type World } from '../full/access/world.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Listener, listen } from '../support/live.js';

// Real: PostgreSQL with row-level security, Redis, two applications in one process. What an attacker would try.
const secret = 'a'.repeat(64);
let app: TestApp;
let tenant: TestTenant;
let agent: TestUser;
let customer: TestUser;
let outsider: TestUser;
let outsiderCustomer: TestUser;
const listeners: Listener[] = [];

beforeAll(async () => {
  app = await startTestApp({ secret });
  tenant = await createTenant(app);
  const foreign = await createTenant(app);
  agent = await createUser(app, tenant, { role: 'agent' });
  customer = await createUser(app, tenant);
  outsider = await createUser(app, foreign, { role: 'admin' });
  outsiderCustomer = await createUser(app, foreign);
});
afterEach(() => listeners.splice(0).forEach((listener) => listener.close()));
afterAll(() => app.close());

const statusOf = async (token: string | undefined, path = 'me/') =>
  (await app.request({ path, token })).statusCode;

describe('a bearer token', () => {
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sessionOf = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sid: string }).sid;
  const accessKey = new Keys(secret).key('access-token');
  const claims = (more: object = {}) => ({
    iss: 'noxdesk',
    kind: 'access',
    sub: customer.id,
    tenant: tenant.id,
    sid: sessionOf(customer.token),
    exp: Math.floor(Date.now() / 1_000) + 600,
    ...more,
  });
  const hmac = (payload: object, { key = accessKey, alg = 'HS256', hash = 'sha256' } = {}) => {
    const text = `${base64({ alg, typ: 'JWT' })}.${base64(payload)}`;
    return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`;
  };

  it('is taken when it is what the application itself would have signed', async () => {
    expect(await statusOf(hmac(claims()))).toBe(200);
  });

  it.each<[string, () => string]>([
    ['is over', () => hmac(claims({ exp: Math.floor(Date.now() / 1_000) - 1 }))],
    ['never ends', () => hmac(claims({ exp: undefined }))],
    ['is not valid yet', () => hmac(claims({ nbf: Math.floor(Date.now() / 1_000) + 600 }))],
    ['comes from another issuer', () => hmac(claims({ iss: 'someone-else' }))],
    ['has no issuer', () => hmac(claims({ iss: undefined }))],
    ['is of no known kind', () => hmac(claims({ kind: 'root' }))],
    ['says refresh', () => hmac(claims({ kind: 'refresh' }))],
    ['belongs to no session', () => hmac(claims({ sid: undefined }))],
    ['names a session that does not exist', () => hmac(claims({ sid: customer.id }))],
    ['names somebody else’s session', () => hmac(claims({ sid: sessionOf(agent.token) }))],
    ['names a user of another tenant', () => hmac(claims({ sub: outsider.id }))],
    ['names a tenant as text', () => hmac(claims({ tenant: String(tenant.id) }))],
    ['names an API token that does not exist', () => hmac(claims({ kind: 'api', jti: customer.id }))],
    [
      'is signed with the key of refresh tokens',
      () => hmac(claims(), { key: new Keys(secret).key('refresh-token') }),
    ],
    [
      'is signed with another installation’s key',
      () => hmac(claims(), { key: new Keys('b'.repeat(64)).key('access-token') }),
    ],
    ['is signed with an empty key', () => hmac(claims(), { key: Buffer.alloc(0) })],
    ['is signed by another algorithm', () => hmac(claims(), { alg: 'HS512', hash: 'sha512' })],
    ['says one algorithm and is signed by another', () => hmac(claims(), { alg: 'RS256' })],
    ['is unsigned', () => `${base64({ alg: 'none' })}.${base64(claims())}.`],
    ['is unsigned and says so in capitals', () => `${base64({ alg: 'NONE' })}.${base64(claims())}.`],
    ['lost its signature', () => `${hmac(claims()).split('.').slice(0, 2).join('.')}.`],
    [
      'was changed after signing',
      () => {
        const [head, , seal] = hmac(claims()).split('.');
        return `${head}.${base64(claims({ sub: agent.id }))}.${seal}`;
      },
    ],
    [
      'brings its own key',
      () => {
        const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
        const text = `${base64({ alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) })}.${base64(claims())}`;
        return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
      },
    ],
  ])('that %s is refused', async (_, token) => {
    expect(await statusOf(token())).toBe(401);
  });

  it('is not taken from a cookie, the query or another scheme', async () => {
    const headers: Record<string, string>[] = [
      { cookie: `noxdesk_refresh=${customer.token}` },
      { authorization: `Basic ${customer.token}` },
    ];
    for (const one of headers)
      expect((await app.request({ path: 'me/', headers: one })).statusCode).toBe(401);
    expect(await statusOf(undefined, `me/?access_token=${customer.token}`)).toBe(401);
  });

  it('is good for its own application only, also where two run in one process', async () => {
    const second = await startTestApp({ secret: 'c'.repeat(64) });
    try {
      const theirs = await createUser(second, await createTenant(second));
      expect(await statusOf(customer.token)).toBe(200);
      expect((await second.request({ path: 'me/', token: theirs.token })).statusCode).toBe(200);
      expect((await second.request({ path: 'me/', token: customer.token })).statusCode).toBe(401);
      expect(await statusOf(theirs.token)).toBe(401);
    } finally {
      await second.close();
    }
    expect(await statusOf(customer.token)).toBe(200);
  });

  it('of a program cannot give itself more than it has', async () => {
    const make = (token: string, scopes: string[]) =>
      app.request({ method: 'POST', path: 'api-tokens/', token, body: { name: 'Mío', scopes } });
    const admin = await createUser(app, tenant, { role: 'admin' });
    const narrow = (await make(admin.token, ['admin'])).json<{ token: string }>().token;
    expect((await make(narrow, ['tickets:write'])).statusCode).toBe(403);
    expect((await make(customer.token, ['admin'])).statusCode).toBe(403);
  });
});

const SOMEBODY = '00000000-0000-7000-8000-000000000000';

describe('fields that are not the caller’s to set', () => {
  const FIELDS = {
    id: SOMEBODY,
    tenant_id: 1,
    version: 99,
    created_at: '2020-01-01T00:00:00Z',
    user_id: 1,
  };
  let world: World;
  beforeAll(async () => {
    world = await buildWorld(app);
  }, 60_000);
  const writing = allEndpoints
    .filter(({ body }) => body !== undefined)
    .map((endpoint) => [endpoint.id, endpoint] as const);

  it.each(writing)('are refused by name: %s', async (id, endpoint: Endpoint) => {
    const { path, body } = await REQUESTS[id]!(world, world.shared, 'admin');
    const token = endpoint.access === 'operator' ? world.tokens.operator : world.people.admin.token;
    const sent = { ...(body as object), ...FIELDS };
    const response = await app.request({ method: endpoint.method, path, token, body: sent });
    expect(response.statusCode).toBe(422);
    const named = response.json<{ errors: { field: string; code: string }[] }>().errors;
    const unknown = named.filter(({ code }) => code === 'unknown_field').map(({ field }) => field);
    const own = Object.keys(body as object);
    expect(unknown.sort()).toEqual(
      Object.keys(FIELDS)
        .filter((name) => !own.includes(name))
        .sort(),
    );
  });

  it.each([
    ['me/', { role: 'admin' }],
    ['me/', { email: 'other@example.test' }],
    ['me/', { can_access_ticketing: true }],
    ['me/', { organization: SOMEBODY }],
  ])('nobody changes in themselves: %s %j', async (path, body) => {
    const response = await app.request({ method: 'PATCH', path, token: customer.token, body });
    expect(response.statusCode).toBe(422);
  });

  it('are not reached by way of the prototype', async () => {
    const body = '{"locale":"en","__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}}}';
    const response = await app.request({
      method: 'PATCH',
      path: 'me/',
      token: customer.token,
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.statusCode).toBe(400);
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});

describe('between tenants and users', () => {
  it('a cursor carries nothing over', async () => {
    for (let index = 0; index < 3; index += 1) await openTicket(app, customer.token);
    await openTicket(app, outsiderCustomer.token, { subject: 'De la otra empresa' });
    const first = (await app.request({ path: 'tickets/?limit=1', token: customer.token })).json();
    const carried = await app.request({ path: first.next, token: outsider.token });
    const seen = carried.json<{ results: Ticket[] }>().results.map(({ requester }) => requester.id);
    expect(seen).not.toContain(customer.id);
    const colleague = await createUser(app, tenant);
    const other = await app.request({ path: first.next, token: colleague.token });
    expect(other.json().results).toEqual([]);
    const [path, cursor] = String(first.next).split('cursor=');
    const forged = `${path}cursor=${cursor!.slice(0, -2)}AA`;
    expect(await statusOf(customer.token, forged)).toBe(422);
    expect(await statusOf(agent.token, `users/?cursor=${cursor}`)).toBe(403);
    expect(await statusOf(outsider.token, `users/?cursor=${cursor}`)).toBe(422);
  });

  it('a search finds nothing, whether by word, number or requester', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Lapislázuli roto' });
    const find = async (query: string, token: string) =>
      (await app.request({ path: `tickets/?${query}`, token }))
        .json<{ results: Ticket[] }>()
        .results.map(({ id }) => id);
    expect(await find('search=lapislazuli', customer.token)).toEqual([ticket.id]);
    for (const query of [
      'search=lapislazuli',
      `search=${ticket.number}`,
      `requester=${customer.id}`,
      `requester=${customer.email}`,
    ]) {
      expect(await find(query, outsider.token)).not.toContain(ticket.id);
      expect(await find(query, (await createUser(app, tenant)).token)).not.toContain(ticket.id);
    }
  });

  it('an Idempotency-Key answers its own user only', async () => {
    const send = (token: string) =>
      app.request({
        method: 'POST',
        path: 'tickets/',
        token,
        headers: { 'idempotency-key': 'same-key' },
        body: { subject: 'Igual', department: 1, messages: [{ body: 'Igual' }] },
      });
    const colleague = await createUser(app, tenant);
    const answers = await Promise.all(
      [customer, colleague, outsiderCustomer].map(({ token }) => send(token)),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201]);
    const tickets = answers.map((answer) => answer.json<Ticket>());
    expect(tickets.map(({ requester }) => requester.id)).toEqual([
      customer.id,
      colleague.id,
      outsiderCustomer.id,
    ]);
    expect(new Set(tickets.map(({ id }) => id)).size).toBe(3);
  });

  it('the live stream tells nothing, nor does it resume where another tenant’s stood', async () => {
    const mine = await listen(app, agent.token);
    listeners.push(mine);
    const ticket = await openTicket(app, customer.token);
    const { id: lastSeen } = await mine.hear('message.created');
    const theirs = await listen(app, outsider.token, lastSeen);
    listeners.push(theirs);
    await reply(app, customer.token, ticket.id, 'Sigo esperando');
    const own = await openTicket(app, outsiderCustomer.token);
    await theirs.hear('ticket.created');
    expect(JSON.stringify(theirs.heard)).toContain(own.id);
    expect(JSON.stringify(theirs.heard)).not.toContain(ticket.id);
  });

  it('ids of another tenant in a body are unknown, not used', async () => {
    const foreignDepartment = await app.request({
      method: 'POST',
      path: 'departments/',
      token: outsider.token,
      body: { name: 'Solo suya' },
    });
    const { id: department } = foreignDepartment.json<{ id: number }>();
    const ticket = await openTicket(app, customer.token);
    const refused = await change(app, agent.token, ticket.id, { assignee: outsider.id });
    expect(refused.statusCode).toBe(422);
    const opened = await app.request({
      method: 'POST',
      path: 'tickets/',
      token: customer.token,
      body: { subject: 'Ajeno', department, messages: [{ body: 'x' }] },
    });
    expect(opened.statusCode).toBe(422);
  });
});

describe('two who act at once', () => {
  it('with the same version in hand do not both win', async () => {
    const ticket = await openTicket(app, customer.token);
    const set = (status: string) =>
      app.request({
        method: 'PATCH',
        path: `tickets/${ticket.id}/`,
        token: agent.token,
        headers: { 'if-match': `"${ticket.version}"` },
        body: { status },
      });
    const answers = await Promise.all([set('pending'), set('on_hold'), set('resolved')]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412, 412]);
  });

  it('leave a history in which every state follows from the one before', async () => {
    const ticket = await openTicket(app, customer.token);
    const states = ['resolved', 'closed', 'open', 'pending', 'on_hold', 'closed'];
    const answers = await Promise.all(
      states.map((status) => change(app, agent.token, ticket.id, { status })),
    );
    expect(answers.every(({ statusCode }) => statusCode === 200 || statusCode === 409)).toBe(true);
    const { messages, status } = await getTicket(app, agent.token, ticket.id);
    const moves = messages
      .filter(({ event }) => event?.kind === 'status_changed')
      .map(({ event }) => event as unknown as { from: string; to: string });
    expect(moves[0]!.from).toBe('new');
    moves.slice(1).forEach((move, index) => expect(move.from).toBe(moves[index]!.to));
    expect(moves.at(-1)!.to).toBe(status);
  });

  it('use a refresh token once between them', async () => {
    const pair = (
      await app.request({
        method: 'POST',
        path: 'auth/token/',
        body: { email: customer.email, password: PASSWORD },
      })
    ).json();
    const use = () =>
      app.request({ method: 'POST', path: 'auth/token/refresh/', body: { refresh: pair.refresh } });
    const statuses = (await Promise.all([use(), use(), use()])).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
  });
});
