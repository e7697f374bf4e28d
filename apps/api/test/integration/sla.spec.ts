import { describe, expect, it } from '@jest/globals';
import type { ListedTicket, Page, Ticket } from '@noxdesk/contracts';
import { createOrganization, createUser, type TestUser } from '../factories/people.js';
import { alertsOf, createPlan, createPolicy, OFFICE_HOURS } from '../factories/sla.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { eventually } from '../support/clock.js';
import { slaDesk } from '../support/sla-desk.js';

// Real: PostgreSQL, Redis, BullMQ, the sweeps. Not real: the clock, which stands until a test moves it.
const desk = slaDesk();

const open = (input: Record<string, unknown> = {}) =>
  openTicket(desk.app, desk.customer.token, { priority: 'high', ...input });
const set = async (id: string, body: Record<string, unknown>, by = desk.agent) => {
  const response = await change(desk.app, by.token, id, body);
  expect(response.statusCode).toBe(200);
  return response.json<Ticket>();
};
const list = async (query: string) =>
  (await desk.app.request({ path: `tickets/?${query}`, token: desk.agent.token })).json<Page<ListedTicket>>()
    .results;

describe('the due times of a new ticket', () => {
  it.each([
    ['critical', 1, 4],
    ['urgent', 2, 8],
    ['high', 4, 24],
    ['medium', 8, 48],
    ['low', 24, 72],
  ])('are those of its priority: %s %i h and %i h', async (priority, first, resolution) => {
    const { sla } = await open({ priority });
    expect(sla).toEqual({
      policy: { id: expect.any(String), name: 'Estándar' },
      first_response: {
        target_minutes: first * 60,
        due_at: desk.after(first),
        met_at: null,
        breached: false,
        remaining_minutes: first * 60,
      },
      next_response: null,
      resolution: {
        target_minutes: resolution * 60,
        due_at: desk.after(resolution),
        met_at: null,
        breached: false,
        remaining_minutes: resolution * 60,
        paused: false,
      },
      due_soon: [],
    });
  });

  it('fall into opening hours', async () => {
    await createPolicy(desk.app, desk.tenant, {
      name: 'Oficina',
      department: 1,
      calendar: OFFICE_HOURS,
      minutes: [60, 540],
    });
    // Monday 10:00 in Madrid: eight hours today, one tomorrow
    const { sla } = await open();
    expect(sla?.first_response.due_at).toBe('2100-03-01T10:00:00.000Z');
    expect(sla?.resolution.due_at).toBe('2100-03-02T09:00:00.000Z');
  });
});

describe('the policy of a ticket', () => {
  it('is that of the plan for the department, else of the plan, else of the department, else the default', async () => {
    const plan = await createPlan(desk.app, desk.tenant, 'Oro');
    const organization = await createOrganization(desk.app, desk.tenant);
    await desk.app.database.admin.query('UPDATE organizations SET plan_id = $2 WHERE id = $1', [
      organization,
      plan,
    ]);
    const member = await createUser(desk.app, desk.tenant, { organization });
    const policyOf = async (user: TestUser, department: number) =>
      (await openTicket(desk.app, user.token, { department })).sla?.policy.name;

    expect(await policyOf(member, 1)).toBe('Estándar');
    await createPolicy(desk.app, desk.tenant, { name: 'Departamento 1', department: 1 });
    expect(await policyOf(member, 1)).toBe('Departamento 1');
    await createPolicy(desk.app, desk.tenant, { name: 'Plan', plan });
    expect(await policyOf(member, 1)).toBe('Plan');
    await createPolicy(desk.app, desk.tenant, { name: 'Plan en 1', plan, department: 1 });
    expect(await policyOf(member, 1)).toBe('Plan en 1');
    expect(await policyOf(member, 2)).toBe('Plan');
    expect(await policyOf(desk.customer, 1)).toBe('Departamento 1');
    expect(await policyOf(desk.customer, 2)).toBe('Estándar');
  });
});

describe('the first response', () => {
  it('is met by the first public reply of an agent, and stays as judged', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 1 });
    await reply(desk.app, desk.agent.token, id, { body: 'Lo miro', message_type: 'note' });
    expect((await desk.seen(id)).sla?.first_response.met_at).toBeNull();
    desk.clock.advance({ hours: 1 });
    const met = desk.clock.now().toISOString();
    await reply(desk.app, desk.agent.token, id, 'Estamos en ello');
    desk.clock.advance({ hours: 40 });
    expect((await desk.seen(id)).sla?.first_response).toMatchObject({
      met_at: met,
      breached: false,
      remaining_minutes: 120,
    });
  });

  it('is not met by the message an agent writes in opening a ticket for somebody', async () => {
    const { id, sla } = await openTicket(desk.app, desk.agent.token, {
      requester: { email: desk.customer.email },
    });
    expect(sla?.first_response).toMatchObject({ met_at: null, due_at: desk.after(8) });
    await reply(desk.app, desk.agent.token, id, 'Ahora sí');
    expect((await desk.seen(id)).sla?.first_response.met_at).toBe(desk.clock.now().toISOString());
  });

  it('is met by resolving without a reply, and late where that comes late', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 5 });
    const { sla } = await set(id, { status: 'resolved' });
    expect(sla?.first_response).toMatchObject({ met_at: desk.clock.now().toISOString(), breached: true });
  });

  it('does not pause', async () => {
    const { id, sla } = await open();
    desk.clock.advance({ hours: 1 });
    const waiting = await set(id, { status: 'pending' });
    expect(waiting.sla?.first_response.due_at).toBe(sla?.first_response.due_at);
    desk.clock.advance({ hours: 1 });
    expect((await desk.seen(id)).sla?.first_response.remaining_minutes).toBe(120);
  });
});

