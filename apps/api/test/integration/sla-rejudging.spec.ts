import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createOrganization,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from '../factories/people.js';
import { alertsOf, createPlan, createPolicy, MONDAY } from '../factories/sla.js';
import { change, getTicket, openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventually, TestClock } from '../support/clock.js';

// Real: PostgreSQL, Redis, BullMQ, the outbox. Not real: the clock, which stands until a test moves it.
let app: TestApp;
let clock: TestClock;
let tenant: TestTenant;
let admin: TestUser;
let member: TestUser;
let organization: string;
let gold: string;

beforeAll(async () => {
  clock = new TestClock(MONDAY);
  app = await startTestApp({ clock });
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  organization = await createOrganization(app, tenant);
  member = await createUser(app, tenant, { organization });
  gold = await createPlan(app, tenant, 'Oro');
  await createPolicy(app, tenant, { name: 'Oro', plan: gold, minutes: [120, 300] });
});
afterAll(() => app.close());

const setPlan = async (plan: string | null) => {
  const response = await app.request({
    method: 'PATCH',
    path: `organizations/${organization}/`,
    token: admin.token,
    body: { plan },
  });
  expect(response.statusCode).toBe(200);
};
const policyOf = async (id: string) => (await getTicket(app, admin.token, id)).sla?.policy.name;
const judgedBy = (id: string, name: string) =>
  eventually(async () => (await policyOf(id)) === name && getTicket(app, admin.token, id));
const after = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000).toISOString();

describe('a change of plan', () => {
  it('moves the open tickets of the organisation to the policy of the new plan, what was used taken off', async () => {
    const fresh = await openTicket(app, member.token, { priority: 'high' });
    const paused = await openTicket(app, member.token, { priority: 'high' });
    const outsider = await openTicket(app, admin.token, { priority: 'high' });
    clock.advance({ hours: 1 });
    await change(app, admin.token, paused.id, { status: 'pending' });
    const { version } = await getTicket(app, admin.token, fresh.id);
    await setPlan(gold);
    const moved = await judgedBy(fresh.id, 'Oro');
    expect(moved.sla).toMatchObject({
      first_response: { target_minutes: 120, due_at: after(1) },
      resolution: { target_minutes: 300, due_at: after(4) },
    });
    // Nothing happened that a reader of the ticket would have to be told.
    expect(moved.version).toBe(version);
    const standing = await judgedBy(paused.id, 'Oro');
    expect(standing.sla?.resolution).toMatchObject({ paused: true, due_at: null, remaining_minutes: 240 });
    expect(await policyOf(outsider.id)).toBe('Estándar');
    await setPlan(null);
    expect((await judgedBy(fresh.id, 'Estándar')).sla?.resolution.due_at).toBe(after(23));
  });

  it('breaches at once what has no time left under it', async () => {
    const { id } = await openTicket(app, member.token, { priority: 'high' });
    clock.advance({ hours: 3 });
    await setPlan(gold);
    const { sla } = await judgedBy(id, 'Oro');
    expect(sla?.first_response).toMatchObject({ breached: true, due_at: after(0) });
    expect((await alertsOf(app, id)).messages).toEqual(['first_response 100', 'first_response 80']);
    await setPlan(null);
  });

  it('reaches every ticket of many, batch after batch, and leaves finished ones until they are reopened', async () => {
    const ids = await Promise.all(
      Array.from({ length: 60 }, async () => (await openTicket(app, member.token, { priority: 'low' })).id),
    );
    const finished = ids.pop()!;
    await change(app, admin.token, finished, { status: 'resolved' });
    await setPlan(gold);
    const { rows } = await eventually(async () => {
      const found = await app.database.admin.query<{ id: string }>(
        `SELECT t.id FROM tickets t JOIN sla_policies p ON p.id = (t.sla_state->>'policy')::uuid
         WHERE t.id = ANY ($1) AND p.name = 'Oro'`,
        [ids],
      );
      return found.rows.length === ids.length && found;
    });
    expect(rows).toHaveLength(59);
    expect(await policyOf(finished)).toBe('Estándar');
    await change(app, admin.token, finished, { status: 'open' });
    expect(await policyOf(finished)).toBe('Oro');
    await setPlan(null);
  });

  it('of a user, to another organisation, leaves the tickets that were opened for the former one', async () => {
    const { id } = await openTicket(app, member.token, {});
    const other = await createOrganization(app, tenant);
    await app.request({
      method: 'PATCH',
      path: `users/${member.id}/`,
      token: admin.token,
      body: { organization: other },
    });
    expect((await getTicket(app, admin.token, id)).organization?.id).toBe(organization);
    expect((await openTicket(app, member.token, {})).organization?.id).toBe(other);
  });
});
