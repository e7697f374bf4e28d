import { v7 as uuidv7 } from 'uuid';
import { createUser } from '../../factories/people.js';
import { identityProvider, trustedIssuer } from './identity-requests.js';
import { idOf, make, nextNumber, type RequestFor, resource, SENT, unique } from './request.js';
import type { World } from './world.js';

const hours = { first_response_minutes: 60, resolution_minutes: 120 };
const targets = { critical: hours, urgent: hours, high: hours, medium: hours, low: hours };
const policy = async ({ app, people }: World, word?: string) => {
  const plan = await make(app, people.admin.token, 'plans/', { name: unique('plan') });
  return {
    name: unique('policy', word),
    plan: plan.id,
    is_default: false,
    calendar: null,
    warning_percent: 80,
    targets,
  };
};

async function deliveryOf(world: World): Promise<string> {
  const id = await idOf(world, 'webhooks', { url: 'http://127.0.0.1:1/', events: ['ticket.created'] });
  const delivery = await make(world.app, world.people.admin.token, `webhooks/${id}/test/`, undefined);
  return `webhooks/${id}/deliveries/${delivery.id}/replay/`;
}

/** An archive that can be fetched: any bytes of the tenant will do. */
async function archiveOf({ app, tenant }: World): Promise<string> {
  const id = uuidv7();
  await app.database.admin.query(
    `INSERT INTO data_exports (tenant_id, id, state, blob_key, size, created_at, ready_at, expires_at)
     SELECT $1::int, $2::uuid, 'ready', a.blob_key, a.size, now(), now(), now() + interval '1 day'
     FROM attachments a WHERE a.tenant_id = $1::int LIMIT 1`,
    [tenant.id, id],
  );
  return id;
}

/** What admins and operators keep. */
export const ADMIN_REQUESTS: Record<string, RequestFor> = {
  ...resource(
    'departments',
    (_, word) => ({ name: unique('department', word), slug: `d-${nextNumber()}` }),
    {},
  ),
  'departments.change': async (world) => ({
    path: `departments/${await idOf(world, 'departments', { name: unique('department') })}/`,
    body: { members: [] },
  }),
  'assignees.list': () => ({ path: 'assignees/' }),
  'contacts.list': () => ({ path: 'contacts/' }),
  ...resource(
    'users',
    (_, word) => ({ email: `${unique('user', word)}@example.test`, name: 'Alguien', role: 'customer' }),
    { locale: 'en' },
  ),
  'users.remove': async ({ app, tenant }) => ({ path: `users/${(await createUser(app, tenant)).id}/` }),
  'users.invite': async ({ app, tenant }) => ({
    path: `users/${(await createUser(app, tenant)).id}/invite/`,
  }),
  ...resource('organizations', (_, word) => ({ name: unique('organization', word) }), {
    shared_tickets: false,
  }),
  ...resource('plans', (_, word) => ({ name: unique('plan', word) }), {}),
  'plans.change': async (world) => ({
    path: `plans/${await idOf(world, 'plans', { name: unique('plan') })}/`,
    body: { name: unique('plan', SENT) },
  }),
  ...resource('sla-policies', policy, { warning_percent: 70 }),
  'sla-policies.apply': async (world) => ({
    path: `sla-policies/${await idOf(world, 'sla-policies', await policy(world))}/apply/`,
    body: { dry_run: true },
  }),
  'sla-policies.application': async (world) => ({
    path: `sla-policies/${await idOf(world, 'sla-policies', await policy(world))}/application/`,
  }),
  'sla-policies.versions': async (world) => ({
    path: `sla-policies/${await idOf(world, 'sla-policies', await policy(world))}/versions/`,
  }),
  'sla-policies.preview': () => ({
    path: 'sla-policies/preview/',
    body: { created_at: '2026-11-23T09:00:00Z', calendar: null, targets },
  }),
  'sla-policies.holidays': () => ({
    path: 'sla-policies/holidays/',
    body: { ical: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n' },
  }),
  'tickets.sla': (_, { ticket }) => ({ path: `tickets/${ticket.id}/sla/` }),
  'sla.board': () => ({ path: 'sla/board/' }),
  'sla.compliance': () => ({ path: 'sla/compliance/' }),
  'sla.expected': () => ({ path: 'sla/expected-response/?department=1' }),
  'sla.compliance.export': () => ({ path: 'sla/compliance/export/' }),
  'settings.get': () => ({ path: 'settings/' }),
  'settings.change': () => ({ path: 'settings/', body: { reopen_days: 7 } }),
  ...resource('identity-providers', (_, word) => identityProvider(unique('provider', word)), {
    vouches: true,
  }),
  ...resource('trusted-issuers', (_, word) => trustedIssuer(unique('issuer', word)), { enabled: false }),
  'privacy.exports.list': () => ({ path: 'privacy/exports/' }),
  'privacy.exports.create': async ({ app, tenant }) => ({
    path: 'privacy/exports/',
    body: { user: (await createUser(app, tenant)).id },
  }),
  'privacy.exports.download': async (world) => ({
    path: `privacy/exports/${await archiveOf(world)}/download/`,
  }),
  'privacy.exports.remove': async (world) => ({ path: `privacy/exports/${await archiveOf(world)}/` }),
  'privacy.erasures.list': () => ({ path: 'privacy/erasures/' }),
  'privacy.erasures.create': async ({ app, tenant }) => {
    const { id, email } = await createUser(app, tenant);
    return { path: 'privacy/erasures/', body: { user: id, email } };
  },
  'privacy.retention.list': () => ({ path: 'privacy/retention/' }),
  'privacy.retention.change': () => ({ path: 'privacy/retention/1/', body: { after_days: 3_000 } }),
  'privacy.retention.preview': () => ({ path: 'privacy/retention/1/preview/', body: { after_days: 30 } }),
  ...resource(
    'webhooks',
    () => ({ url: 'http://127.0.0.1:1/', events: ['ticket.created'], enabled: false }),
    {
      enabled: false,
    },
  ),
  'webhooks.deliveries': async (world) => ({
    path: (await deliveryOf(world)).replace(/[^/]+\/replay\/$/, ''),
  }),
  'webhooks.replay': async (world) => ({ path: await deliveryOf(world) }),
  'webhooks.test': async (world) => ({ path: (await deliveryOf(world)).replace(/deliveries\/.*$/, 'test/') }),
  'audit.list': () => ({ path: 'audit/' }),
  'audit.export': () => ({ path: 'audit/export/' }),
  'audit.verify': () => ({ path: 'audit/verify/' }),
  'operator.tenants.list': () => ({ path: 'operator/tenants/' }),
  'operator.tenants.create': () => ({
    path: 'operator/tenants/',
    body: {
      slug: `made-${nextNumber()}`,
      name: 'Otra',
      admin: { email: 'jefa@otra.test', name: 'Jefa', password: 'una clave bien larga' },
    },
  }),
};
