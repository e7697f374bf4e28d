import { describe, expect, it } from '@jest/globals';
import type { SlaApplication, SlaPolicy, SlaPolicyVersions, SlaPreview } from '@noxdesk/contracts';
import { createTenant, createUser } from '../factories/people.js';
import { alertsOf, OFFICE_HOURS } from '../factories/sla.js';
import { change, openTicket, reply } from '../factories/tickets.js';
import { eventually } from '../support/clock.js';
import { slaDesk } from '../support/sla-desk.js';

// Real: PostgreSQL, Redis, BullMQ, the outbox, the sweep. Not real: the clock.
const desk = slaDesk();
const { call } = desk;

type Refused = { errors: { field: string; code: string }[] };
const fieldsOf = ({ status, json }: { status: number; json: Refused }) => [
  status,
  json.errors.map(({ field, code }) => `${field}: ${code}`),
];
const every = (first: number, resolution: number, next?: number) => {
  const target = {
    first_response_minutes: first,
    resolution_minutes: resolution,
    ...(next !== undefined && { next_response_minutes: next }),
  };
  return { critical: target, urgent: target, high: target, medium: target, low: target };
};
const standard = async () =>
  (await call<{ results: SlaPolicy[] }>('GET', 'sla-policies/')).json.results.find((one) => one.is_default)!;
const setStandard = async (body: object) =>
  (await call<SlaPolicy>('PATCH', `sla-policies/${(await standard()).id}/`, body)).json;

describe('a policy that cannot be kept', () => {
  it.each([
    [
      'a first response desk.after the resolution',
      { targets: { high: { first_response_minutes: 10, resolution_minutes: 5 } } },
      ['targets.high.first_response_minutes: first_response_after_resolution'],
    ],
    [
      'a target of more than ten years',
      {
        calendar: { ...OFFICE_HOURS, weekly: [{ weekday: 1, from: '09:00', to: '10:00' }] },
        targets: { low: { first_response_minutes: 1, resolution_minutes: 5_000_000 } },
      },
      ['targets.low.resolution_minutes: too_long'],
    ],
    [
      'two last warnings',
      { warning_percent: 70, warning_percents: [50, 80] },
      ['warning_percent: not_the_last_warning'],
    ],
    [
      'an escalation at a threshold there is not',
      { escalations: [{ percent: 90, raise_priority: true }] },
      ['escalations.0.percent: not_a_threshold'],
    ],
    [
      'an escalation that does nothing',
      { escalations: [{ percent: 100 }] },
      ['escalations.0: nothing_to_do'],
    ],
    [
      'an escalation to a department there is not',
      { escalations: [{ percent: 100, assign_department: 99 }] },
      ['escalations.0.assign_department: unknown_id'],
    ],
  ])('is refused by name: %s', async (_, body, expected) => {
    const answer = await call<Refused>('POST', 'sla-policies/', { name: 'x', department: 1, ...body });
    expect(fieldsOf(answer)).toEqual([422, expected]);
  });

  it('is refused where a customer is to be notified', async () => {
    const escalations = [{ percent: 100, notify: [desk.admin.id, desk.customer.id] }];
    const answer = await call<Refused>('POST', 'sla-policies/', { name: 'x', department: 1, escalations });
    expect(fieldsOf(answer)).toEqual([422, ['escalations.0.notify.1: not_staff']]);
  });
});

describe('several warnings', () => {
  it('are kept in order, and each is raised', async () => {
    const policy = await setStandard({ warning_percents: [80, 50, 50] });
    expect(policy).toMatchObject({ warning_percents: [50, 80], warning_percent: 80, version: 2 });
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'critical' });
    desk.clock.advance({ minutes: 50 });
    await eventually(async () => (await alertsOf(desk.app, id)).keys.length === 2);
    expect((await alertsOf(desk.app, id)).messages).toEqual(['first_response 50', 'first_response 80']);
  });

  it('stay when only the last one is changed', async () => {
    await setStandard({ warning_percents: [25, 50, 80] });
    expect(await setStandard({ warning_percent: 80 })).toMatchObject({ version: 2 });
    expect(await setStandard({ warning_percent: 40 })).toMatchObject({
      warning_percents: [25, 40],
      version: 3,
    });
  });
});

