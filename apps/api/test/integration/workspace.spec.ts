import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TestClock } from '../support/clock.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket, the clock.
const clock = new TestClock();
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let agent: TestUser;
let sales: TestUser;
let customer: TestUser;
let foreign: TestUser;

beforeAll(async () => {
  app = await startTestApp({ clock });
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  agent = await createUser(app, tenant, { role: 'agent', name: 'Ana' });
  sales = await createUser(app, tenant, { role: 'agent', departments: [2] });
  customer = await createUser(app, tenant);
  foreign = await createUser(app, await createTenant(app), { role: 'admin' });
});
afterAll(() => app.close());

const call = async (
  user: TestUser,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => {
  const response = await app.request({ method, path, token: user.token, body });
  return { status: response.statusCode, body: response.body === '' ? null : response.json() };
};

describe('changing many tickets at once', () => {
  it('changes what may be changed, tells what may not ticket by ticket, and takes it back', async () => {
    const [a, b, c] = [
      await openTicket(app, customer.token),
      await openTicket(app, customer.token, { priority: 'low', tags: undefined }),
      await openTicket(app, customer.token),
    ];
    await change(app, agent.token, c.id, { status: 'closed' });
    const hidden = await openTicket(app, customer.token, { department: 2 });
    const ids = [a.id, b.id, c.id, hidden.id];
    const { status, body } = await call(agent, 'POST', 'bulk/', {
      tickets: ids,
      changes: { status: 'pending', priority: 'urgent', assignee: agent.id, tags: ['oleada'] },
    });
    expect(status).toBe(200);
    expect(body.results.map((result: { ok: boolean }) => result.ok)).toEqual([true, true, false, false]);
    expect(body.results[2].problem).toMatchObject({ code: 'transition_not_allowed', allowed: ['open'] });
    expect(body.results[3].problem).toMatchObject({ code: 'not_found' });
    expect(await getTicket(app, agent.token, b.id)).toMatchObject({
      status: 'pending',
      priority: 'urgent',
      assignee: { id: agent.id },
      tags: ['oleada'],
    });

    const undone = await call(agent, 'POST', 'bulk/undo/', { undo: body.undo });
    expect(undone.body.results).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await getTicket(app, agent.token, b.id)).toMatchObject({
      status: 'new',
      priority: 'low',
      assignee: null,
      tags: [],
    });
    expect((await call(agent, 'POST', 'bulk/undo/', { undo: body.undo })).status).toBe(404);
  });

  it('does not take back over what somebody has written since, nor for somebody else, nor later', async () => {
    const [a, b] = [await openTicket(app, customer.token), await openTicket(app, customer.token)];
    const first = await call(agent, 'POST', 'bulk/', {
      tickets: [a.id, b.id],
      changes: { priority: 'high' },
    });
    await reply(app, customer.token, a.id, 'Algo más');
    expect((await call(admin, 'POST', 'bulk/undo/', { undo: first.body.undo })).status).toBe(404);
    const undone = await call(agent, 'POST', 'bulk/undo/', { undo: first.body.undo });
    expect(undone.body.results).toMatchObject([
      { ok: false, problem: { code: 'precondition_failed' } },
      { ok: true },
    ]);
    const second = await call(agent, 'POST', 'bulk/', { tickets: [b.id], changes: { priority: 'high' } });
    clock.advance({ minutes: 6 });
    expect((await call(agent, 'POST', 'bulk/undo/', { undo: second.body.undo })).status).toBe(404);
  });

  it('is not for customers, and limits itself', async () => {
    const { id } = await openTicket(app, customer.token);
    const changes = { priority: 'high' };
    expect((await call(customer, 'POST', 'bulk/', { tickets: [id], changes })).status).toBe(403);
    expect((await call(agent, 'POST', 'bulk/', { tickets: [], changes })).status).toBe(422);
    expect((await call(agent, 'POST', 'bulk/', { tickets: [id], changes: {} })).status).toBe(422);
    const foreignResult = await call(foreign, 'POST', 'bulk/', { tickets: [id], changes });
    expect(foreignResult.body.results).toMatchObject([{ ok: false, problem: { code: 'not_found' } }]);
  });
});