describe('the resolution', () => {
  it.each(['pending', 'on_hold'])('stands still in %s and has no due time then', async (status) => {
    const { id } = await open();
    desk.clock.advance({ hours: 2 });
    expect((await set(id, { status })).sla?.resolution).toMatchObject({ paused: true, due_at: null });
    desk.clock.advance({ days: 3 });
    expect((await desk.seen(id)).sla?.resolution.remaining_minutes).toBe(22 * 60);
    const { sla } = await set(id, { status: 'open' });
    expect(sla?.resolution).toMatchObject({
      paused: false,
      due_at: desk.after(22),
      remaining_minutes: 22 * 60,
    });
  });

  it('goes on by the reply of the customer, too', async () => {
    const { id } = await open();
    await set(id, { status: 'pending' });
    desk.clock.advance({ hours: 10 });
    await reply(desk.app, desk.customer.token, id, 'Aquí lo tienes');
    expect((await desk.seen(id)).sla?.resolution).toMatchObject({ paused: false, due_at: desk.after(24) });
  });

  it('is met when resolved; reopening clears that and goes on where it was', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 3 });
    const resolved = await set(id, { status: 'resolved' });
    expect(resolved.sla?.resolution).toMatchObject({
      met_at: desk.clock.now().toISOString(),
      breached: false,
    });
    desk.clock.advance({ days: 2 });
    await set(id, { status: 'open' }, desk.customer);
    const reopened = await desk.seen(id);
    expect(reopened.sla?.resolution).toMatchObject({ met_at: null, paused: false, due_at: desk.after(21) });
    desk.clock.advance({ hours: 1 });
    await set(id, { status: 'closed' });
    expect((await desk.seen(id)).sla?.resolution).toMatchObject({
      met_at: desk.clock.now().toISOString(),
      remaining_minutes: 20 * 60,
    });
  });

  it('that was met without a reply stays so when its customer confirms', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 1 });
    const { sla } = await set(id, { status: 'resolved' });
    desk.clock.advance({ hours: 1 });
    await set(id, { status: 'closed' }, desk.customer);
    expect((await desk.seen(id)).sla).toEqual(sla);
  });
});

describe('another priority, department or plan', () => {
  it('takes what was used off the new target', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 1 });
    const { sla } = await set(id, { priority: 'urgent' });
    expect(sla?.first_response).toMatchObject({ target_minutes: 120, due_at: desk.after(1) });
    expect(sla?.resolution).toMatchObject({ target_minutes: 480, due_at: desk.after(7) });
  });

  it('with nothing left is a breach at once', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 3 });
    const { sla } = await set(id, { priority: 'critical' });
    expect(sla?.first_response).toMatchObject({ breached: true, due_at: desk.clock.now().toISOString() });
    expect(await alertsOf(desk.app, id)).toMatchObject({ keys: ['first_response 100', 'first_response 80'] });
  });

  it('leaves a first response that is met as judged', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 3 });
    await reply(desk.app, desk.agent.token, id, 'Hola');
    const { sla } = await set(id, { priority: 'critical' });
    expect(sla?.first_response).toMatchObject({ target_minutes: 240, breached: false });
    expect(sla?.resolution.due_at).toBe(desk.after(1));
  });

  it('of department counts each stretch by the calendar then in force', async () => {
    await createPolicy(desk.app, desk.tenant, {
      name: 'Oficina',
      department: 2,
      calendar: OFFICE_HOURS,
      minutes: [600, 1_200],
    });
    desk.clock.set('2100-03-05T16:00:00Z');
    const { id } = await open();
    desk.clock.advance({ hours: 18 });
    // Saturday 10:00: 18 of 20 h used around the clock; two are left from Monday nine in Madrid
    const { sla } = await set(id, { department: 2 });
    expect(sla?.policy.name).toBe('Oficina');
    expect(sla?.resolution).toMatchObject({ target_minutes: 1_200, due_at: '2100-03-08T10:00:00.000Z' });
  });

  it('in one step with a department breaches nothing that neither of the two would', async () => {
    await createPolicy(desk.app, desk.tenant, { name: 'Rápido', department: 2, minutes: [30, 60] });
    await desk.app.database.admin.query(
      `UPDATE sla_policy_versions SET targets = jsonb_set(targets, '{low}',
         '{"first_response_minutes": 6000, "resolution_minutes": 6000}')
       WHERE tenant_id = $1 AND policy_id = (SELECT id FROM sla_policies WHERE tenant_id = $1 AND name = 'Rápido')`,
      [desk.tenant.id],
    );
    const { id } = await open();
    desk.clock.advance({ hours: 2 });
    const { sla } = await set(id, { department: 2, priority: 'low' });
    expect(sla).toMatchObject({
      first_response: { breached: false, target_minutes: 6_000, remaining_minutes: 5_880 },
      resolution: { breached: false, target_minutes: 6_000 },
    });
    expect((await alertsOf(desk.app, id)).keys).toEqual([]);
  });

  it('that came while a ticket was finished holds from its reopening', async () => {
    const { id } = await open({ department: 2 });
    desk.clock.advance({ hours: 1 });
    await set(id, { status: 'resolved' });
    await createPolicy(desk.app, desk.tenant, { name: 'Ventas', department: 2, minutes: [600, 1_200] });
    desk.clock.advance({ hours: 30 });
    const { sla } = await set(id, { status: 'open' });
    expect(sla).toMatchObject({ policy: { name: 'Ventas' }, resolution: { due_at: desk.after(19) } });
  });
});