describe('the next response', () => {
  it('is off until a policy promises it', async () => {
    const { id, sla } = await openTicket(desk.app, desk.customer.token);
    expect(sla?.next_response).toBeNull();
    await reply(desk.app, desk.admin.token, id, 'Hola');
    await reply(desk.app, desk.customer.token, id, '¿Y bien?');
    expect((await desk.seen(id)).sla?.next_response).toBeNull();
  });

  it('measures each further wait of the customer', async () => {
    const policy = await setStandard({ targets: every(60, 600, 30) });
    expect(policy.targets.high.next_response_minutes).toBe(30);
    const { id } = await openTicket(desk.app, desk.customer.token);
    await reply(desk.app, desk.admin.token, id, 'Hola');
    await reply(desk.app, desk.customer.token, id, '¿Y bien?');
    expect((await desk.seen(id)).sla?.next_response).toMatchObject({
      target_minutes: 30,
      due_at: desk.after(0.5),
    });
    desk.clock.advance({ minutes: 40 });
    await eventually(async () => (await alertsOf(desk.app, id)).keys.length === 2);
    await reply(desk.app, desk.admin.token, id, 'Ya está');
    expect((await desk.seen(id)).sla?.next_response).toMatchObject({
      breached: true,
      remaining_minutes: -10,
    });
    await reply(desk.app, desk.customer.token, id, '¿Seguro?');
    expect((await desk.seen(id)).sla?.next_response).toMatchObject({
      breached: false,
      due_at: desk.after(0.5),
    });
    desk.clock.advance({ minutes: 40 });
    const messages = await eventually(async () => {
      const alerts = await alertsOf(desk.app, id);
      return alerts.messages.length === 4 && alerts.messages;
    });
    expect(messages.filter((alert) => alert === 'next_response 100')).toHaveLength(2);
    expect(await setStandard({ targets: { high: every(60, 600).high } })).toMatchObject({
      targets: { high: { first_response_minutes: 60, resolution_minutes: 600 } },
    });
  });
});

