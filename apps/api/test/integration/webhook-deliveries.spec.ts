import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Notification, Webhook, WebhookDelivery } from '@noxdesk/contracts';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { MONDAY } from '../factories/sla.js';
import { change, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { eventually, TestClock } from '../support/clock.js';
import { isSigned, type Receiver, startReceiver } from '../support/webhook-receiver.js';

// Real: PostgreSQL, Redis, BullMQ, an HTTP server that receives. Not real: the clock.
let app: TestApp;
let clock: TestClock;
let tenant: TestTenant;
let admin: TestUser;
let customer: TestUser;
let receiver: Receiver;

beforeAll(async () => {
  clock = new TestClock(MONDAY);
  app = await startTestApp({ clock });
});
afterAll(() => app.close());
beforeEach(async () => {
  receiver = await startReceiver();
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  customer = await createUser(app, tenant);
});
afterEach(() => receiver.close());

const call = async <Answer>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown, of = app) => {
  const response = await of.request({
    method,
    path,
    token: admin.token,
    ...(body !== undefined && { body }),
  });
  return { status: response.statusCode, json: response.json<Answer>() };
};
const subscribe = async (events: string[], url = receiver.url) =>
  (await call<Webhook & { secret: string }>('POST', 'webhooks/', { url, events })).json;
const log = async (id: string) =>
  (await call<{ results: WebhookDelivery[] }>('GET', `webhooks/${id}/deliveries/`)).json.results;
/** What an admin was told of by mail about webhooks. */
const noticesOf = async ({ email }: TestUser) => {
  const { rows } = await app.database.admin.query<{ subject: string; text_body: string }>(
    `SELECT subject, text_body FROM outbound_mails WHERE recipients = ARRAY[$1] AND cause LIKE 'webhook-off:%'`,
    [email],
  );
  return rows;
};
const typesReceived = () => receiver.received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
const arrived = (count: number) => eventually(async () => receiver.received.length >= count);

describe('a subscribed event', () => {
  it('is delivered signed, with the ticket as the step left it', async () => {
    const hook = await subscribe(['ticket.created']);
    const ticket = await openTicket(app, customer.token, { subject: 'Sin correo' });
    await arrived(1);
    const [message] = receiver.received;
    expect(isSigned(message!, hook.secret)).toBe(true);
    expect(isSigned({ ...message!, body: `${message!.body} ` }, hook.secret)).toBe(false);
    expect(message!.headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-timestamp': String(clock.now().getTime() / 1_000),
    });
    expect(JSON.parse(message!.body)).toMatchObject({
      type: 'ticket.created',
      timestamp: clock.now().toISOString(),
      data: {
        ticket: { id: ticket.id, number: ticket.number, subject: 'Sin correo', status: 'new', version: 1 },
        message: { body: 'No puedo entrar en el panel.' },
        actor: { kind: 'customer', id: customer.id },
      },
    });
    const [delivery] = await eventually(async () => {
      const entries = await log(hook.id);
      return entries[0]?.state === 'delivered' && entries;
    });
    expect(delivery).toMatchObject({
      message_id: message!.headers['webhook-id'],
      event: 'ticket.created',
      attempts: 1,
      status_code: 204,
      error: null,
      latency_ms: expect.any(Number),
    });
  });

  it('tells each stage of a ticket: changed, resolved, reopened, closed', async () => {
    await subscribe(['ticket.updated', 'ticket.resolved', 'ticket.reopened', 'ticket.closed']);
    const { id } = await openTicket(app, customer.token);
    await change(app, admin.token, id, { status: 'resolved' });
    await arrived(2);
    await reply(app, customer.token, id, 'Sigue igual');
    await arrived(4);
    await change(app, admin.token, id, { status: 'closed' });
    await arrived(6);
    expect(typesReceived().sort()).toEqual([
      'ticket.closed',
      'ticket.reopened',
      'ticket.resolved',
      'ticket.updated',
      'ticket.updated',
      'ticket.updated',
    ]);
    const updated = receiver.received
      .map(({ body }) => JSON.parse(body))
      .find((one) => one.type === 'ticket.updated');
    expect(updated.data.changes.status).toEqual({ from: 'new', to: 'resolved' });
  });

  it('does not carry internal notes out of the desk, unless those were asked for by name', async () => {
    const open = await subscribe(['message.created']);
    const { id } = await openTicket(app, customer.token);
    await reply(app, admin.token, id, { body: 'Cliente difícil', message_type: 'note' });
    await reply(app, admin.token, id, 'Estamos en ello');
    await arrived(2);
    expect(receiver.received.map(({ body }) => body).join()).not.toContain('difícil');
    await call('PATCH', `webhooks/${open.id}/`, { events: ['note.created'] });
    await reply(app, admin.token, id, { body: 'Cliente difícil', message_type: 'note' });
    await arrived(3);
    expect(typesReceived().filter((type) => type === 'note.created')).toHaveLength(1);
  });

  it('tells SLA warnings and breaches once each', async () => {
    await subscribe(['sla.warning', 'sla.breach']);
    const { id } = await openTicket(app, customer.token, { priority: 'critical' });
    clock.advance({ minutes: 50 });
    await arrived(1);
    clock.advance({ minutes: 10 });
    await arrived(2);
    const [warning, breach] = receiver.received.map(({ body }) => JSON.parse(body));
    expect(warning).toMatchObject({
      type: 'sla.warning',
      data: { ticket: { id }, alert: { target: 'first_response', percent: 80 }, actor: { kind: 'system' } },
    });
    expect(breach).toMatchObject({ type: 'sla.breach', data: { alert: { percent: 100 } } });
  });

  it('of a step that is refused is never told', async () => {
    const hook = await subscribe(['ticket.created', 'message.created']);
    const response = await app.request({
      method: 'POST',
      path: 'tickets/',
      token: customer.token,
      body: { subject: 'x', department: 99, messages: [{ body: 'x' }] },
    });
    expect(response.statusCode).toBe(422);
    expect(await log(hook.id)).toEqual([]);
  });
});

