import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageEvent, SlaPolicy } from '@noxdesk/contracts';
import { createUser, type TestUser } from '../factories/people.js';
import { alertsOf } from '../factories/sla.js';
import { change, getTicket, openTicket } from '../factories/tickets.js';
import { eventually } from '../support/clock.js';
import { slaDesk } from '../support/sla-desk.js';

// Real: PostgreSQL, Redis, BullMQ, the outbox, the sweep. Not real: the clock.
const desk = slaDesk();
let lead: TestUser;
let sales: TestUser;

beforeEach(async () => {
  lead = await createUser(desk.app, desk.tenant, { role: 'agent', departments: [1], name: 'Lola' });
  sales = await createUser(desk.app, desk.tenant, { role: 'agent', departments: [2], name: 'Vera' });
});

const escalate = async (escalations: object[], targets?: object) => {
  const list = await desk.app.request({ path: 'sla-policies/', token: desk.admin.token });
  const { id } = list.json<{ results: SlaPolicy[] }>().results[0]!;
  const response = await desk.app.request({
    method: 'PATCH',
    path: `sla-policies/${id}/`,
    token: desk.admin.token,
    body: { escalations, ...(targets && { targets }) },
  });
  expect(response.statusCode).toBe(200);
  return response.json<SlaPolicy>();
};
const eventsOf = async (id: string): Promise<MessageEvent[]> =>
  (await desk.seen(id)).messages.flatMap(({ event }) => event ?? []);
const told = async (user: TestUser) =>
  (await desk.app.request({ path: 'notifications/', token: user.token }))
    .json<{ results: { kind: string; data: { escalated?: boolean } }[] }>()
    .results.filter(({ data }) => data.escalated)
    .map(({ kind }) => kind);

describe('an escalation', () => {
  it('raises the priority, moves, assigns and notifies, each step written to the thread by the system', async () => {
    const policy = await escalate([
      {
        target: 'first_response',
        percent: 80,
        raise_priority: true,
        assign_department: 2,
        assign_user: sales.id,
        notify: [lead.id, sales.id],
      },
    ]);
    expect(policy).toMatchObject({ version: 1, escalations: [{ percent: 80, assign_user: sales.id }] });
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'low' });
    // low: 24 h; the warning comes after 19 h 12 min
    desk.clock.advance({ hours: 19, minutes: 12 });
    const ticket = await eventually(async () => {
      const found = await desk.seen(id);
      return found.assignee !== null && found;
    });
    expect(ticket).toMatchObject({
      priority: 'medium',
      status: 'open',
      department: { id: 2 },
      assignee: { id: sales.id },
    });
    const events = await eventsOf(id);
    expect(events.map(({ kind, by }) => `${kind} ${by}`)).toEqual([
      'sla_warning system',
      'sla_escalated system',
      'department_changed system',
      'assigned system',
      'status_changed system',
      'priority_changed system',
      // Of eight hours nothing is left.
      'sla_breach system',
    ]);
    expect(events[1]).toMatchObject({
      target: 'first_response',
      percent: 80,
      notified: [
        { id: lead.id, name: 'Lola' },
        { id: sales.id, name: 'Vera' },
      ],
    });
    expect(await told(sales)).toEqual(['sla_warning']);
    const { rows } = await desk.app.database.admin.query<{ recipients: string[] }>(
      `SELECT recipients FROM outbound_mails WHERE tenant_id = $1 AND kind = 'sla' AND cause LIKE '%:80:%'`,
      [desk.tenant.id],
    );
    expect(rows.flatMap(({ recipients }) => recipients).filter((to) => to === lead.email)).toHaveLength(1);
    const customers = await getTicket(desk.app, desk.customer.token, id);
    expect(customers.messages.map(({ event }) => event?.kind)).not.toContain('sla_escalated');
  });

  it('that raises the priority does not set itself off by the breach it causes', async () => {
    await escalate([
      { percent: 80, raise_priority: true },
      { percent: 100, raise_priority: true, notify: [desk.admin.id] },
    ]);
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    desk.clock.advance({ hours: 3, minutes: 12 });
    await eventually(async () => (await alertsOf(desk.app, id)).keys.includes('first_response 100'));
    await eventually(async () => (await told(desk.admin)).includes('sla_breach'));
    const ticket = await desk.seen(id);
    expect(ticket.priority).toBe('urgent');
    expect((await eventsOf(id)).filter(({ kind }) => kind === 'priority_changed')).toHaveLength(1);
  });

  it('happens once for each threshold that time brings, up to the highest priority', async () => {
    await escalate([{ percent: 100, raise_priority: true }]);
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'urgent' });
    desk.clock.advance({ hours: 2 });
    await eventually(async () => (await desk.seen(id)).priority === 'critical');
    desk.clock.advance({ hours: 20 });
    await eventually(async () => (await alertsOf(desk.app, id)).keys.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await eventsOf(id)).filter(({ kind }) => kind === 'priority_changed')).toHaveLength(1);
  });

  it('holds for the target it was meant for', async () => {
    await escalate([{ target: 'resolution', percent: 100, raise_priority: true }]);
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    desk.clock.advance({ hours: 5 });
    await eventually(async () => (await alertsOf(desk.app, id)).keys.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await desk.seen(id)).priority).toBe('high');
  });

  it('does nothing to a ticket that was resolved in time to see it', async () => {
    await escalate([{ percent: 100, raise_priority: true }]);
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    desk.clock.advance({ hours: 5 });
    expect((await change(desk.app, desk.admin.token, id, { status: 'resolved' })).statusCode).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await desk.seen(id)).priority).toBe('high');
  });
});

describe('a reopening that moves the ticket, too', () => {
  it('goes by the policy of its new department', async () => {
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    await change(desk.app, desk.admin.token, id, { status: 'resolved' });
    const created = await desk.app.request({
      method: 'POST',
      path: 'sla-policies/',
      token: desk.admin.token,
      body: { name: 'Ventas', department: 2 },
    });
    expect(created.statusCode).toBe(201);
    await change(desk.app, desk.admin.token, id, { status: 'open', department: 2 });
    expect((await desk.seen(id)).sla?.policy.name).toBe('Ventas');
  });
});
