import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { change, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/clock.js';
import { type Listener, listen } from '../support/live.js';

// Real: PostgreSQL, Redis pub/sub between two applications of one installation, the sockets.
const secret = 's'.repeat(40);
let app: TestApp;
let second: TestApp;
let tenant: TestTenant;
let agent: TestUser;
let customer: TestUser;
const listeners: Listener[] = [];

beforeAll(async () => {
  app = await startTestApp({ secret });
  second = await startTestApp({ secret, database: app.database });
  tenant = await createTenant(app);
  agent = await createUser(app, tenant, { role: 'agent' });
  customer = await createUser(app, tenant);
});
afterEach(() => listeners.splice(0).forEach((listener) => listener.close()));
afterAll(async () => {
  await second.close();
  await app.close();
});

const open = async (at: TestApp, token: string, lastEventId?: string) => {
  const listener = await listen(at, token, lastEventId);
  listeners.push(listener);
  return listener;
};
const types = (listener: Listener) => listener.heard.map((event) => event.type);

describe('the live stream', () => {
  it('tells an agent in another process of a new ticket, a message and a change, in order', async () => {
    const listener = await open(second, agent.token);
    const ticket = await openTicket(app, customer.token);
    await reply(app, customer.token, ticket.id, 'Otra cosa');
    await change(app, agent.token, ticket.id, { priority: 'urgent' });
    const told = await listener.hear('ticket.changed');
    expect(told.data).toMatchObject({ ticket_id: ticket.id, number: ticket.number, changed: ['priority'] });
    expect(types(listener)).toEqual([
      'hello',
      'ticket.created',
      'message.created',
      'message.created',
      'ticket.changed',
    ]);
  });

  it('tells a customer of answers and states, and nothing of notes, tags, colleagues or other people', async () => {
    const ticket = await openTicket(app, customer.token);
    const foreign = await createTenant(app);
    const [other, outsider] = [
      await createUser(app, tenant),
      await createUser(app, foreign, { role: 'admin' }),
    ];
    const mine = await open(app, customer.token);
    const theirs = [await open(app, other.token), await open(app, outsider.token)];
    await app.request({
      method: 'POST',
      path: `tickets/${ticket.id}/presence/`,
      token: agent.token,
      body: { state: 'typing' },
    });
    await reply(app, agent.token, ticket.id, { body: 'Entre nosotros', message_type: 'note' });
    await change(app, agent.token, ticket.id, { tags: ['vip'] });
    await reply(app, agent.token, ticket.id, { body: 'Listo', status: 'resolved' });
    await mine.hear('ticket.changed');
    expect(types(mine)).toEqual(['hello', 'message.created', 'ticket.changed']);
    expect(JSON.stringify(mine.heard)).not.toContain('vip');
    expect(theirs.map(types)).toEqual([['hello'], ['hello']]);
  });

  it('goes on without a gap after a break, and says so where it cannot', async () => {
    const before = await open(app, agent.token);
    await openTicket(app, customer.token);
    const seen = await before.hear('message.created');
    before.close();
    const missed = await openTicket(app, customer.token);
    const after = await open(app, agent.token, seen.id);
    const told = await after.hear('ticket.created');
    expect(told.data.ticket_id).toBe(missed.id);
    expect(types(after)).not.toContain('resync');
    const elsewhere = await open(second, agent.token, seen.id);
    await elsewhere.hear('resync');
  });

  it('shows colleagues who is typing', async () => {
    const ticket = await openTicket(app, customer.token);
    const colleague = await createUser(app, tenant, { role: 'agent' });
    const listener = await open(second, colleague.token);
    await app.request({
      method: 'POST',
      path: `tickets/${ticket.id}/presence/`,
      token: agent.token,
      body: { state: 'typing' },
    });
    const { data } = await listener.hear('presence');
    expect(data).toEqual({ ticket_id: ticket.id, user: { id: agent.id, name: agent.name }, state: 'typing' });
  });

  it('ends with the second in which the token does that let its listener in', async () => {
    const { body } = await app.request({
      ...{ method: 'POST', path: 'api-tokens/', token: agent.token },
      body: {
        name: 'Corto',
        scopes: ['tickets:read'],
        expires_at: new Date(Date.now() + 3_500).toISOString(),
      },
    });
    const listener = await open(second, (JSON.parse(body) as { token: string }).token);
    // Later than that, and long before a stream looks again by itself.
    let ended = false;
    void listener.ended.then(() => (ended = true));
    await eventually(async () => ended, 8_000);
  }, 15_000);

  it('ends at once in another process with what let its listener in, and follows their role and departments', async () => {
    const admin = await createUser(app, tenant, { role: 'admin' });
    const send = (method: 'POST' | 'PATCH' | 'DELETE', path: string, token: string, body?: unknown) =>
      app.request({ method, path, token, ...(body !== undefined && { body }) });
    const people: TestUser[] = [];
    while (people.length < 5) people.push(await createUser(app, tenant, { role: 'agent' }));
    const [signedOut, programmer, closed, shutOut, moved] = people;
    const made = await send('POST', 'api-tokens/', programmer!.token, {
      name: 'Panel',
      scopes: ['tickets:read'],
    });
    const apiToken = made.json<{ id: string; token: string }>();
    const tokens = [signedOut!.token, apiToken.token, closed!.token, shutOut!.token, moved!.token];
    const streams = await Promise.all(tokens.map((token) => open(second, token)));
    // From here on, streams look again by themselves only in half a minute.
    await new Promise((resolve) => setTimeout(resolve, 1_200));

    const [session] = (await app.request({ path: 'me/sessions/', token: signedOut!.token })).json<
      { id: string }[]
    >();
    const answers = await Promise.all([
      send('DELETE', `me/sessions/${session!.id}/`, signedOut!.token),
      send('DELETE', `api-tokens/${apiToken.id}/`, programmer!.token),
      send('DELETE', `users/${closed!.id}/`, admin.token),
      send('PATCH', `users/${shutOut!.id}/`, admin.token, { can_access_ticketing: false }),
      send('PATCH', `users/${moved!.id}/`, admin.token, { departments: [2] }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([204, 204, 204, 200, 200]);
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error('A stream went on')), 1_000));
    await Promise.race([Promise.all(streams.slice(0, 4).map(({ ended }) => ended)), late]);

    const [, , , , follower] = streams;
    await follower!.hear('resync');
    const theirs = await openTicket(app, customer.token);
    const own = await openTicket(app, customer.token, { department: 2 });
    await eventually(async () => follower!.heard.some(({ data }) => data.ticket_id === own.id));
    expect(follower!.heard.map(({ data }) => data.ticket_id)).not.toContain(theirs.id);

    const colleague = await open(second, agent.token);
    await app.database.admin.query(
      `INSERT INTO tenant_security (tenant_id, second_factor_roles) VALUES ($1, '{agent}')`,
      [tenant.id],
    );
    await Promise.all([colleague.ended, follower!.ended]);
    await app.database.admin.query('DELETE FROM tenant_security WHERE tenant_id = $1', [tenant.id]);
  });

  it('is closed to who has no token or no access', async () => {
    expect((await app.request({ path: 'live/' })).statusCode).toBe(401);
    const outsider = await createUser(app, tenant, { canAccessTicketing: false });
    expect((await app.request({ path: 'live/', token: outsider.token })).statusCode).toBe(403);
  });
});
