// Real: the application, PostgreSQL, Redis with its queues. Simulated: the socket; requests are injected.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  BulkAnswer,
  Contact,
  HeldReply,
  Macro,
  Message,
  Notification,
  Page,
  SavedView,
  Ticket,
} from '@noxdesk/contracts';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/clock.js';

let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let agent: TestUser;
let colleague: TestUser;
let elsewhere: TestUser;
let customer: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin', name: 'Jefa' });
  agent = await createUser(app, tenant, { role: 'agent', name: 'Ana Vidal' });
  colleague = await createUser(app, tenant, { role: 'agent', name: 'Bea Ruiz' });
  elsewhere = await createUser(app, tenant, { role: 'agent', departments: [2] });
  customer = await createUser(app, tenant, { name: 'Luis Pérez' });
  stranger = await createUser(app, await createTenant(app), { role: 'admin' });
}, 60_000);
afterAll(() => app.close());

const post = (path: string, token: string, body: unknown = {}) =>
  app.request({ method: 'POST', path, token, body });
const errorsOf = (answer: { json: () => unknown }) =>
  (answer.json() as { errors?: { field: string; code: string }[] }).errors?.map(
    ({ field, code }) => `${field} ${code}`,
  );
const textsOf = ({ messages }: Ticket) =>
  messages.filter((one) => one.message_type !== 'system').map((one) => one.body);
const eventsOf = ({ messages }: Ticket) => messages.flatMap((one) => one.event?.kind ?? []);

describe('tags of many tickets', () => {
  it('come and go beside those that each has, and come back by one undo', async () => {
    const one = await openTicket(app, agent.token, { tags: ['web', 'vieja'] });
    const two = await openTicket(app, agent.token, { tags: ['correo'] });
    const answer = await post('bulk/', agent.token, {
      tickets: [one.id, two.id],
      changes: { add_tags: ['oleada', 'web'], remove_tags: ['vieja'] },
    });
    const { undo } = answer.json<BulkAnswer>();
    expect((await getTicket(app, agent.token, one.id)).tags).toEqual(['web', 'oleada']);
    expect((await getTicket(app, agent.token, two.id)).tags).toEqual(['correo', 'oleada', 'web']);
    await post('bulk/undo/', agent.token, { undo });
    expect((await getTicket(app, agent.token, one.id)).tags).toEqual(['web', 'vieja']);
    expect((await getTicket(app, agent.token, two.id)).tags).toEqual(['correo']);
  });
});

describe('naming a colleague in a note', () => {
  it('rings their bell and writes them a mail, and nobody else’s', async () => {
    const ticket = await openTicket(app, customer.token);
    await reply(app, agent.token, ticket.id, {
      body: '@Bea Ruiz ¿lo ves tú?',
      message_type: 'note',
      mentions: [colleague.id],
    });
    const bell = await app.request({ path: 'notifications/', token: colleague.token });
    expect(bell.json<Page<Notification>>().results).toMatchObject([
      { kind: 'mention', ticket: { id: ticket.id } },
    ]);
    const mails = await app.request({ path: `outbox/?limit=100`, token: admin.token });
    const told = mails.json<Page<{ kind: string; to: string[] }>>().results;
    expect(told.filter(({ kind }) => kind === 'mention').map(({ to }) => to)).toEqual([[colleague.email]]);
  });

  it('sends no mail to who has turned that off', async () => {
    const quiet = await createUser(app, tenant, { role: 'agent' });
    await app.request({
      method: 'PATCH',
      path: 'me/',
      token: quiet.token,
      body: { notifications: { mention: false } },
    });
    const ticket = await openTicket(app, customer.token);
    await reply(app, agent.token, ticket.id, { body: '@', message_type: 'note', mentions: [quiet.id] });
    const mails = await app.request({ path: 'outbox/?limit=100', token: admin.token });
    expect(mails.body).not.toContain(quiet.email);
  });

  it('is refused for who does not see the ticket, for customers, and in what a customer reads', async () => {
    const ticket = await openTicket(app, customer.token);
    const tell = (body: object) => post(`tickets/${ticket.id}/reply/`, agent.token, { body: 'x', ...body });
    const away = await tell({ message_type: 'note', mentions: [elsewhere.id] });
    expect([away.statusCode, errorsOf(away)]).toEqual([422, ['mentions not_a_member']]);
    const outside = await tell({ message_type: 'note', mentions: [customer.id] });
    expect([outside.statusCode, errorsOf(outside)]).toEqual([422, ['mentions not_staff']]);
    const foreign = await tell({ message_type: 'note', mentions: [stranger.id] });
    expect(foreign.statusCode).toBe(422);
    expect((await tell({ mentions: [colleague.id] })).statusCode).toBe(403);
  });
});

