import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SlaBoard, SlaCompliance, SlaExpectedResponse } from '@noxdesk/contracts';
import { SlaOutcomeFolding } from '../../src/modules/sla/sla-outcome-folding.js';
import {
  createOrganization,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from '../factories/people.js';
import { createPlan, createPolicy, MONDAY, OFFICE_HOURS } from '../factories/sla.js';
import { change, openTicket, reply } from '../factories/tickets.js';
import { keptOutcomes, recountedOutcomes } from '../support/sla-outcomes.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventually, eventuallyHolds, TestClock } from '../support/clock.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the clock.
let app: TestApp;
let clock: TestClock;
let tenant: TestTenant;
let admin: TestUser;
let sales: TestUser;
let customer: TestUser;

beforeAll(async () => {
  clock = new TestClock(MONDAY);
  app = await startTestApp({ clock });
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin', name: 'Ada' });
  sales = await createUser(app, tenant, { role: 'agent', departments: [2], name: 'Vera' });
  customer = await createUser(app, tenant);
});
afterAll(() => app.close());

const get = async <Answer>(path: string, token = admin.token) => {
  const response = await app.request({ path, token });
  expect(response.statusCode).toBe(200);
  return response.json<Answer>();
};
const open = (input: Record<string, unknown>) => openTicket(app, customer.token, input);

describe('the board', () => {
  it('counts what will be breached in the next working hours, by department and agent', async () => {
    // Nine to six in Madrid. From Monday 17:30 there the 20th working hour ends on Wednesday at 10:30.
    await createPolicy(app, tenant, {
      name: 'Ventas',
      department: 2,
      calendar: OFFICE_HOURS,
      minutes: [600, 1_200],
    });
    clock.set('2100-03-01T16:30:00Z');
    await open({ priority: 'critical' }); // due in 1 h
    await open({ priority: 'high' }); // in 4 h
    await open({ priority: 'low' }); // in 24 h
    const mine = await open({ department: 2 }); // in 10 working hours
    await change(app, sales.token, mine.id, { assignee: sales.id });
    const waiting = await open({ priority: 'critical' });
    await reply(app, admin.token, waiting.id, 'Hola');
    await change(app, admin.token, waiting.id, { status: 'pending' });

    const rows = (board: SlaBoard) =>
      board.rows.map(({ department, assignee, ...counts }) => [
        department.slug,
        assignee?.name ?? null,
        counts,
      ]);
    const board = await get<SlaBoard>('sla/board/');
    expect(rows(board)).toEqual([
      ['soporte-tecnico', null, { overdue: 0, within_1h: 1, within_4h: 2, within_24h: 3, more: false }],
      ['ventas', 'Vera', { overdue: 0, within_1h: 0, within_4h: 0, within_24h: 1, more: false }],
    ]);
    expect(rows(await get<SlaBoard>('sla/board/', sales.token))).toEqual([
      ['ventas', 'Vera', { overdue: 0, within_1h: 0, within_4h: 0, within_24h: 1, more: false }],
    ]);
    // Tuesday 17:30: half an hour is left of what was promised, a night and a day later by the wall clock.
    clock.set('2100-03-02T16:30:00Z');
    expect(rows(await get<SlaBoard>('sla/board/', sales.token))).toEqual([
      ['ventas', 'Vera', { overdue: 0, within_1h: 1, within_4h: 1, within_24h: 1, more: false }],
    ]);
    expect(rows(await get<SlaBoard>('sla/board/'))[0]).toEqual([
      'soporte-tecnico',
      null,
      { overdue: 3, within_1h: 0, within_4h: 0, within_24h: 0, more: false },
    ]);
  });

  it('is not for customers', async () => {
    const { statusCode } = await app.request({ path: 'sla/board/', token: customer.token });
    expect(statusCode).toBe(403);
  });
});

describe('compliance', () => {
  let own: TestTenant;
  let boss: TestUser;
  let asker: TestUser;

  beforeAll(async () => {
    clock.set('2100-03-01T09:00:00Z');
    own = await createTenant(app);
    boss = await createUser(app, own, { role: 'admin' });
    asker = await createUser(app, own);
    const ask = (input: Record<string, unknown>) => openTicket(app, asker.token, input);
    const late = await ask({ priority: 'critical' });
    const fine = await ask({ priority: 'high' });
    const promptly = await ask({ priority: 'high', department: 2 });
    clock.advance({ minutes: 30 });
    await change(app, boss.token, fine.id, { status: 'resolved' });
    await reply(app, boss.token, promptly.id, 'Hola');
    clock.advance({ hours: 2 });
    await reply(app, boss.token, late.id, 'Perdona');
    clock.set('2100-03-08T09:00:00Z');
    await eventually(async () => {
      const { rows } = await app.database.admin.query(
        'SELECT 1 FROM sla_alerts WHERE tenant_id = $1 AND percent = 100',
        [own.id],
      );
      return rows.length === 3;
    });
    await ask({ priority: 'low' });
  });

  const rowsOf = ({ rows }: SlaCompliance) =>
    rows.map((row) => [row.key, row.target, row.met, row.breached, row.running, row.compliance]);

  const kept = () => keptOutcomes(app.database);
  const recounted = () => recountedOutcomes(app.database);

  it('is counted by week of creation', async () => {
    expect(rowsOf(await get<SlaCompliance>('sla/compliance/', boss.token))).toEqual([
      ['2100-03-01', 'first_response', 2, 1, 0, 0.6667],
      ['2100-03-01', 'resolution', 1, 2, 0, 0.3333],
      ['2100-03-08', 'first_response', 0, 0, 1, null],
      ['2100-03-08', 'resolution', 0, 0, 1, null],
    ]);
  });

  it('is that of whole days, the last twelve weeks where none are named', async () => {
    const usual = await get<SlaCompliance>('sla/compliance/', boss.token);
    expect([usual.from, usual.to]).toEqual(['2099-12-21T00:00:00.000Z', '2100-03-09T00:00:00.000Z']);
    const query = 'from=2100-03-01T15:00:00%2B02:00&to=2100-03-01T16:00:00Z';
    const day = await get<SlaCompliance>(`sla/compliance/?${query}`, boss.token);
    expect([day.from, day.to]).toEqual(['2100-03-01T00:00:00.000Z', '2100-03-02T00:00:00.000Z']);
    expect(rowsOf(day)[0]).toEqual(['2100-03-01', 'first_response', 2, 1, 0, 0.6667]);
  });

  it('is the same before and after what was noted is added to the counts, and as a recount', async () => {
    const noted = await get<SlaCompliance>('sla/compliance/', boss.token);
    const folding = app.app.get(SlaOutcomeFolding);
    // A sweep may note one more at any time.
    await eventuallyHolds(async () => {
      await Promise.all([folding.foldAll(), folding.foldAll()]);
      const { rows: left } = await app.database.admin.query('SELECT 1 FROM sla_outcome_changes');
      expect(left).toEqual([]);
      expect(await kept()).toEqual(await recounted());
    });
    expect(await get<SlaCompliance>('sla/compliance/', boss.token)).toEqual(noted);
  });

  it('follows a ticket to its new department and priority, and forgets one that is deleted', async () => {
    const moving = await openTicket(app, asker.token, { priority: 'low', department: 1 });
    await change(app, boss.token, moving.id, { department: 2, priority: 'urgent' });
    await app.app.get(SlaOutcomeFolding).foldAll();
    expect(await kept()).toEqual(await recounted());
    const here = 'group=priority&department=2&priority=urgent';
    expect(rowsOf(await get<SlaCompliance>(`sla/compliance/?${here}`, boss.token))).toEqual([
      ['urgent', 'first_response', 0, 0, 1, null],
      ['urgent', 'resolution', 0, 0, 1, null],
    ]);
    await app.database.admin.query('DELETE FROM tickets WHERE id = $1', [moving.id]);
    expect((await get<SlaCompliance>(`sla/compliance/?${here}`, boss.token)).rows).toEqual([]);
    await app.app.get(SlaOutcomeFolding).foldAll();
    expect(await kept()).toEqual(await recounted());
  });

  it('is counted by department and by priority, within a period', async () => {
    const period = 'from=2100-03-01T00:00:00Z&to=2100-03-02T00:00:00Z';
    const departments = await get<SlaCompliance>(`sla/compliance/?group=department&${period}`, boss.token);
    expect(departments.rows.map(({ name, target, met, breached }) => [name, target, met, breached])).toEqual([
      ['Soporte Técnico', 'first_response', 1, 1],
      ['Soporte Técnico', 'resolution', 1, 1],
      ['Ventas', 'first_response', 1, 0],
      ['Ventas', 'resolution', 0, 1],
    ]);
    const priorities = await get<SlaCompliance>(`sla/compliance/?group=priority&${period}`, boss.token);
    expect(rowsOf(priorities).map(([key, target]) => `${key} ${target}`)).toEqual([
      'critical first_response',
      'critical resolution',
      'high first_response',
      'high resolution',
    ]);
    const one = await get<SlaCompliance>(`sla/compliance/?department=2&${period}`, boss.token);
    expect(rowsOf(one)[0]).toEqual(['2100-03-01', 'first_response', 1, 0, 0, 1]);
  });

  it('is a table for spreadsheets, in which no name is a formula', async () => {
    await app.database.admin.query(
      `UPDATE departments SET name = '=SUM(A1), "x"' WHERE tenant_id = $1 AND id = 2`,
      [own.id],
    );
    const response = await app.request({
      path: 'sla/compliance/export/?group=department&from=2100-03-01T00:00:00Z&to=2100-03-02T00:00:00Z',
      token: boss.token,
    });
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.body.split('\r\n')).toEqual([
      'key,name,target,met,breached,running,compliance',
      '1,Soporte Técnico,first_response,1,1,0,0.5',
      '1,Soporte Técnico,resolution,1,1,0,0.5',
      `2,"'=SUM(A1), ""x""",first_response,1,0,0,1`,
      `2,"'=SUM(A1), ""x""",resolution,0,1,0,0`,
      '',
    ]);
  });

  it.each([
    ['group=year', 'group'],
    ['from=2100-03-02T00:00:00Z&to=2100-03-01T00:00:00Z', 'to'],
    ['from=2000-01-01T00:00:00Z', 'from'],
    ['since=2000-01-01T00:00:00Z', 'since'],
  ])('refuses %s by name', async (query, field) => {
    const response = await app.request({ path: `sla/compliance/?${query}`, token: boss.token });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].field).toBe(field);
  });

  it('shows agents their departments alone', async () => {
    const agent = await createUser(app, own, { role: 'agent', departments: [2] });
    const period = 'from=2100-03-01T00:00:00Z&to=2100-03-02T00:00:00Z';
    const answer = await get<SlaCompliance>(`sla/compliance/?group=department&${period}`, agent.token);
    expect(new Set(answer.rows.map(({ key }) => key))).toEqual(new Set(['2']));
    const none = await get<SlaCompliance>(`sla/compliance/?department=1&${period}`, agent.token);
    expect(none.rows).toEqual([]);
  });
});

