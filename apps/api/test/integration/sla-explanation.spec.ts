import { describe, expect, it } from '@jest/globals';
import type { SlaExplanation, Ticket } from '@noxdesk/contracts';
import { createUser } from '../factories/people.js';
import { change, openTicket } from '../factories/tickets.js';
import { slaDesk } from '../support/sla-desk.js';

// Real: PostgreSQL, Redis, BullMQ. Not real: the clock.
const desk = slaDesk();
const { call } = desk;

describe('why a ticket is due when it is', () => {
  it('is told to staff by policy, calendar and segments', async () => {
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    desk.clock.advance({ hours: 1 });
    await change(desk.app, desk.admin.token, id, { status: 'pending' });
    desk.clock.advance({ hours: 5 });
    await change(desk.app, desk.admin.token, id, { status: 'open', priority: 'urgent' });
    const { json } = await call<SlaExplanation>('GET', `tickets/${id}/sla/`);
    const resolution = json.targets.find(({ target }) => target === 'resolution')!;
    expect(json.policy).toMatchObject({ name: 'Estándar', version: 1, calendar: null });
    expect(resolution).toMatchObject({ state: 'running', used_minutes: 60, due_at: desk.after(7) });
    expect(
      resolution.segments.map(({ state, cause, minutes, policy }) => [state, cause, minutes, policy.name]),
    ).toEqual([
      ['running', 'created', 60, 'Estándar'],
      ['paused', 'pending', 0, 'Estándar'],
      ['paused', 'pending', 0, 'Estándar'],
      ['running', 'open', 0, 'Estándar'],
    ]);
  });

  it('is nothing for customers, nor for agents of other departments', async () => {
    const { id } = await openTicket(desk.app, desk.customer.token);
    const sales = await createUser(desk.app, desk.tenant, { role: 'agent', departments: [2] });
    expect((await call('GET', `tickets/${id}/sla/`, undefined, desk.customer.token)).status).toBe(403);
    expect((await call('GET', `tickets/${id}/sla/`, undefined, sales.token)).status).toBe(404);
    expect((await desk.app.request({ path: `tickets/${id}/sla/` })).statusCode).toBe(401);
  });
});

describe('the answer to a new ticket', () => {
  it('holds all three targets, and which of them are due soon', async () => {
    const { sla } = await openTicket(desk.app, desk.customer.token);
    expect(Object.keys(sla as NonNullable<Ticket['sla']>)).toEqual([
      'policy',
      'first_response',
      'next_response',
      'resolution',
      'due_soon',
    ]);
  });
});