describe('followers', () => {
  it('are whoever was copied, until staff take them off', async () => {
    const ticket = await openTicket(app, customer.token, {
      messages: [{ body: 'Hola', cc: ['Jefe@Cliente.test'] }],
    });
    expect(ticket.cc).toEqual(['jefe@cliente.test']);
    await reply(app, agent.token, ticket.id, { body: 'Vamos', cc: ['otra@cliente.test'] });
    expect((await getTicket(app, agent.token, ticket.id)).cc).toEqual([
      'jefe@cliente.test',
      'otra@cliente.test',
    ]);
    const changed = await change(app, agent.token, ticket.id, { cc: ['otra@cliente.test'] });
    expect(changed.json<Ticket>().cc).toEqual(['otra@cliente.test']);
    await reply(app, agent.token, ticket.id, 'Ya está');
    const mails = await app.request({ path: 'outbox/?limit=100', token: admin.token });
    const told = mails
      .json<Page<{ to: string[]; kind: string }>>()
      .results.filter(({ kind }) => kind === 'reply');
    expect(told.flatMap(({ to }) => to)).toContain('otra@cliente.test');
    expect(eventsOf(await getTicket(app, agent.token, ticket.id))).toContain('cc_changed');
    expect(eventsOf(await getTicket(app, customer.token, ticket.id))).not.toContain('cc_changed');
  });

  it('are not a customer’s to change', async () => {
    const ticket = await openTicket(app, customer.token);
    expect((await change(app, customer.token, ticket.id, { cc: [] })).statusCode).toBe(403);
    const wrong = await change(app, agent.token, ticket.id, { cc: ['no es un correo'] });
    expect(wrong.statusCode).toBe(422);
  });
});