describe('warnings and breaches', () => {
  const raised = (id: string, count: number) =>
    eventually(async () => {
      const alerts = await alertsOf(desk.app, id);
      return alerts.keys.length >= count && alerts;
    });

  it('come by the sweep at 80 % and 100 %, for agents to read and not for customers', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 3, minutes: 12 });
    expect((await raised(id, 1)).keys).toEqual(['first_response 80']);
    const soon = await list('sla=due_soon');
    expect(soon.map((ticket) => [ticket.id, ticket.sla?.due_soon])).toEqual([[id, ['first_response']]]);
    expect(await list('sla=breached')).toEqual([]);
    desk.clock.advance({ minutes: 48 });
    expect(await raised(id, 2)).toEqual({
      keys: ['first_response 100', 'first_response 80'],
      messages: ['first_response 100', 'first_response 80'],
      anyPublic: false,
    });
    expect((await list('sla=breached')).map((ticket) => ticket.id)).toEqual([id]);
    expect(await list('sla=due_soon')).toEqual([]);
    const { messages, sla } = await desk.seen(id);
    expect(sla?.first_response.breached).toBe(true);
    expect(sla?.due_soon).toEqual([]);
    expect(messages.map(({ event }) => event?.kind ?? null)).toEqual([null, 'sla_warning', 'sla_breach']);
    expect(messages[2]).toMatchObject({
      message_type: 'system',
      author: { id: null, kind: 'system' },
      event: { target: 'first_response', percent: 100, due_at: desk.after(0) },
    });
    const customers = await getTicket(desk.app, desk.customer.token, id);
    expect(customers.messages.map(({ event }) => event)).toEqual([null]);
  });

  it('that came due in between are raised as of when they were due, each once', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 30 });
    const all = ['first_response 100', 'first_response 80', 'resolution 100', 'resolution 80'];
    expect(await raised(id, 4)).toMatchObject({ keys: all, messages: all });
    desk.clock.advance({ hours: 30 });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await alertsOf(desk.app, id)).messages).toEqual(all);
  });

  it('stay raised after the late answer', async () => {
    const { id } = await open();
    desk.clock.advance({ hours: 5 });
    await reply(desk.app, desk.agent.token, id, 'Perdona la espera');
    expect((await list('sla=breached')).map((ticket) => ticket.id)).toEqual([id]);
    expect((await desk.seen(id)).sla?.first_response).toMatchObject({
      breached: true,
      remaining_minutes: -60,
    });
  });
});

describe('the list by what is due next', () => {
  it('names the earliest running target first and what has none last, in both directions', async () => {
    const low = await open({ priority: 'low' });
    const critical = await open({ priority: 'critical' });
    const answered = await open({ priority: 'medium' });
    await reply(desk.app, desk.agent.token, answered.id, 'Hola');
    const waiting = await open({ priority: 'high' });
    await reply(desk.app, desk.agent.token, waiting.id, 'Hola');
    await set(waiting.id, { status: 'pending' });
    const ids = async (ordering: string) => (await list(`ordering=${ordering}`)).map(({ id }) => id);
    expect(await ids('sla_due_at')).toEqual([critical.id, low.id, answered.id, waiting.id]);
    expect(await ids('-sla_due_at')).toEqual([answered.id, low.id, critical.id, waiting.id]);
  });
});
