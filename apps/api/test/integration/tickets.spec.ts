import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ListedTicket, Page } from '@noxdesk/contracts';
import {
  createOrganization,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from '../factories/people.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis, the blob store. Not real: the socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let agent: TestUser;
let salesAgent: TestUser;
let customer: TestUser;
let stranger: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin', name: 'Ada Admin' });
  agent = await createUser(app, tenant, { role: 'agent', name: 'Ana Agente' });
  salesAgent = await createUser(app, tenant, { role: 'agent', departments: [2] });
  customer = await createUser(app, tenant, { name: 'Carlos Cliente', email: 'carlos@cliente.test' });
  stranger = await createUser(app, tenant);
});
afterAll(() => app.close());

const list = async (token: string, query: string) =>
  (await app.request({ path: `tickets/?${query}`, token })).json<Page<ListedTicket>>();

describe('opening a ticket', () => {
  it('answers the ticket with its number, clocks and opening message', async () => {
    const response = await app.request({
      method: 'POST',
      path: 'tickets/',
      token: customer.token,
      body: {
        subject: '  Error al crear   sitio web ',
        department: 1,
        priority: 'high',
        messages: [{ body: 'Recibo un error 500.', message_type: 'reply' }],
      },
    });
    expect(response.statusCode).toBe(201);
    expect(response.headers.etag).toBe('"1"');
    expect(response.json()).toMatchObject({
      number: expect.stringMatching(/^TK-\d{6}$/),
      subject: 'Error al crear sitio web',
      status: 'new',
      priority: 'high',
      department: { id: 1, name: 'Soporte Técnico', slug: 'soporte-tecnico' },
      requester: { id: customer.id, name: 'Carlos Cliente', email: 'carlos@cliente.test' },
      assignee: null,
      channel: 'web',
      version: 1,
      sla: {
        policy: { name: 'Estándar' },
        first_response: { target_minutes: 240, met_at: null, breached: false },
        resolution: { target_minutes: 1440, paused: false },
      },
      messages: [{ message_type: 'reply', body: 'Recibo un error 500.', author: { kind: 'customer' } }],
    });
  });

  it('gives fifty tickets opened at once fifty numbers in a row', async () => {
    const own = await createTenant(app);
    const user = await createUser(app, own);
    const tickets = await Promise.all(Array.from({ length: 50 }, () => openTicket(app, user.token)));
    const numbers = tickets.map((ticket) => Number(ticket.number.slice(3))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('lets staff open it for somebody, who becomes a customer when they are new', async () => {
    const ticket = await openTicket(app, agent.token, {
      requester: { email: 'Nueva@Empresa.test', name: 'Nueva' },
    });
    expect(ticket.requester).toMatchObject({ email: 'nueva@empresa.test', name: 'Nueva' });
    expect(ticket.messages[0]!.author.kind).toBe('agent');
    expect(ticket.sla!.first_response.met_at).toBeNull();
    const refused = await app.request({
      method: 'POST',
      path: 'tickets/',
      token: customer.token,
      body: { subject: 'a', department: 1, messages: [{ body: 'b' }], requester: { email: 'x@y.test' } },
    });
    expect(refused.statusCode).toBe(403);
    expect(refused.json().errors).toEqual([expect.objectContaining({ field: 'requester' })]);
  });

  it.each([
    ['no subject', { department: 1, messages: [{ body: 'x' }] }, 'subject'],
    ['an empty subject', { subject: '  ', department: 1, messages: [{ body: 'x' }] }, 'subject'],
    [
      'a subject that is too long',
      { subject: 'x'.repeat(256), department: 1, messages: [{ body: 'x' }] },
      'subject',
    ],
    ['a subject of another type', { subject: 7, department: 1, messages: [{ body: 'x' }] }, 'subject'],
    [
      'a NUL in the text',
      { subject: 'x', department: 1, messages: [{ body: 'a\u0000b' }] },
      'messages.0.body',
    ],
    ['no department', { subject: 'x', messages: [{ body: 'x' }] }, 'department'],
    ['a department as text', { subject: 'x', department: '1', messages: [{ body: 'x' }] }, 'department'],
    ['an unknown department', { subject: 'x', department: 99, messages: [{ body: 'x' }] }, 'department'],
    [
      'an unknown priority',
      { subject: 'x', department: 1, priority: 'huge', messages: [{ body: 'x' }] },
      'priority',
    ],
    ['no message', { subject: 'x', department: 1 }, 'messages'],
    ['two messages', { subject: 'x', department: 1, messages: [{ body: 'x' }, { body: 'y' }] }, 'messages'],
    ['an empty message', { subject: 'x', department: 1, messages: [{ body: ' \n' }] }, 'messages.0.body'],
    ['an unknown field', { subject: 'x', department: 1, messages: [{ body: 'x' }], colour: 'red' }, 'colour'],
    [
      'an unknown inner field',
      { subject: 'x', department: 1, messages: [{ body: 'x', id: 1 }] },
      'messages.0.id',
    ],
  ])('refuses %s by name, and saves nothing', async (_, body, field) => {
    const before = (await list(admin.token, 'limit=1')).results[0]?.number;
    const response = await app.request({ method: 'POST', path: 'tickets/', token: customer.token, body });
    expect(response.statusCode).toBe(422);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json().errors.map((error: { field: string }) => error.field)).toContain(field);
    expect((await list(admin.token, 'limit=1')).results[0]?.number).toBe(before);
  });

  it('answers malformed JSON with 400', async () => {
    const response = await app.request({
      method: 'POST',
      path: 'tickets/',
      token: customer.token,
      body: Buffer.from('{"subject": '),
      headers: { 'content-type': 'application/json' },
    });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ status: 400, code: 'malformed_request' });
  });
});