describe('a new version', () => {
  interface Applied {
    dry_run: boolean;
    version: number;
    tickets: number | null;
    due_times_moved: number | null;
    breached: number | null;
  }

  it('leaves open tickets as they are until it is applied, after a look at what that does', async () => {
    const old = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    const answered = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    await reply(desk.app, desk.admin.token, answered.id, 'Hola');
    const finished = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    await change(desk.app, desk.admin.token, finished.id, { status: 'resolved' });
    desk.clock.advance({ hours: 2 });
    const { id: policy } = await setStandard({ targets: every(60, 600) });
    await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    expect((await desk.seen(old.id)).sla?.resolution.target_minutes).toBe(1_440);
    const path = `sla-policies/${policy}/apply/`;
    const forecast = { version: 2, tickets: 2, due_times_moved: 3, breached: 1 };
    expect((await call<Applied>('POST', path, { dry_run: true })).json).toEqual({
      dry_run: true,
      ...forecast,
    });
    expect((await desk.seen(old.id)).sla?.resolution.target_minutes).toBe(1_440);
    const progress = async () =>
      (await call<SlaApplication>('GET', `sla-policies/${policy}/application/`)).json;
    expect(await progress()).toMatchObject({ state: 'none', version: null, total: null });
    expect((await call<Applied>('POST', path, {})).json).toEqual({
      dry_run: false,
      version: 2,
      tickets: null,
      due_times_moved: null,
      breached: null,
    });
    const moved = await eventually(async () => {
      const ticket = await desk.seen(old.id);
      return ticket.sla?.resolution.target_minutes === 600 && ticket;
    });
    expect(moved.sla).toMatchObject({
      first_response: { breached: true, target_minutes: 60 },
      resolution: { due_at: desk.after(8) },
    });
    await eventually(async () => (await desk.seen(answered.id)).sla?.resolution.target_minutes === 600);
    expect((await desk.seen(answered.id)).sla?.first_response).toMatchObject({
      target_minutes: 240,
      breached: false,
    });
    expect((await desk.seen(finished.id)).sla?.resolution.target_minutes).toBe(1_440);
    expect((await call<Applied>('POST', path, { dry_run: true })).json.tickets).toBe(0);
    const now = desk.clock.now().toISOString();
    expect(await progress()).toEqual({
      state: 'done',
      version: 2,
      started_at: now,
      finished_at: now,
      total: 3,
      looked_at: 3,
      moved: 2,
      forecast: null,
    });
  });

  it('is tried in the background where many tickets are open, and what that found goes with the application', async () => {
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    const { admin } = desk.app.database;
    await admin.query(
      `INSERT INTO tickets (tenant_id, id, number, subject, status, priority, department_id, requester_id, channel,
         sla_state, created_at, updated_at)
       SELECT tenant_id, gen_random_uuid(), number + i, subject, status, priority, department_id, requester_id,
         channel, sla_state, created_at, updated_at
       FROM tickets, generate_series(1, 1050) i WHERE id = $1`,
      [id],
    );
    desk.clock.advance({ hours: 2 });
    const { id: policy } = await setStandard({ targets: every(60, 600) });
    const path = `sla-policies/${policy}/`;
    const nothingYet = { version: 2, tickets: null, due_times_moved: null, breached: null };
    expect((await call<Applied>('POST', `${path}apply/`, { dry_run: true })).json).toEqual({
      dry_run: true,
      ...nothingYet,
    });
    const progress = async () => (await call<SlaApplication>('GET', `${path}application/`)).json;
    const forecast = await eventually(async () => {
      const { state, forecast: tried } = await progress();
      expect(state).toBe('none');
      return tried?.state === 'done' && tried;
    });
    const now = desk.clock.now().toISOString();
    expect(forecast).toEqual({
      state: 'done',
      version: 2,
      started_at: now,
      finished_at: now,
      total: 1_051,
      looked_at: 1_051,
      tickets: 1_051,
      due_times_moved: 2_102,
      breached: 1_051,
    });
    expect((await desk.seen(id)).sla?.resolution.target_minutes).toBe(1_440);
    await admin.query(`UPDATE tickets SET status = 'closed' WHERE tenant_id = $1 AND id <> $2`, [
      desk.tenant.id,
      id,
    ]);
    // Few are left: counted in the answer, and the sums of the former try are gone.
    expect((await call<Applied>('POST', `${path}apply/`, { dry_run: true })).json.tickets).toBe(1);
    expect((await progress()).forecast).toBeNull();
  });

  it('that is made while the one before is being applied waits until it is applied itself', async () => {
    const { id } = await openTicket(desk.app, desk.customer.token, { priority: 'high' });
    const { id: policy } = await setStandard({ targets: every(60, 600) });
    const { admin } = desk.app.database;
    await admin.query('BEGIN');
    await admin.query('SELECT 1 FROM tickets WHERE id = $1 FOR UPDATE', [id]);
    await call('POST', `sla-policies/${policy}/apply/`, {});
    await eventually(async () => {
      const { rows } = await admin.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    expect(await setStandard({ targets: every(30, 300) })).toMatchObject({ version: 3 });
    await admin.query('COMMIT');
    await eventually(async () => (await desk.seen(id)).sla?.resolution.target_minutes === 600);
    expect(
      (await call<Applied>('POST', `sla-policies/${policy}/apply/`, { dry_run: true })).json,
    ).toMatchObject({ version: 3, tickets: 1 });
  });

  it('of a policy for a department takes over the tickets that are its own', async () => {
    const mine = await openTicket(desk.app, desk.customer.token, { department: 2 });
    const other = await openTicket(desk.app, desk.customer.token, { department: 1 });
    const { id } = (
      await call<SlaPolicy>('POST', 'sla-policies/', { name: 'Ventas', department: 2, targets: every(5, 50) })
    ).json;
    const path = `sla-policies/${id}/apply/`;
    expect((await call<Applied>('POST', path, { dry_run: true })).json.tickets).toBe(1);
    expect((await call<Applied>('POST', path, {})).status).toBe(200);
    await eventually(async () => (await desk.seen(mine.id)).sla?.policy.name === 'Ventas');
    expect((await desk.seen(other.id)).sla?.policy.name).toBe('Estándar');
  });

  it('is kept beside the ones before it, each with what it promised', async () => {
    const { id } = await setStandard({ targets: every(60, 600), calendar: OFFICE_HOURS });
    const { results } = (await call<SlaPolicyVersions>('GET', `sla-policies/${id}/versions/`)).json;
    expect(
      results.map(({ version, calendar, targets }) => [version, calendar?.timezone, targets.high]),
    ).toEqual([
      [2, 'Europe/Madrid', { first_response_minutes: 60, resolution_minutes: 600 }],
      [1, undefined, { first_response_minutes: 240, resolution_minutes: 1_440 }],
    ]);
    expect(results[0]?.created_at).toBe(desk.clock.now().toISOString());
  });

  it('is an admin’s to apply, in their own tenant', async () => {
    const { id } = await standard();
    const agent = await createUser(desk.app, desk.tenant, { role: 'agent' });
    const stranger = await createUser(desk.app, await createTenant(desk.app), { role: 'admin' });
    const path = `sla-policies/${id}/apply/`;
    expect((await call('POST', path, {}, agent.token)).status).toBe(403);
    expect((await call('POST', path, {}, stranger.token)).status).toBe(404);
    expect((await call('POST', path, { dry: true })).status).toBe(422);
    for (const rest of ['application/', 'versions/']) {
      expect((await call('GET', `sla-policies/${id}/${rest}`, undefined, agent.token)).status).toBe(403);
      expect((await call('GET', `sla-policies/${id}/${rest}`, undefined, stranger.token)).status).toBe(404);
    }
  });
});

describe('a preview', () => {
  it('tells when a ticket created at a time would be due', async () => {
    const { status, json } = await call<SlaPreview>('POST', 'sla-policies/preview/', {
      calendar: OFFICE_HOURS,
      targets: {
        high: { first_response_minutes: 240, resolution_minutes: 1_440, next_response_minutes: 60 },
      },
      warning_percents: [50],
      priority: 'high',
      created_at: '2100-03-05T17:00:00+01:00',
    });
    expect(status).toBe(200);
    // Friday 17:00 in Madrid: one hour on Friday, the rest from Monday on
    expect(json).toEqual({
      created_at: '2100-03-05T16:00:00.000Z',
      priority: 'high',
      targets: [
        {
          target: 'first_response',
          target_minutes: 240,
          due_at: '2100-03-08T11:00:00.000Z',
          thresholds: [
            { percent: 50, at: '2100-03-08T09:00:00.000Z' },
            { percent: 100, at: '2100-03-08T11:00:00.000Z' },
          ],
        },
        expect.objectContaining({ target: 'next_response', due_at: '2100-03-05T17:00:00.000Z' }),
        expect.objectContaining({ target: 'resolution', due_at: '2100-03-10T13:00:00.000Z' }),
      ],
    });
  });

  it('starts from a policy, and refuses what that one would refuse', async () => {
    const { id } = await setStandard({ targets: every(30, 90) });
    const preview = (body: object) => call<SlaPreview & Refused>('POST', 'sla-policies/preview/', body);
    expect((await preview({ policy: id })).json.targets[0]).toMatchObject({
      target_minutes: 30,
      due_at: desk.after(0.5),
    });
    expect(fieldsOf(await preview({ policy: desk.tenant.slug }))[0]).toBe(422);
    expect(fieldsOf(await preview({ policy: desk.customer.id }))).toEqual([422, ['policy: unknown_id']]);
    expect(
      fieldsOf(
        await preview({ targets: { medium: { first_response_minutes: 9, resolution_minutes: 1 } } }),
      )[0],
    ).toBe(422);
  });
});

describe('holidays', () => {
  it('are read from an iCalendar text', async () => {
    const ical = [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'DTSTART;VALUE=DATE:20200106',
      'SUMMARY:Reyes',
      'RRULE:FREQ=YEARLY',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n');
    const { json } = await call('POST', 'sla-policies/holidays/', { ical, years: 2 });
    expect(json).toEqual({
      holidays: [
        { date: '2100-01-06', name: 'Reyes' },
        { date: '2101-01-06', name: 'Reyes' },
      ],
      skipped: [],
    });
    const refused = await call<Refused>('POST', 'sla-policies/holidays/', { ical: 'hola' });
    expect(fieldsOf(refused)).toEqual([422, ['ical: not_a_calendar']]);
  });
});