describe('an answer that can be taken back', () => {
  const hold = (id: string, body: object, token = agent.token) =>
    post(`tickets/${id}/held-replies/`, token, body);

  it('goes out by itself, with its state, under the id it was promised', async () => {
    const ticket = await openTicket(app, customer.token);
    const answer = await hold(ticket.id, { body: 'Mírelo ahora', status: 'pending' });
    expect(answer.statusCode).toBe(202);
    const held = answer.json<HeldReply>();
    expect(textsOf(await getTicket(app, customer.token, ticket.id))).not.toContain('Mírelo ahora');
    const sent = await eventually(async () => {
      const seen = await getTicket(app, customer.token, ticket.id);
      return seen.messages.find(({ id }) => id === held.id) && seen;
    }, 15_000);
    expect(sent.status).toBe('pending');
    expect(textsOf(sent)).toContain('Mírelo ahora');
  }, 20_000);

  it('never does once it was taken back, and only its author can', async () => {
    const ticket = await openTicket(app, customer.token);
    const held = (await hold(ticket.id, { body: 'Ups' })).json<HeldReply>();
    const remove = (token: string) =>
      app.request({ method: 'DELETE', path: `held-replies/${held.id}/`, token });
    expect((await remove(colleague.token)).statusCode).toBe(404);
    expect((await remove(agent.token)).statusCode).toBe(204);
    expect((await remove(agent.token)).statusCode).toBe(404);
    await new Promise((resolve) => setTimeout(resolve, 6_500));
    expect(textsOf(await getTicket(app, agent.token, ticket.id))).not.toContain('Ups');
  }, 20_000);

  it('still goes out where the state it asked for is no longer to be had', async () => {
    const ticket = await openTicket(app, customer.token);
    const held = (await hold(ticket.id, { body: 'Listo', status: 'on_hold' })).json<HeldReply>();
    await change(app, agent.token, ticket.id, { status: 'closed' });
    const sent = await eventually(async () => {
      const seen = await getTicket(app, agent.token, ticket.id);
      return seen.messages.some(({ id }) => id === held.id) && seen;
    }, 15_000);
    expect(sent.status).toBe('closed');
  }, 20_000);

  it('is refused at once for what could not be done now', async () => {
    const ticket = await openTicket(app, customer.token);
    await change(app, agent.token, ticket.id, { status: 'closed' });
    expect((await hold(ticket.id, { body: 'x', status: 'pending' })).statusCode).toBe(409);
    expect((await hold(ticket.id, { body: ' ' })).statusCode).toBe(422);
    expect((await hold(ticket.id, { body: 'x' }, elsewhere.token)).statusCode).toBe(404);
    expect((await hold(ticket.id, { body: 'x' }, customer.token)).statusCode).toBe(403);
    const stale = await app.request({
      method: 'POST',
      path: `tickets/${ticket.id}/held-replies/`,
      token: agent.token,
      body: { body: 'x' },
      headers: { 'if-match': '"1"' },
    });
    expect(stale.statusCode).toBe(412);
  });
});

describe('a macro', () => {
  const make = async (body: object) => (await post('macros/', admin.token, body)).json<Macro>();

  it('changes tickets and writes to them in one step, and one undo takes all of it back', async () => {
    const macro = await make({
      name: 'Cerrar por inactividad',
      changes: { status: 'pending', priority: 'low', assignee: 'me', add_tags: ['inactivo'] },
      message: { message_type: 'reply', body: 'Hola {{requester.first_name}}: {{ticket.number}}' },
    });
    const ticket = await openTicket(app, customer.token, {});
    const apply = () => post(`macros/${macro.id}/apply/`, agent.token, { tickets: [ticket.id] });
    const first = (await apply()).json<BulkAnswer>();
    expect(await getTicket(app, agent.token, ticket.id)).toMatchObject({
      status: 'pending',
      priority: 'low',
      assignee: { id: agent.id },
      tags: ['inactivo'],
    });
    const undone = await post('bulk/undo/', agent.token, { undo: first.undo });
    expect(undone.json<BulkAnswer>().results).toMatchObject([{ ok: true }]);
    expect(await getTicket(app, agent.token, ticket.id)).toMatchObject({
      status: 'new',
      priority: 'medium',
      assignee: null,
      tags: [],
    });
    await apply();
    const answered = await eventually(async () => {
      const seen = await getTicket(app, customer.token, ticket.id);
      return textsOf(seen).length > 1 && seen;
    }, 15_000);
    expect(textsOf(answered)).toEqual([expect.any(String), `Hola Luis: ${ticket.number}`]);
  }, 30_000);

  it('tells ticket by ticket what it could not do', async () => {
    const macro = await make({ name: 'En espera', changes: { status: 'on_hold' } });
    const open = await openTicket(app, customer.token);
    const closed = await openTicket(app, customer.token);
    await change(app, agent.token, closed.id, { status: 'closed' });
    const other = await openTicket(app, customer.token, { department: 2 });
    const answer = await post(`macros/${macro.id}/apply/`, agent.token, {
      tickets: [open.id, closed.id, other.id],
    });
    expect(answer.json<BulkAnswer>().results.map(({ ok, problem }) => (ok ? 'ok' : problem?.code))).toEqual([
      'ok',
      'transition_not_allowed',
      'not_found',
    ]);
  });

  it('is kept by admins, and shown to the department it is for', async () => {
    const macro = await make({ name: 'De Ventas', department: 2, changes: { priority: 'high' } });
    const names = async (token: string) =>
      (await app.request({ path: 'macros/?limit=100', token }))
        .json<Page<Macro>>()
        .results.map(({ name }) => name);
    expect(await names(elsewhere.token)).toContain('De Ventas');
    expect(await names(agent.token)).not.toContain('De Ventas');
    const ticket = await openTicket(app, customer.token);
    const applied = await post(`macros/${macro.id}/apply/`, agent.token, { tickets: [ticket.id] });
    expect(applied.statusCode).toBe(404);
    expect((await post('macros/', agent.token, { name: 'Mía' })).statusCode).toBe(403);
    const twice = await post('macros/', admin.token, { name: 'de ventas' });
    expect([twice.statusCode, errorsOf(twice)]).toEqual([409, ['name duplicate']]);
    const unknown = await post('macros/', admin.token, { name: 'x', department: 99 });
    expect([unknown.statusCode, errorsOf(unknown)]).toEqual([422, ['department unknown_id']]);
    const path = `macros/${macro.id}/`;
    const renamed = await app.request({ method: 'PATCH', path, token: admin.token, body: { name: 'Otra' } });
    expect(renamed.json()).toMatchObject({ name: 'Otra', department: 2 });
    expect((await app.request({ path, token: stranger.token })).statusCode).toBe(404);
    expect((await app.request({ method: 'DELETE', path, token: admin.token })).statusCode).toBe(204);
  });
});