describe('a receiver that fails', () => {
  it('gets the same message again, under the same id and signed anew', async () => {
    receiver.answers.unshift({ status: 500 });
    const hook = await subscribe(['ticket.created']);
    await openTicket(app, customer.token);
    await arrived(2);
    const [first, second] = receiver.received;
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.body).toBe(first!.body);
    expect(isSigned(second!, hook.secret)).toBe(true);
    await eventually(async () => (await log(hook.id))[0]?.state === 'delivered');
    expect((await log(hook.id))[0]).toMatchObject({ attempts: 2, error: null });
  });

  it('that redirects is not followed', async () => {
    receiver.answers.unshift({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    const { id } = await subscribe(['ticket.created']);
    const { json } = await call<WebhookDelivery>('POST', `webhooks/${id}/test/`);
    expect(json).toMatchObject({ state: 'failed', status_code: 302, error: 'redirect' });
    expect(receiver.received).toHaveLength(1);
  });

  it('that says it is gone is switched off at once', async () => {
    receiver.answers.unshift({ status: 410 });
    const hook = await subscribe(['ticket.created']);
    await openTicket(app, customer.token);
    const off = await eventually(async () => {
      const { json } = await call<Webhook>('GET', `webhooks/${hook.id}/`);
      return !json.enabled && json;
    });
    expect(off).toMatchObject({ disabled_reason: 'gone' });
    const [mail] = await noticesOf(admin);
    expect(mail!.text_body).toContain('410');
    expect((await log(hook.id))[0]).toMatchObject({ state: 'failed', attempts: 1 });
  });

  it('for three days is switched off, and gets another chance when it is switched on again', async () => {
    const hook = await subscribe(['ticket.created']);
    receiver.answers.unshift({ status: 500 }, { status: 500 }, { status: 500 }, { status: 500 });
    await openTicket(app, customer.token);
    const failing = await eventually(async () => {
      const { json } = await call<Webhook>('GET', `webhooks/${hook.id}/`);
      return json.failing_since !== null && json;
    });
    expect(failing).toMatchObject({ enabled: true, failing_since: clock.now().toISOString() });
    clock.advance({ days: 3 });
    const off = await eventually(async () => {
      const { json } = await call<Webhook>('GET', `webhooks/${hook.id}/`);
      return !json.enabled && json;
    });
    expect(off.disabled_reason).toBe('failing');
    const mails = await noticesOf(admin);
    expect(mails.map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Un webhook se ha desactivado'),
    ]);
    expect(mails[0]!.text_body).toContain(receiver.url);
    expect(mails[0]!.text_body).not.toContain('410');
    const bell = (await call<{ results: Notification[] }>('GET', 'notifications/')).json.results;
    expect(bell).toMatchObject([
      { kind: 'webhook_off', ticket: null, data: { webhook: hook.id, url: receiver.url, reason: 'failing' } },
    ]);
    const before = receiver.received.length;
    await openTicket(app, customer.token);
    expect(await log(hook.id)).toHaveLength(1);
    expect(receiver.received).toHaveLength(before);
    const { json } = await call<Webhook>('PATCH', `webhooks/${hook.id}/`, { enabled: true });
    expect(json).toMatchObject({ enabled: true, failing_since: null, disabled_reason: null });
  });

  it('with many deliveries under way is switched off, and told of, once', async () => {
    const second = await createUser(app, tenant, { role: 'admin' });
    await createUser(app, tenant, { role: 'agent' });
    const hook = await subscribe(['ticket.created']);
    receiver.answers[0] = { status: 500, delayMs: 300 };
    await openTicket(app, customer.token);
    await eventually(async () => (await log(hook.id))[0]?.attempts === 1);
    clock.advance({ days: 3 });
    // Sent at the same time, they all fail when the three days are over.
    await Promise.all([1, 2, 3].map(() => openTicket(app, customer.token)));
    await eventually(async () => !(await call<Webhook>('GET', `webhooks/${hook.id}/`)).json.enabled);
    await eventually(async () =>
      (await log(hook.id)).every(({ attempts, state }) => attempts > 0 || state === 'dropped'),
    );
    for (const person of [admin, second]) expect(await noticesOf(person)).toHaveLength(1);
    const { rows } = await app.database.admin.query(
      `SELECT user_id FROM user_notifications WHERE tenant_id = $1 AND kind = 'webhook_off'`,
      [tenant.id],
    );
    expect(rows).toHaveLength(2);
  });

  it('does not get to know what an endless answer would say', async () => {
    receiver.answers.unshift({ status: 200, body: 'x'.repeat(1_000_000) });
    const { id } = await subscribe(['ticket.created']);
    const { json } = await call<WebhookDelivery>('POST', `webhooks/${id}/test/`);
    expect(json).toMatchObject({ state: 'delivered', status_code: 200 });
  });

  it('that nobody is at is told by a code', async () => {
    const { id } = await subscribe(['ticket.created'], 'http://127.0.0.1:1/');
    const { json } = await call<WebhookDelivery>('POST', `webhooks/${id}/test/`);
    expect(json).toMatchObject({ state: 'failed', status_code: null, error: 'refused' });
  });

  it('that does not answer in time is told by a code', async () => {
    receiver.answers.unshift({ status: 200, delayMs: 12_000 });
    const { id } = await subscribe(['ticket.created']);
    const { json } = await call<WebhookDelivery>('POST', `webhooks/${id}/test/`);
    expect(json).toMatchObject({ state: 'failed', error: 'timeout' });
    expect(json.latency_ms).toBeLessThan(11_500);
  });
});

