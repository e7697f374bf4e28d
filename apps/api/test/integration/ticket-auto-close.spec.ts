import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@noxdesk/contracts';
import { createUser } from '../factories/people.js';
import { change, openTicket } from '../factories/tickets.js';
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

describe('a resolved ticket', () => {
  it('closes by itself after as many days as the tenant has set', async () => {
    const { id } = await open();
    await set(id, { status: 'resolved' });
    const { TicketSweeps } = await import('../../src/modules/tickets/ticket-sweeps.js');
    const sweeps = desk.app.app.get(TicketSweeps);
    desk.clock.advance({ days: 6, hours: 23 });
    await sweeps.sweepAutoClose();
    desk.clock.advance({ hours: 1 });
    expect((await desk.seen(id)).status).toBe('resolved');
    await sweeps.sweepAutoClose();
    const closed = await eventually(async () => {
      const ticket = await desk.seen(id);
      return ticket.status === 'closed' && ticket;
    });
    expect(closed.closed_at).toBe(desk.clock.now().toISOString());
    expect(closed.messages.at(-1)).toMatchObject({
      author: { kind: 'system' },
      event: { kind: 'status_changed', from: 'resolved', to: 'closed' },
    });
  });

  it('waits for as many days as are set by then, longer or shorter', async () => {
    const admin = await createUser(desk.app, desk.tenant, { role: 'admin' });
    const settings = (body: object) =>
      desk.app.request({ method: 'PATCH', path: 'settings/', token: admin.token, body });
    const { id } = await open();
    await set(id, { status: 'resolved' });
    const { TicketSweeps } = await import('../../src/modules/tickets/ticket-sweeps.js');
    const sweeps = desk.app.app.get(TicketSweeps);
    expect((await settings({ auto_close_days: 14 })).statusCode).toBe(200);
    desk.clock.advance({ days: 8 });
    await sweeps.sweepAutoClose();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await desk.seen(id)).status).toBe('resolved');
    await settings({ auto_close_days: 3 });
    await sweeps.sweepAutoClose();
    await eventually(async () => (await desk.seen(id)).status === 'closed');
  });
});