describe('related tickets', () => {
  it('know of each other, tell staff alone, and can be parted again', async () => {
    const other = await createUser(app, tenant, {});
    const one = await openTicket(app, customer.token, { subject: 'Uno' });
    const two = await openTicket(app, other.token, { subject: 'Dos' });
    const linked = await post(`tickets/${one.id}/links/`, agent.token, { ticket: two.number });
    expect(linked.json<Ticket>().related).toMatchObject([{ id: two.id, kind: 'linked' }]);
    const back = await getTicket(app, agent.token, two.id);
    expect(back.related).toMatchObject([{ id: one.id, kind: 'linked' }]);
    const seen = await app.request({ path: `tickets/${two.id}/`, token: other.token });
    expect(seen.body).not.toContain(one.number);
    const path = `tickets/${one.id}/links/${two.id}/`;
    const parted = await app.request({ method: 'DELETE', path, token: agent.token });
    expect(parted.json<Ticket>().related).toEqual([]);
    expect((await app.request({ method: 'DELETE', path, token: agent.token })).statusCode).toBe(404);
  });

  it('must be two, and both seen', async () => {
    const one = await openTicket(app, customer.token);
    const hidden = await openTicket(app, customer.token, { department: 2 });
    const link = (ticket: string) => post(`tickets/${one.id}/links/`, agent.token, { ticket });
    expect(errorsOf(await link(hidden.number))).toEqual(['ticket unknown_value']);
    expect(errorsOf(await link(one.id))).toEqual(['ticket same_ticket']);
    expect((await link('nada')).statusCode).toBe(422);
    expect((await post(`tickets/${hidden.id}/links/`, agent.token, { ticket: one.id })).statusCode).toBe(404);
  });
});