describe('the life of a ticket', () => {
  it('goes from new to closed, and every change is written down', async () => {
    const { id } = await openTicket(app, customer.token);
    await reply(app, agent.token, id, 'Lo miramos.');
    let ticket = await getTicket(app, agent.token, id);
    expect(ticket).toMatchObject({ status: 'open', assignee: { id: agent.id } });
    expect(ticket.sla!.first_response.met_at).not.toBeNull();

    await reply(app, agent.token, id, { body: '¿Qué versión usas?', status: 'pending' });
    ticket = await getTicket(app, agent.token, id);
    expect(ticket.status).toBe('pending');
    expect(ticket.sla!.resolution).toMatchObject({ paused: true, due_at: null });

    await reply(app, customer.token, id, 'La 7.');
    expect((await getTicket(app, agent.token, id)).status).toBe('open');

    expect((await change(app, agent.token, id, { status: 'resolved' })).statusCode).toBe(200);
    await reply(app, customer.token, id, { body: 'Gracias', confirm_solution: true });
    ticket = await getTicket(app, customer.token, id);
    expect(ticket.status).toBe('closed');
    const events = ticket.messages.filter((message) => message.message_type === 'system');
    expect(events.map(({ event }) => [event!.kind, event!.from, event!.to])).toEqual([
      ['assigned', null, { id: agent.id, name: 'Ana Agente' }],
      ['status_changed', 'new', 'open'],
      ['status_changed', 'open', 'pending'],
      ['status_changed', 'pending', 'open'],
      ['status_changed', 'open', 'resolved'],
      ['status_changed', 'resolved', 'closed'],
    ]);
    expect(events[0]).toMatchObject({
      author: { name: 'Ana Agente', kind: 'system' },
      body: 'Asignado a Ana Agente',
    });
  });

  it('closes a resolved ticket when the reply is only a word of confirmation', async () => {
    const { id } = await openTicket(app, customer.token);
    await change(app, agent.token, id, { status: 'resolved' });
    await reply(app, customer.token, id, '¡Solucionado!');
    expect((await getTicket(app, customer.token, id)).status).toBe('closed');
  });

  it('reopens when the customer writes again', async () => {
    const { id } = await openTicket(app, customer.token);
    await change(app, agent.token, id, { status: 'resolved' });
    await reply(app, customer.token, id, 'No, sigue igual.');
    const ticket = await getTicket(app, agent.token, id);
    expect(ticket).toMatchObject({ status: 'open', resolved_at: null });
    expect(ticket.sla!.resolution.met_at).toBeNull();
  });

  it('opens a ticket of its own for a reply to one that has been closed for too long', async () => {
    const { id } = await openTicket(app, customer.token);
    await change(app, agent.token, id, { status: 'closed' });
    await app.database.admin.query(
      `UPDATE tickets SET closed_at = closed_at - interval '8 days' WHERE id = $1`,
      [id],
    );
    const added = await app.request({
      method: 'POST',
      path: `tickets/${id}/reply/`,
      token: customer.token,
      body: { body: 'Vuelve a pasar.' },
    });
    expect(added.statusCode).toBe(201);
    const followUp = await getTicket(app, customer.token, added.json().ticket_id);
    expect(followUp.id).not.toBe(id);
    expect(followUp).toMatchObject({ status: 'new', related: [{ id, kind: 'follows' }] });
    const closed = await getTicket(app, customer.token, id);
    expect(closed).toMatchObject({ status: 'closed', related: [{ id: followUp.id, kind: 'followed_by' }] });
  });

  it('refuses what the table of states does not allow, and says what is', async () => {
    const { id } = await openTicket(app, customer.token);
    const backwards = await change(app, agent.token, id, { status: 'new' });
    expect(backwards.statusCode).toBe(200);
    await change(app, agent.token, id, { status: 'closed' });
    const refused = await change(app, agent.token, id, { status: 'pending' });
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ allowed: ['open'] });
    const byCustomer = await openTicket(app, customer.token);
    const early = await change(app, customer.token, byCustomer.id, { status: 'closed' });
    expect(early.statusCode).toBe(409);
    expect(early.json().allowed).toEqual([]);
  });

  it('writes nothing when the same state is set again', async () => {
    const ticket = await openTicket(app, customer.token);
    const again = await change(app, agent.token, ticket.id, { status: 'new' });
    expect(again.statusCode).toBe(200);
    expect(again.json()).toMatchObject({ version: ticket.version, updated_at: ticket.updated_at });
  });

  it('assigns whoever opens it, and moves a new ticket to open when it is assigned', async () => {
    const opened = await openTicket(app, customer.token);
    expect((await change(app, agent.token, opened.id, { status: 'open' })).json().assignee.id).toBe(agent.id);
    const assigned = await openTicket(app, customer.token);
    const response = await change(app, admin.token, assigned.id, { assignee: agent.id });
    expect(response.json()).toMatchObject({ status: 'open', assignee: { id: agent.id } });
    const nobody = await change(app, admin.token, assigned.id, { assignee: null });
    expect(nobody.json()).toMatchObject({ status: 'open', assignee: null });
  });

  it.each([
    ['a customer', () => customer.id],
    ['an agent of another department', () => salesAgent.id],
    ['nobody who exists', () => '00000000-0000-4000-8000-000000000000'],
  ])('cannot be assigned to %s', async (_, who) => {
    const { id } = await openTicket(app, customer.token);
    const response = await change(app, agent.token, id, { assignee: who() });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].field).toBe('assignee');
  });

  it('moves to another department without an assignee who could not see it there', async () => {
    const { id } = await openTicket(app, customer.token);
    await change(app, agent.token, id, { status: 'open' });
    const moved = await change(app, agent.token, id, { department: 2 });
    expect(moved.json()).toMatchObject({ department: { id: 2 }, assignee: null });
    expect((await app.request({ path: `tickets/${id}/`, token: agent.token })).statusCode).toBe(404);
    expect((await app.request({ path: `tickets/${id}/`, token: salesAgent.token })).statusCode).toBe(200);
  });

  it('raises the version with each change, and If-Match guards against a stale one', async () => {
    const ticket = await openTicket(app, customer.token);
    const first = await app.request({
      method: 'PATCH',
      path: `tickets/${ticket.id}/`,
      token: agent.token,
      body: { priority: 'urgent' },
      headers: { 'if-match': `"${ticket.version}"` },
    });
    expect(first.statusCode).toBe(200);
    expect(first.json().version).toBeGreaterThan(ticket.version);
    expect(first.headers.etag).toBe(`"${first.json().version}"`);
    const stale = await app.request({
      method: 'POST',
      path: `tickets/${ticket.id}/reply/`,
      token: agent.token,
      body: { body: 'Tarde' },
      headers: { 'if-match': `"${ticket.version}"` },
    });
    expect(stale.statusCode).toBe(412);
    const { version } = first.json();
    const answers = [];
    for (const ifMatch of ['"other"', `W/"${version}"`, `"${ticket.version}", "${version}"`, '*']) {
      const answer = await app.request({
        method: 'POST',
        path: `tickets/${ticket.id}/reply/`,
        token: agent.token,
        body: { body: `Hola ${ifMatch}` },
        headers: { 'if-match': ifMatch },
      });
      answers.push(answer.statusCode);
    }
    expect(answers).toEqual([412, 412, 201, 201]);
  });

  it('lets only one of two contradicting changes at once happen', async () => {
    const { id, version } = await openTicket(app, customer.token);
    const responses = await Promise.all(
      ['urgent', 'low'].map((priority) =>
        app.request({
          method: 'PATCH',
          path: `tickets/${id}/`,
          token: agent.token,
          body: { priority },
          headers: { 'if-match': String(version) },
        }),
      ),
    );
    expect(responses.map((response) => response.statusCode).sort()).toEqual([200, 412]);
  });
});