describe('saved views', () => {
  it('are one’s own, a department’s or everyone’s', async () => {
    const own = await call(agent, 'POST', 'views/', { name: 'Mías', query: 'assignee=me&status=open' });
    expect(own).toMatchObject({ status: 201, body: { scope: 'own', mine: true } });
    const team = await call(agent, 'POST', 'views/', {
      name: 'Equipo',
      query: 'status=new',
      scope: 'department',
      department: 1,
    });
    const all = await call(admin, 'POST', 'views/', { name: 'Todas', query: '', scope: 'tenant' });
    const names = async (user: TestUser) =>
      (await call(user, 'GET', 'views/')).body.map((view: { name: string }) => view.name);
    expect(await names(agent)).toEqual(['Equipo', 'Mías', 'Todas']);
    expect(await names(sales)).toEqual(['Todas']);
    expect(await names(foreign)).toEqual([]);
    expect((await call(customer, 'GET', 'views/')).status).toBe(403);

    expect((await call(sales, 'PATCH', `views/${own.body.id}/`, { name: 'x' })).status).toBe(404);
    expect((await call(agent, 'DELETE', `views/${all.body.id}/`)).status).toBe(403);
    const moved = await call(agent, 'PATCH', `views/${team.body.id}/`, { scope: 'own' });
    expect(moved.body).toMatchObject({ scope: 'own', department: null });
    expect((await call(agent, 'DELETE', `views/${own.body.id}/`)).status).toBe(204);
  });

  it.each([
    [{ name: '', query: '' }, 'name'],
    [{ name: 'x', query: 'colour=red' }, 'query.colour'],
    [{ name: 'x', query: 'status=gone' }, 'query.status.0'],
    [{ name: 'x', query: 'a b' }, 'query'],
    [{ name: 'x', query: '', scope: 'department' }, 'department'],
  ])('refuse %j by name', async (body, field) => {
    const refused = await call(agent, 'POST', 'views/', body);
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it('are refused where they are not the caller’s to arrange', async () => {
    expect((await call(agent, 'POST', 'views/', { name: 'x', query: '', scope: 'tenant' })).status).toBe(403);
    const elsewhere = { name: 'x', query: '', scope: 'department', department: 2 };
    expect((await call(agent, 'POST', 'views/', elsewhere)).status).toBe(403);
  });

  it('are counted for who asks', async () => {
    const queries = ['', 'priority=critical', 'assignee=me'];
    await openTicket(app, customer.token, { priority: 'critical', department: 2 });
    const seen = await call(sales, 'POST', 'views/counts/', { queries });
    const listed = (await call(sales, 'GET', 'tickets/?limit=100')).body.results.length;
    expect(seen.body.counts).toEqual([
      { count: listed, more: false },
      { count: 1, more: false },
      { count: 0, more: false },
    ]);
    expect((await call(foreign, 'POST', 'views/counts/', { queries })).body.counts[0].count).toBe(0);
    expect((await call(agent, 'POST', 'views/counts/', { queries: ['status=gone'] })).status).toBe(422);
  });
});

describe('drafts', () => {
  const NO_DRAFTS = { reply: null, note: null };

  it('are kept per user and ticket, and forgotten on request', async () => {
    const { id } = await openTicket(app, customer.token);
    const body = {
      body: 'A medias',
      body_html: '<p>A <b onclick="x()">medias</b></p>',
      message_type: 'note',
    };
    const saved = await call(agent, 'POST', `drafts/${id}/`, body);
    expect(saved).toMatchObject({ status: 200, body: { body: 'A medias', message_type: 'note' } });
    expect(saved.body.body_html).not.toContain('onclick');
    expect((await call(agent, 'GET', `drafts/${id}/`)).body).toEqual({ reply: null, note: saved.body });
    expect((await call(admin, 'GET', `drafts/${id}/`)).body).toEqual(NO_DRAFTS);
    expect((await call(agent, 'DELETE', `drafts/${id}/`)).status).toBe(204);
    expect((await call(agent, 'GET', `drafts/${id}/`)).body).toEqual(NO_DRAFTS);
  });

  it('are two for each ticket: what is for the team is never what is for the customer', async () => {
    const { id } = await openTicket(app, customer.token);
    const write = (body: string, type: string) =>
      call(agent, 'POST', `drafts/${id}/`, { body, message_type: type });
    await write('Hola', 'reply');
    await write('Cuidado con este', 'note');
    await write('Hola, Luis', 'reply');
    expect((await call(agent, 'GET', `drafts/${id}/`)).body).toMatchObject({
      reply: { body: 'Hola, Luis', message_type: 'reply' },
      note: { body: 'Cuidado con este', message_type: 'note' },
    });
    expect((await call(agent, 'DELETE', `drafts/${id}/?message_type=reply`)).status).toBe(204);
    expect((await call(agent, 'GET', `drafts/${id}/`)).body).toMatchObject({
      reply: null,
      note: { body: 'Cuidado con este' },
    });
    expect((await call(agent, 'DELETE', `drafts/${id}/?message_type=system`)).status).toBe(422);
  });

  it('are for tickets that one sees, and for the form of a new one', async () => {
    const { id } = await openTicket(app, customer.token);
    expect((await call(sales, 'POST', `drafts/${id}/`, { body: 'x' })).status).toBe(404);
    expect((await call(customer, 'POST', 'drafts/new/', { body: 'Hola' })).status).toBe(200);
    expect((await call(customer, 'GET', 'drafts/new/')).body.reply.body).toBe('Hola');
  });
});

describe('canned replies', () => {
  it('are arranged by admins and read by the agents of their department', async () => {
    const made = await call(admin, 'POST', 'canned-replies/', {
      title: 'Reinicio',
      shortcut: 'reinicio',
      body: 'Hola {{requester.name}}, reinicia el servicio.',
      department: 1,
      changes: { status: 'pending' },
    });
    expect(made.status).toBe(201);
    await call(admin, 'POST', 'canned-replies/', { title: 'Saludo', body: 'Hola' });
    const titles = async (user: TestUser) =>
      (await call(user, 'GET', 'canned-replies/')).body.results.map((one: { title: string }) => one.title);
    expect(await titles(agent)).toEqual(['Reinicio', 'Saludo']);
    expect(await titles(sales)).toEqual(['Saludo']);
    expect(await titles(foreign)).toEqual([]);
    expect((await call(agent, 'POST', 'canned-replies/', { title: 'x', body: 'y' })).status).toBe(403);
    const twice = await call(admin, 'POST', 'canned-replies/', {
      title: 'x',
      body: 'y',
      shortcut: 'REINICIO',
    });
    expect(twice).toMatchObject({ status: 409, body: { errors: [{ field: 'shortcut' }] } });
    const changed = await call(admin, 'PATCH', `canned-replies/${made.body.id}/`, { title: 'Reiniciar' });
    expect(changed.body).toMatchObject({ title: 'Reiniciar', shortcut: 'reinicio' });
    expect((await call(foreign, 'DELETE', `canned-replies/${made.body.id}/`)).status).toBe(404);
    expect((await call(admin, 'DELETE', `canned-replies/${made.body.id}/`)).status).toBe(204);
  });
});

describe('the bell', () => {
  it('tells an agent of assignments and answers, not of what they did themselves, until it is read', async () => {
    const ticket = await openTicket(app, customer.token);
    await change(app, admin.token, ticket.id, { assignee: agent.id });
    await reply(app, customer.token, ticket.id, 'Una cosa más');
    await change(app, agent.token, ticket.id, { priority: 'high' });
    const bell = await call(agent, 'GET', 'notifications/?limit=2');
    expect(bell.body.results.map((one: { kind: string }) => one.kind)).toEqual([
      'customer_reply',
      'assigned',
    ]);
    expect(bell.body.results[0].ticket).toEqual({
      id: ticket.id,
      number: ticket.number,
      subject: ticket.subject,
    });
    const before = bell.body.unread;
    await call(agent, 'POST', 'notifications/read/', { ids: [bell.body.results[0].id] });
    expect((await call(agent, 'GET', 'notifications/')).body.unread).toBe(before - 1);
    await call(agent, 'POST', 'notifications/read/', {});
    expect((await call(agent, 'GET', 'notifications/?unread=true')).body.results).toEqual([]);
    expect((await call(admin, 'GET', 'notifications/')).body.results).toEqual([]);
    expect((await call(customer, 'GET', 'notifications/')).status).toBe(403);
  });

  it('forgets a ticket that has moved out of sight', async () => {
    const ticket = await openTicket(app, customer.token);
    await change(app, admin.token, ticket.id, { assignee: agent.id });
    await change(app, admin.token, ticket.id, { department: 2 });
    const seen = await call(agent, 'GET', 'notifications/?limit=100');
    expect(JSON.stringify(seen.body)).not.toContain(ticket.id);
  });
});
