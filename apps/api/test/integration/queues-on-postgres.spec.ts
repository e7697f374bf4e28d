import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutboxMail, Page, Ticket } from '@noxdesk/contracts';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { getTicket, openTicket, reply } from '../factories/tickets.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventually, TestClock } from '../support/clock.js';

// An installation without Redis. Real: PostgreSQL, on which the queues run as well. Not real: the socket, the clock.
const clock = new TestClock();
let app: TestApp;
let admin: TestUser;
let agent: TestUser;
let customer: TestUser;

beforeAll(async () => {
  app = await startTestApp({ queues: 'postgres', clock });
  const tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  agent = await createUser(app, tenant, { role: 'agent' });
  customer = await createUser(app, tenant);
});
afterAll(() => app.close());

const outbox = async () =>
  (await app.request({ path: 'outbox/?limit=100', token: admin.token })).json<Page<OutboxMail>>().results;

describe('an installation without Redis', () => {
  it('hands jobs of the outbox to their handlers, each once', async () => {
    const tickets: Ticket[] = [];
    for (let index = 0; index < 5; index += 1) tickets.push(await openTicket(app, customer.token));
    for (const { id } of tickets) await reply(app, agent.token, id, 'Lo miramos.');
    const mails = await eventually(async () => {
      const kept = (await outbox()).filter(({ state }) => state === 'kept');
      return kept.length >= 10 && kept;
    });
    // A receipt and an answer for each ticket; without a mail server they are kept for reading.
    expect(mails.filter(({ to }) => to.includes(customer.email))).toHaveLength(10);
    const left = await app.database.admin.query('SELECT count(*)::int AS count FROM outbox_jobs');
    expect(left.rows[0].count).toBe(0);
  });

  it('raises SLA alerts by the sweep, each once', async () => {
    const { id } = await openTicket(app, customer.token, { priority: 'critical' });
    clock.advance({ minutes: 61 });
    const alerts = await eventually(async () => {
      const kinds = (await getTicket(app, agent.token, id)).messages.flatMap(
        ({ event }) => event?.kind ?? [],
      );
      return kinds.includes('sla_breach') && kinds;
    });
    expect(alerts).toEqual(['sla_warning', 'sla_breach']);
  });

  it('can be migrated again although the queues have made sequences of their own', async () => {
    await expect(migrate(app.database.ownerUrl, undefined)).resolves.toBeUndefined();
  });
});