describe('a receiver that is slow', () => {
  it('does not keep the others waiting, and gets everything in the end', async () => {
    const slow = await startReceiver();
    try {
      slow.answers[0] = { status: 204, delayMs: 2_000 };
      await subscribe(['ticket.created'], slow.url);
      await subscribe(['ticket.created']);
      for (let i = 0; i < 12; i += 1) await openTicket(app, customer.token);
      await arrived(12);
      expect(slow.received.length).toBeLessThanOrEqual(8);
      // What is put off is due by the clock of the application.
      const all = eventually(async () => {
        clock.advance({ seconds: 1 });
        return slow.received.length >= 12;
      }, 25_000);
      await all;
      expect(new Set(slow.received.map(({ headers }) => headers['webhook-id'])).size).toBe(12);
    } finally {
      await slow.close();
    }
  });
});

describe('the delivery log', () => {
  it('stands newest first, in pages, and by state', async () => {
    const hook = await subscribe(['ticket.created']);
    for (let i = 0; i < 3; i += 1) await openTicket(app, customer.token, { subject: `n.º ${i}` });
    await eventually(
      async () => (await log(hook.id)).filter(({ state }) => state === 'delivered').length === 3,
    );
    const subjects = (page: WebhookDelivery[]) =>
      page.map(({ payload }) => (payload.data as { ticket: { subject: string } }).ticket.subject);
    type Page = { results: WebhookDelivery[]; next: string; previous: string };
    const first = (await call<Page>('GET', `webhooks/${hook.id}/deliveries/?limit=2`)).json;
    expect(subjects(first.results)).toEqual(['n.º 2', 'n.º 1']);
    const second = (await call<Page>('GET', first.next)).json;
    expect(subjects(second.results)).toEqual(['n.º 0']);
    expect(subjects((await call<Page>('GET', second.previous)).json.results)).toEqual(['n.º 2', 'n.º 1']);
    expect((await call<Page>('GET', `webhooks/${hook.id}/deliveries/?state=failed`)).json.results).toEqual(
      [],
    );
    expect((await call('GET', `webhooks/${hook.id}/deliveries/?state=lost`)).status).toBe(422);
  });

  it('sends a delivery again under its message id', async () => {
    const hook = await subscribe(['ticket.created']);
    await openTicket(app, customer.token);
    await arrived(1);
    const [sent] = await log(hook.id);
    const again = await call<WebhookDelivery>('POST', `webhooks/${hook.id}/deliveries/${sent!.id}/replay/`);
    expect(again.status).toBe(201);
    expect(again.json).toMatchObject({ state: 'queued', message_id: sent!.message_id });
    expect(again.json.id).not.toBe(sent!.id);
    await arrived(2);
    expect(receiver.received[1]!.body).toBe(receiver.received[0]!.body);
    expect(receiver.received[1]!.headers['webhook-id']).toBe(receiver.received[0]!.headers['webhook-id']);
  });

  it('is its own tenant’s and its admins’', async () => {
    const hook = await subscribe(['ticket.created']);
    const { id } = (await call<WebhookDelivery>('POST', `webhooks/${hook.id}/test/`)).json;
    const agent = await createUser(app, tenant, { role: 'agent' });
    const elsewhere = await createUser(app, await createTenant(app), { role: 'admin' });
    const paths = [
      ['GET', `webhooks/${hook.id}/deliveries/`],
      ['POST', `webhooks/${hook.id}/deliveries/${id}/replay/`],
      ['POST', `webhooks/${hook.id}/test/`],
    ] as const;
    for (const [method, path] of paths) {
      expect((await app.request({ method, path })).statusCode).toBe(401);
      expect((await app.request({ method, path, token: agent.token })).statusCode).toBe(403);
      expect((await app.request({ method, path, token: elsewhere.token })).statusCode).toBe(404);
    }
  });
});