describe('what a customer may expect', () => {
  const expected = async (query: string, token = customer.token) =>
    get<SlaExpectedResponse>(`sla/expected-response/?${query}`, token);

  it('is the first response to a ticket opened now, by the opening hours of the department', async () => {
    // Monday 17:30 in Madrid; the policy of Ventas promises ten working hours.
    clock.set('2100-03-01T16:30:00Z');
    expect(await expected('department=1&priority=high')).toEqual({
      department: { id: 1, name: 'Soporte Técnico', slug: 'soporte-tecnico' },
      priority: 'high',
      target_minutes: 240,
      around_the_clock: true,
      due_at: '2100-03-01T20:30:00.000Z',
    });
    expect(await expected('department=2')).toMatchObject({
      priority: 'medium',
      target_minutes: 600,
      around_the_clock: false,
      due_at: '2100-03-03T08:30:00.000Z',
    });
  });

  it('is what the plan of their organisation promises', async () => {
    const plan = await createPlan(app, tenant, 'Oro');
    await createPolicy(app, tenant, { name: 'Oro', plan, minutes: [15, 60] });
    const organization = await createOrganization(app, tenant);
    await app.database.admin.query('UPDATE organizations SET plan_id = $2 WHERE id = $1', [
      organization,
      plan,
    ]);
    const member = await createUser(app, tenant, { organization });
    expect(await expected('department=1', member.token)).toMatchObject({ target_minutes: 15 });
    expect(await expected('department=1')).toMatchObject({ target_minutes: 480 });
  });

  it.each([
    ['department=99', 'department'],
    ['department=uno', 'department'],
    ['priority=high', 'department'],
    ['department=1&priority=huge', 'priority'],
  ])('is refused by name for %s', async (query, field) => {
    const response = await app.request({ path: `sla/expected-response/?${query}`, token: customer.token });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].field).toBe(field);
  });
});