describe('merging', () => {
  it('shows both threads as one, sends later answers there, and can be taken back', async () => {
    const old = await openTicket(app, customer.token, { body: 'Primera vez', cc: undefined });
    const main = await openTicket(app, customer.token, { body: 'Segunda vez' });
    await reply(app, customer.token, old.id, { body: 'Algo más', cc: ['jefe@cliente.test'] });
    const merged = await post(`tickets/${old.id}/merge/`, agent.token, { into: main.number });
    expect(merged.json<Ticket>()).toMatchObject({
      status: 'closed',
      related: [{ id: main.id, kind: 'merged_into' }],
    });
    const both = await getTicket(app, agent.token, main.id);
    expect(textsOf(both)).toEqual(['Primera vez', 'Segunda vez', 'Algo más']);
    expect(both.related).toMatchObject([{ id: old.id, kind: 'merged_from' }]);
    expect(both.cc).toEqual(['jefe@cliente.test']);
    const later = await post(`tickets/${old.id}/reply/`, customer.token, { body: '¿Y ahora?' });
    expect(later.json<Message & { ticket_id: string }>().ticket_id).toBe(main.id);

    const back = await post(`tickets/${old.id}/unmerge/`, agent.token);
    expect(back.json<Ticket>()).toMatchObject({ status: 'new', related: [] });
    expect(textsOf(await getTicket(app, agent.token, main.id))).toEqual(['Segunda vez', '¿Y ahora?']);
    expect((await post(`tickets/${old.id}/unmerge/`, agent.token)).statusCode).toBe(409);
  });

  it('is for tickets of one person alone, and not for what is merged already', async () => {
    const other = await createUser(app, tenant, {});
    const one = await openTicket(app, customer.token);
    const theirs = await openTicket(app, other.token);
    const merge = (from: Ticket, into: Ticket) =>
      post(`tickets/${from.id}/merge/`, agent.token, { into: into.id });
    expect(errorsOf(await merge(one, theirs))).toEqual(['into other_requester']);
    const two = await openTicket(app, customer.token);
    const three = await openTicket(app, customer.token);
    expect((await merge(one, two)).statusCode).toBe(200);
    expect(errorsOf(await merge(three, one))).toEqual(['into merged']);
    expect((await merge(one, three)).statusCode).toBe(409);
    expect((await merge(two, three)).statusCode).toBe(409);
  });
});

describe('splitting a message off', () => {
  it('makes a ticket of its author, related to the old one, with the message’s words', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Dos cosas' });
    const second = await reply(app, customer.token, ticket.id, {
      body: 'Y otra cosa',
      body_html: '<b>Y otra</b>',
    });
    const path = `tickets/${ticket.id}/messages/${second.id}/split/`;
    const made = (await post(path, agent.token, { subject: 'La otra cosa' })).json<Ticket>();
    expect(made).toMatchObject({
      subject: 'La otra cosa',
      requester: { id: customer.id },
      related: [{ id: ticket.id, kind: 'linked' }],
    });
    expect(made.messages[0]).toMatchObject({ body: 'Y otra cosa', author: { id: customer.id } });
    expect(eventsOf(await getTicket(app, agent.token, ticket.id))).toContain('ticket_split');
    expect(textsOf(await getTicket(app, customer.token, made.id))).toEqual(['Y otra cosa']);
  });

  it('is not for notes, nor for messages of another ticket', async () => {
    const ticket = await openTicket(app, customer.token);
    const note = await reply(app, agent.token, ticket.id, { body: 'Nota', message_type: 'note' });
    const other = await openTicket(app, customer.token);
    const split = (message: string) => post(`tickets/${ticket.id}/messages/${message}/split/`, agent.token);
    expect((await split(note.id)).statusCode).toBe(404);
    expect((await split(other.messages[0]!.id)).statusCode).toBe(404);
  });
});

