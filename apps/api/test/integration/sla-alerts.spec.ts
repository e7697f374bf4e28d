import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SlaCheckHandler } from '../../src/modules/tickets/ticket-sweep.handlers.js';
import { TicketSweeps } from '../../src/modules/tickets/ticket-sweeps.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { alertsOf, MONDAY } from '../factories/sla.js';
import { openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventually, TestClock } from '../support/clock.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

// Real: PostgreSQL, Redis, BullMQ, the sweeps; two applications that share them, as two processes would.
const secret = randomBytes(32).toString('hex');
const ALL = ['first_response 100', 'first_response 80', 'resolution 100', 'resolution 80'];
let database: TestDatabase;
let clock: TestClock;
let first: TestApp;
let second: TestApp;
let tenant: TestTenant;
let customer: TestUser;

beforeAll(async () => {
  clock = new TestClock(MONDAY);
  database = await createTestDatabase();
  first = await startTestApp({ clock, database, secret });
  second = await startTestApp({ clock, database, secret });
  tenant = await createTenant(first);
  customer = await createUser(first, tenant);
});
afterAll(async () => {
  await Promise.all([first.close(), second.close()]);
  await database.drop();
});

async function raisedInAll(ids: readonly string[]): Promise<string[][]> {
  const raised: string[][] = [];
  for (const id of ids) raised.push((await alertsOf(first, id)).messages);
  return raised;
}

describe('with two workers on one database and queue', () => {
  it('each alert comes once, and none early', async () => {
    const ids = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await openTicket(first, customer.token, { priority: 'high' })).id,
      ),
    );
    clock.advance({ hours: 3, minutes: 11 });
    await Promise.all([first, second].map(({ app }) => app.get(TicketSweeps).sweepSla()));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await raisedInAll(ids)).flat()).toEqual([]);
    clock.advance({ minutes: 1 });
    await eventually(async () => (await raisedInAll(ids)).every((alerts) => alerts.length === 1));
    clock.advance({ hours: 30 });
    await eventually(async () => (await raisedInAll(ids)).every((alerts) => alerts.length === 4));
    // Both look once more, and the same job is run again: nothing is left to raise.
    await Promise.all([first, second].map(({ app }) => app.get(TicketSweeps).sweepSla()));
    const context = {
      tenantId: tenant.id,
      attempt: 1,
      isLastAttempt: false,
      complete: async () => undefined,
    };
    await Promise.all(
      [first, second].map(({ app }) => app.get(SlaCheckHandler).handle({ ticketId: ids[0]! }, context)),
    );
    expect(await raisedInAll(ids)).toEqual(ids.map(() => ALL));
  });

  it('what comes due while none of them runs is raised once they are back', async () => {
    const { id } = await openTicket(first, customer.token, { priority: 'critical' });
    await Promise.all([first.close(), second.close()]);
    clock.advance({ hours: 6 });
    first = await startTestApp({ clock, database, secret });
    await eventually(async () => (await alertsOf(first, id)).keys.length === 4, 5_000);
    expect((await alertsOf(first, id)).messages).toEqual(ALL);
    second = await startTestApp({ clock, database, secret });
  });

  it('a threshold that comes while a job for the ticket hangs is not lost to it', async () => {
    const { id } = await openTicket(first, customer.token, { priority: 'critical' });
    clock.advance({ minutes: 48 });
    await eventually(async () => (await alertsOf(first, id)).keys.length === 1);
    // A writer that holds the ticket keeps the job of the breach waiting …
    const { admin } = database;
    await admin.query('BEGIN');
    await admin.query('SELECT 1 FROM tickets WHERE id = $1 FOR UPDATE', [id]);
    clock.advance({ minutes: 12 });
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    // … while the clock passes the next threshold.
    clock.advance({ hours: 3 });
    await admin.query('COMMIT');
    await eventually(async () => (await alertsOf(first, id)).keys.length === 4, 8_000);
    expect((await alertsOf(first, id)).messages).toEqual(ALL);
  });
});

describe('under a clock that runs', () => {
  class RunningClock extends Clock {
    offsetMs = 0;
    now(): Date {
      return new Date(Date.now() + this.offsetMs);
    }
  }

  it('an alert is raised within five seconds of its time', async () => {
    const running = new RunningClock();
    const app = await startTestApp({ clock: running });
    try {
      const owner = await createTenant(app);
      const user = await createUser(app, owner);
      const { id } = await openTicket(app, user.token, { priority: 'critical' });
      running.offsetMs = (48 * 60 - 2) * 1_000;
      const [row] = await eventually(async () => {
        const { rows } = await app.database.admin.query<{ late: number }>(
          `SELECT extract(epoch FROM a.raised_at - t.created_at)::float8 - 48 * 60 AS late
           FROM sla_alerts a JOIN tickets t ON t.id = a.ticket_id WHERE a.ticket_id = $1`,
          [id],
        );
        return rows.length > 0 && rows;
      });
      expect(row!.late).toBeGreaterThanOrEqual(0);
      expect(row!.late).toBeLessThan(5);
    } finally {
      await app.close();
    }
  });
});