describe('in production', () => {
  it('private addresses are refused when they are given, and at the connection, however they are written', async () => {
    const production = await startTestApp({ env: { NODE_ENV: 'production', DEMO: '0' }, clock });
    try {
      const owner = await createTenant(production);
      const { token } = await createUser(production, owner, { role: 'admin' });
      const port = new URL(receiver.url).port;
      const call = (method: 'POST' | 'PATCH', path: string, body?: object) =>
        production.request({ method, path, token, ...(body && { body }) });
      // Where a name leads is seen when it is connected to.
      const hook = await call('POST', 'webhooks/', {
        url: `http://localhost:${port}/in`,
        events: ['ticket.created'],
      });
      expect(hook.statusCode).toBe(201);
      const { id } = hook.json<Webhook>();
      const delivered = async () => (await call('POST', `webhooks/${id}/test/`)).json<WebhookDelivery>();
      const shut = { state: 'failed', status_code: null, error: 'address_not_allowed' };
      expect(await delivered()).toMatchObject(shut);
      for (const host of ['127.0.0.1', '[::1]', '0x7f000001', '2130706433', '169.254.169.254', '10.1.2.3']) {
        const url = `http://${host}:${port}/in`;
        for (const answer of [
          await call('POST', 'webhooks/', { url, events: ['ticket.created'] }),
          await call('PATCH', `webhooks/${id}/`, { url }),
        ]) {
          expect([host, answer.statusCode]).toEqual([host, 422]);
          expect(answer.json().errors).toMatchObject([{ field: 'url', code: 'address_not_allowed' }]);
        }
        // Kept since a time when its network was allowed.
        await production.database.admin.query('UPDATE webhooks SET url = $1 WHERE id = $2', [url, id]);
        expect([host, await delivered()]).toMatchObject([host, shut]);
      }
      expect(receiver.received).toEqual([]);
    } finally {
      await production.close();
    }
  });
});