describe('the tags of a tenant', () => {
  it('are renamed everywhere, become one, and are taken off', async () => {
    const a = await openTicket(app, agent.token, { tags: ['factura', 'pago'] });
    const b = await openTicket(app, agent.token, { tags: ['facturas'] });
    await post('canned-replies/', admin.token, {
      title: 'Con etiqueta',
      body: 'x',
      changes: { tags: ['facturas', 'pago'] },
    });
    await post('macros/', admin.token, {
      name: 'Con etiquetas',
      changes: { priority: 'low', add_tags: ['facturas', 'factura'], remove_tags: ['facturas', 'pago'] },
    });
    const view = { name: 'Facturas', query: 'status=open&tag=facturas,a%C3%B1o', scope: 'tenant' };
    await post('views/', admin.token, view);
    const renamed = await post('tags/rename/', admin.token, { from: 'facturas', to: 'factura' });
    expect(renamed.json()).toEqual({ tickets: 1 });
    expect((await getTicket(app, agent.token, b.id)).tags).toEqual(['factura']);
    const canned = await app.request({ path: 'canned-replies/?search=Con etiqueta', token: admin.token });
    expect(canned.body).toContain('"factura"');
    const macros = await app.request({ path: 'macros/?search=Con etiquetas', token: admin.token });
    expect((macros.json() as Page<Macro>).results[0]?.changes).toEqual({
      priority: 'low',
      add_tags: ['factura'],
      remove_tags: ['factura', 'pago'],
    });
    const queryOfView = async () => {
      const views = (await app.request({ path: 'views/', token: agent.token })).json() as SavedView[];
      return new URLSearchParams(views.find(({ name }) => name === 'Facturas')?.query);
    };
    expect([...(await queryOfView())]).toEqual([
      ['status', 'open'],
      ['tag', 'factura,año'],
    ]);
    const list = await app.request({ path: 'tags/?search=FACT', token: agent.token });
    expect(list.json()).toEqual([{ name: 'factura', tickets: 2 }]);
    await post('tags/rename/', admin.token, { from: 'pago', to: 'factura' });
    expect((await getTicket(app, agent.token, a.id)).tags).toEqual(['factura']);
    expect((await post('tags/remove/', admin.token, { name: 'factura' })).json()).toEqual({ tickets: 2 });
    expect((await getTicket(app, agent.token, a.id)).tags).toEqual([]);
    expect((await queryOfView()).get('tag')).toBe('año');
    expect((await post('tags/remove/', admin.token, { name: 'factura' })).statusCode).toBe(404);
    expect((await post('tags/remove/', agent.token, { name: 'x' })).statusCode).toBe(403);
  });

  it('are told to an agent as far as they see the tickets', async () => {
    await openTicket(app, admin.token, { tags: ['solo-ventas'], department: 2 });
    const names = async (token: string) => (await app.request({ path: 'tags/', token })).body;
    expect(await names(agent.token)).not.toContain('solo-ventas');
    expect(await names(elsewhere.token)).toContain('solo-ventas');
  });
});

describe('people to write to', () => {
  it('are found by name or address, with their organisation and its plan, by those who may read what they ask', async () => {
    const plan = await post('plans/', admin.token, { name: 'Oro' });
    const { id: planId } = plan.json() as { id: string };
    const organization = await post('organizations/', admin.token, { name: 'Panadería', plan: planId });
    const { id } = organization.json() as { id: string };
    const asker = await createUser(app, tenant, { name: 'Íñigo Núñez', organization: id });
    const find = async (user: TestUser, query: string) =>
      (await app.request({ path: `contacts/?${query}`, token: user.token })).json() as Contact[];
    // Nobody who may not read a word of theirs knows of them.
    expect(await find(agent, 'search=nunez')).toEqual([]);
    await openTicket(app, asker.token);
    const whole = {
      id: asker.id,
      name: 'Íñigo Núñez',
      email: asker.email,
      organization: { id, name: 'Panadería', plan: { id: planId, name: 'Oro' } },
    };
    expect(await find(agent, 'search=INIGO')).toEqual([whole]);
    expect(await find(agent, `search=${asker.email.slice(0, 12)}`)).toContainEqual(whole);
    expect(await find(agent, `id=${asker.id}`)).toEqual([whole]);
    expect(await find(elsewhere, `id=${asker.id}`)).toEqual([]);
    expect(await find(elsewhere, 'search=inigo')).toEqual([]);
    expect(await find(admin, 'search=%25')).toEqual([]);
    expect(await find(stranger, `id=${asker.id}`)).toEqual([]);
    const refused = await app.request({ path: 'contacts/', token: customer.token });
    expect(refused.statusCode).toBe(403);
  });
});
