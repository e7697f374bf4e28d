import { describe, expect, it } from '@jest/globals';
import { createUser, type TestUser } from '../factories/people.js';
import { change, openTicket } from '../factories/tickets.js';
import { eventually } from '../support/clock.js';
import { listen } from '../support/live.js';
import { slaDesk } from '../support/sla-desk.js';

// Real: PostgreSQL, Redis, BullMQ, the sweep, the live stream. Not real: the clock; mails are kept, not sent.
const desk = slaDesk();

interface Mail {
  recipient: string;
  subject: string;
}

const mailsOf = async (ticketId: string): Promise<Mail[]> => {
  const { rows } = await desk.app.database.admin.query<Mail>(
    `SELECT recipients[1] AS recipient, subject FROM outbound_mails
     WHERE ticket_id = $1 AND kind = 'sla' ORDER BY 1`,
    [ticketId],
  );
  return rows;
};
const bellOf = async (user: TestUser) =>
  (await desk.app.request({ path: 'notifications/', token: user.token }))
    .json<{ results: { kind: string }[] }>()
    .results.map(({ kind }) => kind);
const mailed = (id: string, count: number) =>
  eventually(async () => {
    const mails = await mailsOf(id);
    return mails.length >= count && mails;
  });

describe('an alert', () => {
  it('of a ticket that nobody has reaches the agents of its department, by mail and bell, and nobody else', async () => {
    const other = await createUser(desk.app, desk.tenant, { role: 'agent', departments: [1] });
    const elsewhere = await createUser(desk.app, desk.tenant, { role: 'agent', departments: [2] });
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'critical' });
    desk.clock.advance({ minutes: 48 });
    const mails = await mailed(id, 2);
    expect(mails.map(({ recipient }) => recipient).sort()).toEqual([desk.agent.email, other.email].sort());
    expect(await bellOf(desk.agent)).toEqual(['sla_warning']);
    expect(await bellOf(other)).toEqual(['sla_warning']);
    expect(await bellOf(elsewhere)).toEqual([]);
  });

  it('of a ticket that somebody has reaches that agent alone, the breach as well as the warning', async () => {
    const other = await createUser(desk.app, desk.tenant, { role: 'agent', departments: [1] });
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'critical' });
    await change(desk.app, desk.agent.token, id, { assignee: desk.agent.id });
    desk.clock.advance({ minutes: 60 });
    const mails = await mailed(id, 2);
    expect(mails.map(({ recipient }) => recipient)).toEqual([desk.agent.email, desk.agent.email]);
    expect((await bellOf(desk.agent)).sort()).toEqual(['sla_breach', 'sla_warning']);
    expect(await bellOf(other)).toEqual([]);
  });

  it('appears live to those who look at the desk', async () => {
    const live = await listen(desk.app, desk.agent.token);
    try {
      const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'critical' });
      desk.clock.advance({ minutes: 48 });
      expect(JSON.stringify((await live.hear('sla.alert')).data)).toContain(id);
    } finally {
      live.close();
    }
  });
});