describe('who sees and does what', () => {
  it('keeps notes from customers, in the thread, the preview and the search', async () => {
    const { id } = await openTicket(app, customer.token, { subject: 'Factura rara' });
    await reply(app, agent.token, id, { body: 'Sospecho zarzaparrilla', message_type: 'note' });
    const seen = await getTicket(app, customer.token, id);
    expect(seen.messages.map((message) => message.message_type)).toEqual(['reply']);
    expect(JSON.stringify(await list(customer.token, ''))).not.toContain('zarzaparrilla');
    expect((await list(customer.token, 'search=zarzaparrilla')).results).toEqual([]);
    expect((await list(agent.token, 'search=zarzaparrilla')).results.map((ticket) => ticket.id)).toEqual([
      id,
    ]);
  });

  it('refuses a customer the tools of staff', async () => {
    const { id } = await openTicket(app, customer.token);
    const post = (body: object) =>
      app.request({ method: 'POST', path: `tickets/${id}/reply/`, token: customer.token, body });
    expect((await post({ body: 'x', message_type: 'note' })).statusCode).toBe(403);
    expect((await post({ body: 'x', message_type: 'system' })).statusCode).toBe(403);
    const priority = await change(app, customer.token, id, { priority: 'critical' });
    expect(priority.statusCode).toBe(403);
    expect(priority.json().errors[0].field).toBe('priority');
  });

  it('hides a ticket from another customer, another department and another tenant', async () => {
    const { id, number } = await openTicket(app, customer.token);
    const elsewhere = await createTenant(app);
    const foreignAdmin = await createUser(app, elsewhere, { role: 'admin' });
    for (const user of [stranger, salesAgent, foreignAdmin]) {
      expect((await app.request({ path: `tickets/${id}/`, token: user.token })).statusCode).toBe(404);
      expect((await change(app, user.token, id, { status: 'open' })).statusCode).toBe(404);
      const answer = await app.request({
        method: 'POST',
        path: `tickets/${id}/reply/`,
        token: user.token,
        body: { body: 'x' },
      });
      expect(answer.statusCode).toBe(404);
      expect((await list(user.token, `search=${number}`)).results.map((ticket) => ticket.id)).not.toContain(
        id,
      );
    }
    expect((await app.request({ path: `tickets/${id}/` })).statusCode).toBe(401);
  });

  it('shows a customer the tickets of their organisation where it shares them', async () => {
    const shared = await createOrganization(app, tenant, true);
    const closed = await createOrganization(app, tenant, false);
    const [a, b] = [
      await createUser(app, tenant, { organization: shared }),
      await createUser(app, tenant, { organization: shared }),
    ];
    const [c, d] = [
      await createUser(app, tenant, { organization: closed }),
      await createUser(app, tenant, { organization: closed }),
    ];
    const open = await openTicket(app, a.token);
    const hidden = await openTicket(app, c.token);
    expect((await list(b.token, '')).results.map((ticket) => ticket.id)).toEqual([open.id]);
    expect((await list(d.token, '')).results).toEqual([]);
    expect((await app.request({ path: `tickets/${hidden.id}/`, token: d.token })).statusCode).toBe(404);
  });

  it('closes the section to who has no access to ticketing', async () => {
    const outsider = await createUser(app, tenant, { canAccessTicketing: false });
    const response = await app.request({ path: 'tickets/', token: outsider.token });
    expect(response.statusCode).toBe(403);
    expect((await app.request({ path: 'me/', token: outsider.token })).json().permissions).toEqual([]);
  });
});

