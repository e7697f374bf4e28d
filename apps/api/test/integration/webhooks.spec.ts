import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecretBox } from '../../src/platform/security/secret-box.js';
import { webhookSecretContext } from '../../src/modules/webhooks/webhook-secret.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis. Not real: the socket (requests are injected).
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  tenant = await createTenant(app, 'acme');
  admin = await createUser(app, tenant, { role: 'admin' });
});
afterAll(() => app.close());

const asAdmin = (method: TestRequest['method'], path: string, body?: unknown, token = admin.token) =>
  app.request({ method, path, token, ...(body !== undefined && { body }) });
const HOOK = { url: 'https://hooks.acme.test/in', events: ['ticket.created', 'sla.breach'] };

describe('a webhook', () => {
  it('has a signing secret that is shown once and kept sealed', async () => {
    const response = await asAdmin('POST', 'webhooks/', HOOK);
    expect(response.statusCode).toBe(201);
    const { secret, ...hook } = response.json();
    expect(hook).toEqual({
      ...HOOK,
      id: expect.any(String),
      enabled: true,
      failing_since: null,
      disabled_reason: null,
      created_at: expect.stringMatching(/Z$/),
    });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await asAdmin('GET', `webhooks/${hook.id}/`)).json()).toEqual(hook);
    const { rows } = await app.database.admin.query<{ secret: string }>(
      'SELECT secret FROM webhooks WHERE id = $1',
      [hook.id],
    );
    expect(rows[0]!.secret).not.toContain(secret.slice(6, 20));
    const box = app.app.get(SecretBox);
    expect(box.open(rows[0]!.secret, webhookSecretContext(tenant.id, hook.id))).toBe(secret);
  });

  it('is changed, listed and deleted', async () => {
    const { id } = (await asAdmin('POST', 'webhooks/', HOOK)).json();
    const path = `webhooks/${id}/`;
    expect((await asAdmin('PATCH', path, { enabled: false })).json()).toMatchObject({
      ...HOOK,
      enabled: false,
    });
    const changed = await asAdmin('PATCH', path, { events: ['message.created', 'message.created'] });
    expect(changed.json()).toMatchObject({ events: ['message.created'], enabled: false });
    const page = (await asAdmin('GET', 'webhooks/?limit=1')).json();
    expect(page.results).toHaveLength(1);
    expect(page.results[0]).not.toHaveProperty('secret');
    expect((await asAdmin('GET', page.next)).json().results.map((hook: { id: string }) => hook.id)).toEqual([
      id,
    ]);
    expect((await asAdmin('DELETE', path)).statusCode).toBe(204);
    expect((await asAdmin('GET', path)).statusCode).toBe(404);
  });

  it.each([
    ['no address', { url: undefined }, 'url'],
    ['an address of another kind', { url: 'ftp://hooks.acme.test/' }, 'url'],
    ['a password in the address', { url: 'https://ana:secret@hooks.acme.test/' }, 'url'],
    ['no events', { events: [] }, 'events'],
    ['an unknown event', { events: ['ticket.exploded'] }, 'events.0'],
    ['a secret of its own', { secret: 'x' }, 'secret'],
  ])('with %s is refused by name', async (_, more, field) => {
    const response = await asAdmin('POST', 'webhooks/', { ...HOOK, ...more });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([expect.objectContaining({ field })]);
  });

  it('is kept by admins of its tenant', async () => {
    const { id } = (await asAdmin('POST', 'webhooks/', HOOK)).json();
    const agent = await createUser(app, tenant, { role: 'agent' });
    expect((await asAdmin('GET', 'webhooks/', undefined, agent.token)).statusCode).toBe(403);
    const foreign = await createUser(app, await createTenant(app), { role: 'admin' });
    expect((await asAdmin('GET', `webhooks/${id}/`, undefined, foreign.token)).statusCode).toBe(404);
    expect((await asAdmin('DELETE', `webhooks/${id}/`, undefined, foreign.token)).statusCode).toBe(404);
  });
});