describe('the list', () => {
  let own: TestTenant;
  let boss: TestUser;

  beforeAll(async () => {
    own = await createTenant(app);
    boss = await createUser(app, own, { role: 'admin' });
    for (let index = 0; index < 12; index += 1) {
      await openTicket(app, boss.token, {
        subject: `Caso ${index}`,
        department: (index % 2) + 1,
        priority: ['low', 'medium', 'high', 'urgent', 'critical'][index % 5],
        tags: index % 3 === 0 ? ['vip'] : [],
      });
    }
  });

  const walk = async (query: string) => {
    const seen: string[] = [];
    let url: string | null = `/tickets/api/tickets/?${query}`;
    let pages = 0;
    while (url !== null) {
      const page: Page<ListedTicket> = (await app.request({ path: url, token: boss.token })).json();
      seen.push(...page.results.map((ticket) => ticket.subject));
      url = page.next;
      pages += 1;
    }
    return { seen, pages };
  };

  it.each([
    '-updated_at',
    'updated_at',
    '-created_at',
    'created_at',
    'priority',
    '-priority',
    'sla_due_at',
    '-sla_due_at',
  ])('ordered by %s shows every ticket once, page by page, and the same way back', async (ordering) => {
    const whole = await list(boss.token, `limit=100&ordering=${ordering}`);
    const { seen, pages } = await walk(`limit=5&ordering=${ordering}`);
    expect(pages).toBe(3);
    expect(seen).toEqual(whole.results.map((ticket) => ticket.subject));
    const second = await app.request({
      path: (await list(boss.token, `limit=5&ordering=${ordering}`)).next!,
      token: boss.token,
    });
    const back: Page<ListedTicket> = (
      await app.request({ path: second.json().previous, token: boss.token })
    ).json();
    expect(back.results.map((ticket) => ticket.subject)).toEqual(seen.slice(0, 5));
    expect(back.previous).toBeNull();
  });

  it.each([
    ['status=new', 12],
    ['status=open,pending', 0],
    ['priority=critical', 2],
    ['priority=low,critical', 5],
    ['department=2', 6],
    ['tag=vip', 4],
    ['assignee=none', 12],
    ['assignee=me', 0],
    ['sla=breached', 0],
    ['created_after=2020-01-01T00:00:00Z', 12],
    ['created_after=2020-01-01', 12],
    ['created_before=2020-01-01', 0],
    ['created_before=2020-01-01T00:00:00Z', 0],
    ['search=caso', 12],
    ['search=TK-000003', 1],
    ['priority=critical&department=1', 1],
  ])('filtered by %s finds %i', async (query, count) => {
    expect((await list(boss.token, query)).results).toHaveLength(count);
  });

  it.each([
    'colour=red',
    'status=gone',
    'priority=',
    'department=x',
    'department=99',
    'assignee=somebody',
    'assignee=00000000-0000-4000-8000-000000000000',
    'sla=soon',
    'ordering=subject',
    'limit=0',
    'limit=101',
    'limit=x',
    'created_after=yesterday',
    'created_after=2020-02-30',
    'cursor=rubbish',
    'status=new&status=open',
  ])('refuses %s by name', async (query) => {
    const response = await app.request({ path: `tickets/?${query}`, token: boss.token });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].field).toBe(query.split('=')[0]);
  });

  it('refuses a cursor that was made for another list', async () => {
    const { next } = await list(boss.token, 'limit=5&status=new');
    const cursor = new URL(next!, 'http://x').searchParams.get('cursor');
    const response = await app.request({ path: `tickets/?limit=5&cursor=${cursor}`, token: boss.token });
    expect(response.statusCode).toBe(422);
  });

  it('finds words without accents and case, by stem, beginning and across subject, message and requester', async () => {
    await createUser(app, own, { email: 'nuria@ejemplo.test', name: 'Nuria Peña' });
    const ticket = await openTicket(app, boss.token, {
      subject: 'Facturación duplicada',
      body: 'Los cargos aparecen repetidos en el banco',
      requester: { email: 'nuria@ejemplo.test' },
    });
    for (const words of ['FACTURACION', 'facturaciones', 'cargo', 'repet', 'pena duplicada', 'nuria banco']) {
      const found = await list(boss.token, `search=${encodeURIComponent(words)}`);
      expect([words, found.results.map(({ id }) => id)]).toEqual([words, [ticket.id]]);
    }
    expect((await list(boss.token, 'search=%27%3B%20--%20%5C')).results).toEqual([]);
  });
});

describe('Idempotency-Key', () => {
  const post = (key: string, body: object, token = customer.token) =>
    app.request({ method: 'POST', path: 'tickets/', token, body, headers: { 'idempotency-key': key } });
  const body = { subject: 'Una vez', department: 1, messages: [{ body: 'x' }] };

  it('gives a repeat the first answer, and opens one ticket', async () => {
    const first = await post('k-1', body);
    const second = await post('k-1', body);
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.json()).toEqual(first.json());
    expect(second.headers.etag).toBe(first.headers.etag);
  });

  it('refuses the key with another body, and leaves it to other users', async () => {
    await post('k-2', body);
    expect((await post('k-2', { ...body, subject: 'Otra' })).statusCode).toBe(422);
    expect((await post('k-2', body, stranger.token)).statusCode).toBe(201);
  });

  it('opens one ticket for ten requests at once', async () => {
    const responses = await Promise.all(Array.from({ length: 10 }, () => post('k-3', body)));
    const created = responses.filter((response) => response.statusCode === 201);
    expect(new Set(created.map((response) => response.json().id)).size).toBe(1);
    expect(responses.every((response) => [201, 409].includes(response.statusCode))).toBe(true);
  });

  it('forgets a key whose request was refused', async () => {
    expect((await post('k-4', { ...body, department: 99 })).statusCode).toBe(422);
    expect((await post('k-4', body)).statusCode).toBe(201);
  });
});
