import { AccountEvents } from '../../../src/modules/identity/account-events.js';
import { AccountLinks } from '../../../src/modules/identity/account-links.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { v7 as uuidv7 } from 'uuid';
import { PNG } from '../../factories/files.js';
import { createUser, PASSWORD } from '../../factories/people.js';
import type { TestApp } from '../../support/app.js';
import { IDENTITY_REQUESTS, identityProvider, trustedIssuer } from './identity-requests.js';
import { type Actor, apiToken, openFor, SECRETS, type Thread, type World } from './world.js';

export interface AccessRequest {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * Makes the call of a route that would succeed for whoever may make it. It is made anew after each success, so that
 * what one actor deletes or uses up is there for the next.
 */
export type RequestFor = (
  world: World,
  thread: Thread,
  actor: Actor,
) => Promise<AccessRequest> | AccessRequest;

let counter = 0;
/** A name not used before; what stands in the world to be asked for is told from what its callers send. */
const unique = (what: string, word = SECRETS.tenant) => `${word}-${what}-${(counter += 1)}`;
const SENT = 'prueba';

const make = async (app: TestApp, token: string | undefined, path: string, body: unknown) => {
  const made = await app.request({ method: 'POST', path, token, body });
  if (made.statusCode > 299) throw new Error(`${path}: ${made.body}`);
  return made.json<{ id: string | number } & Record<string, string>>();
};

const mailAccount = (_?: World, word?: string) => ({
  department: 1,
  address: `${unique('mailbox', word)}@desk.test`,
  protocol: 'imap',
  host: '127.0.0.1',
  // Nobody listens there.
  port: 1,
  tls: 'none',
  username: 'mailbox',
  password: 'secret',
  enabled: false,
});
const HEADERS = { from: { name: '', address: 'a@b.test' }, to: [], cc: [], references: [] };
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

/** The five routes of a resource that admins keep. */
const resource = (
  name: string,
  body: (world: World, word?: string) => unknown | Promise<unknown>,
  change: unknown,
): Record<string, RequestFor> => {
  const one = async (world: World) =>
    `${name}/${(await make(world.app, world.people.admin.token, `${name}/`, await body(world))).id}/`;
  return {
    [`${name}.list`]: () => ({ path: `${name}/` }),
    [`${name}.get`]: async (world) => ({ path: await one(world) }),
    [`${name}.create`]: async (world) => ({ path: `${name}/`, body: await body(world, SENT) }),
    [`${name}.change`]: async (world) => ({ path: await one(world), body: change }),
    [`${name}.remove`]: async (world) => ({ path: await one(world) }),
  };
};

const idOf = async (world: World, name: string, body: unknown) =>
  (await make(world.app, world.people.admin.token, `${name}/`, body)).id;

async function deliveryOf(world: World): Promise<string> {
  const id = await idOf(world, 'webhooks', { url: 'http://127.0.0.1:1/', events: ['ticket.created'] });
  const delivery = await make(world.app, world.people.admin.token, `webhooks/${id}/test/`, undefined);
  return `webhooks/${id}/deliveries/${delivery.id}/replay/`;
}

async function ledgerEntry({ app, tenant }: World): Promise<string> {
  const id = uuidv7();
  await app.database.admin.query(
    `INSERT INTO mail_ledger (tenant_id, id, source_key, blob_key, size, sha256, fingerprint, from_address, subject,
       state, received_at)
     SELECT $1::int, $2::uuid, $3::text, a.blob_key, a.size, a.sha256, $3::text, 'a@b.test', $4::text,
       'quarantined', now()
     FROM attachments a WHERE a.tenant_id = $1::int LIMIT 1`,
    [tenant.id, id, unique('mail'), SECRETS.tenant],
  );
  return id;
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

async function failedMail({ app, tenant }: World, { ticket }: Thread): Promise<string> {
  const id = uuidv7();
  await app.database.admin.query(
    `INSERT INTO outbound_mails (tenant_id, id, cause, kind, ticket_id, ticket_message_id, recipients, subject, text_body,
       headers, message_id, state, created_at)
     VALUES ($1, $2, $3, 'reply', $4, $5, '{a@b.test}', $6, '', $7, $3, 'failed', now())`,
    [tenant.id, id, unique('mail'), ticket.id, ticket.messages[0]!.id, SECRETS.tenant, HEADERS],
  );
  return id;
}

const refreshToken = async ({ app, people, tenant }: World) => {
  const body = { email: people.customer.email, password: PASSWORD, tenant: tenant.slug };
  return (await make(app, undefined, 'auth/token/', body)).refresh;
};

async function viewOf(world: World): Promise<string> {
  const body = { name: unique('view'), query: 'status=open' };
  return `views/${(await make(world.app, world.people.agent.token, 'views/', body)).id}/`;
}

const ownToken = async ({ app, people }: World) => {
  await apiToken(app, people.customer.token, ['tickets:read']);
  const list = await app.request({ path: 'api-tokens/?limit=100', token: people.customer.token });
  return `api-tokens/${list.json<{ results: { id: string }[] }>().results.at(-1)!.id}/`;
};

async function taggedFor(world: World): Promise<string> {
  const name = unique('tag');
  const { id } = await openFor(world);
  await world.app.request({
    method: 'PATCH',
    path: `tickets/${id}/`,
    token: world.people.admin.token,
    body: { tags: [name] },
  });
  return name;
}

async function undoOf(world: World): Promise<string | undefined> {
  const ticket = await openFor(world);
  const body = { tickets: [ticket.id], changes: { priority: 'low' } };
  return (await make(world.app, world.people.agent.token, 'bulk/', body)).undo;
}

/** Every route of the API. */
export const REQUESTS: Record<string, RequestFor> = {
  'auth.token': ({ people, tenant }) => ({
    path: 'auth/token/',
    body: { email: people.customer.email, password: PASSWORD, tenant: tenant.slug },
  }),
  'auth.refresh': async (world) => ({
    path: 'auth/token/refresh/',
    body: { refresh: await refreshToken(world) },
  }),
  'auth.logout': async (world) => ({ path: 'auth/logout/', body: { refresh: await refreshToken(world) } }),
  'auth.password.forgot': () => ({ path: 'auth/password/forgot/', body: { email: 'nadie@example.test' } }),
  'auth.password.reset': async ({ app, tenant }) => {
    const user = await createUser(app, tenant);
    const links = app.app.get(AccountLinks, { strict: false });
    const tokens: string[] = [];
    app.app
      .get(AccountEvents, { strict: false })
      .on('account.link', async ({ token }) => void tokens.push(token));
    await app.app.get(UnitOfWork, { strict: false }).run(tenant.id, () => links.send(user.id, 'reset'));
    return { path: 'auth/password/reset/', body: { token: tokens[0], password: 'otra clave larga' } };
  },
  'auth.sign-in-link': ({ people }) => ({
    path: 'auth/sign-in-link/',
    body: { email: people.customer.email },
  }),
  'auth.sign-in-link.use': async ({ app, tenant }) => {
    const { email, id } = await createUser(app, tenant);
    const asked = { email, tenant: tenant.slug };
    await app.request({ method: 'POST', path: 'auth/sign-in-link/', body: asked });
    const { rows } = await app.database.admin.query<{ text_body: string }>(
      'SELECT text_body FROM outbound_mails WHERE tenant_id = $1 AND recipient_id = $2',
      [tenant.id, id],
    );
    const [, token] = /\/tickets\/sign-in\/([\w-]+)\//.exec(rows[0]!.text_body)!;
    return { path: 'auth/sign-in-link/use/', body: { token } };
  },
  ...IDENTITY_REQUESTS,
  'me.get': () => ({ path: 'me/' }),
  'me.change': () => ({ path: 'me/', body: { locale: 'es' } }),
  'tickets.create': () => ({
    path: 'tickets/',
    body: { subject: unique('subject', SENT), department: 1, messages: [{ body: 'Hola' }] },
  }),
  'tickets.list': () => ({ path: `tickets/?search=${SECRETS.tenant}&limit=100` }),
  'tickets.get': (_, { ticket }) => ({ path: `tickets/${ticket.id}/` }),
  'tickets.change': (_, { ticket }) => ({ path: `tickets/${ticket.id}/`, body: { priority: 'high' } }),
  'tickets.reply': (_, { ticket }) => ({ path: `tickets/${ticket.id}/reply/`, body: { body: 'Gracias' } }),
  'tickets.reply (note)': (_, { ticket }) => ({
    path: `tickets/${ticket.id}/reply/`,
    body: { body: 'Entre nosotros', message_type: 'note' },
  }),
  'attachments.download': (_, { attachment }) => ({ path: `attachments/${attachment}/` }),
  'attachments.download (of a note)': ({ noteFile }) => ({ path: `attachments/${noteFile}/` }),
  ...resource('departments', (_, word) => ({ name: unique('department', word), slug: `d-${counter}` }), {}),
  'departments.change': async (world) => ({
    path: `departments/${await idOf(world, 'departments', { name: unique('department') })}/`,
    body: { members: [] },
  }),
  'assignees.list': () => ({ path: 'assignees/' }),
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
  'api-tokens.list': () => ({ path: 'api-tokens/' }),
  'api-tokens.get': async (world) => ({ path: await ownToken(world) }),
  'api-tokens.create': () => ({
    path: 'api-tokens/',
    body: { name: 'Mío', scopes: ['tickets:read'] },
  }),
  'api-tokens.change': async (world) => ({ path: await ownToken(world), body: { name: 'Otro' } }),
  'api-tokens.remove': async (world) => ({ path: await ownToken(world) }),
  ...resource('identity-providers', (_, word) => identityProvider(unique('provider', word)), {
    vouches: true,
  }),
  ...resource('trusted-issuers', (_, word) => trustedIssuer(unique('issuer', word)), { enabled: false }),
  ...resource('mail-accounts', mailAccount, { enabled: false }),
  'mail-accounts.test': async (world) => ({
    path: `mail-accounts/${await idOf(world, 'mail-accounts', mailAccount())}/test/`,
  }),
  'mail-accounts.test-mail': async (world) => ({
    path: `mail-accounts/${await idOf(world, 'mail-accounts', mailAccount())}/test-mail/`,
  }),
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
  'setup.state': () => ({ path: 'setup/' }),
  'setup.begin': () => ({
    path: 'setup/',
    body: {
      ...{ code: 'AAAAA-AAAAA', tenant: { name: SENT }, department: { name: SENT } },
      admin: { email: 'first@example.test', name: SENT, password: PASSWORD },
    },
  }),
  'mail-accounts.fetch': async (world) => ({
    path: `mail-accounts/${await idOf(world, 'mail-accounts', mailAccount())}/fetch/`,
  }),
  'mail-accounts.authorize': async (world) => ({
    path: `mail-accounts/${await idOf(world, 'mail-accounts', {
      ...mailAccount(),
      auth: 'google',
      password: undefined,
      oauth: { client_id: 'client', client_secret: 'secret' },
    })}/authorize/`,
  }),
  'mail-accounts.callback': () => ({ path: 'mail-accounts/oauth/callback/' }),
  'mail-health.get': () => ({ path: 'mail-health/' }),
  'mail-ledger.list': () => ({ path: 'mail-ledger/' }),
  'mail-ledger.get': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/` }),
  'mail-ledger.raw': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/raw/` }),
  'mail-ledger.retry': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/retry/` }),
  'mail-ledger.open-ticket': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/ticket/` }),
  'mail-ledger.discard': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/discard/` }),
  'outbox.list': () => ({ path: 'outbox/' }),
  'outbox.resend': async (world, thread) => ({ path: `outbox/${await failedMail(world, thread)}/resend/` }),
  'messages.resend': async (world, thread) => {
    await failedMail(world, thread);
    const { id, messages } = thread.ticket;
    return { path: `tickets/${id}/messages/${messages[0]!.id}/resend/` };
  },
  'brand.get': () => ({ path: 'brand/' }),
  'brand.logo': async ({ app, people }) => {
    const logo = { data: PNG.toString('base64') };
    const body = { logo };
    const set = await app.request({ method: 'PATCH', path: 'appearance/', token: people.admin.token, body });
    return { path: set.json<{ logo: string }>().logo };
  },
  'appearance.get': () => ({ path: 'appearance/' }),
  'appearance.change': () => ({ path: 'appearance/', body: { accent: '#00703c' } }),
  'mail-templates.list': () => ({ path: 'mail-templates/' }),
  'mail-templates.get': () => ({ path: 'mail-templates/receipt/es/' }),
  'mail-templates.change': () => ({ path: 'mail-templates/receipt/es/', body: { body: SENT } }),
  'mail-templates.remove': () => ({ path: 'mail-templates/receipt/es/' }),
  'mail-templates.preview': () => ({
    path: 'mail-templates/receipt/es/preview/',
    body: { subject: SENT, body: SENT },
  }),
  'confirmations.get': (_, { confirmation }) => ({ path: `confirmations/${confirmation}/` }),
  'confirmations.confirm': async ({ app, people }, { ticket, confirmation }) => {
    await app.request({
      method: 'PATCH',
      path: `tickets/${ticket.id}/`,
      token: people.agent.token,
      body: { status: 'resolved' },
    });
    return { path: `confirmations/${confirmation}/` };
  },
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
  'live.stream': () => ({ path: 'live/' }),
  'live.presence': (_, { ticket }) => ({
    path: `tickets/${ticket.id}/presence/`,
    body: { state: 'viewing' },
  }),
  'bulk.change': async (world) => ({
    path: 'bulk/',
    body: { tickets: [(await openFor(world)).id], changes: { priority: 'low' } },
  }),
  'bulk.undo': async (world) => ({ path: 'bulk/undo/', body: { undo: await undoOf(world) } }),
  'views.list': () => ({ path: 'views/' }),
  'views.create': () => ({ path: 'views/', body: { name: unique('view', SENT), query: 'status=open' } }),
  'views.create (for all)': () => ({
    path: 'views/',
    body: { name: unique('view', SENT), query: 'status=open', scope: 'tenant' },
  }),
  'views.change': async (world) => ({ path: await viewOf(world), body: { query: 'status=new' } }),
  'views.remove': async (world) => ({ path: await viewOf(world) }),
  'views.counts': () => ({ path: 'views/counts/', body: { queries: [''] } }),
  'drafts.get': (_, { ticket }) => ({ path: `drafts/${ticket.id}/` }),
  'drafts.save': (_, { ticket }) => ({ path: `drafts/${ticket.id}/`, body: { body: 'Borrador' } }),
  'drafts.discard': (_, { ticket }) => ({ path: `drafts/${ticket.id}/` }),
  ...resource('canned-replies', (_, word) => ({ title: unique('reply', word), body: 'Hola' }), {
    body: 'Otra',
  }),
  ...resource('macros', (_, word) => ({ name: unique('macro', word), changes: { priority: 'low' } }), {
    changes: { priority: 'high' },
  }),
  'macros.apply': async (world) => ({
    path: `macros/${await idOf(world, 'macros', { name: unique('macro'), changes: { priority: 'low' } })}/apply/`,
    body: { tickets: [(await openFor(world)).id] },
  }),
  'tags.list': () => ({ path: 'tags/' }),
  'tags.change': async (world) => {
    const from = await taggedFor(world);
    return { path: 'tags/rename/', body: { from, to: unique('tag', SENT) } };
  },
  'tags.remove': async (world) => ({ path: 'tags/remove/', body: { name: await taggedFor(world) } }),
  'links.add': async (world, { ticket }) => ({
    path: `tickets/${ticket.id}/links/`,
    body: { ticket: (await openFor(world)).id },
  }),
  'links.remove': async (world, { ticket }) => {
    const other = (await openFor(world)).id;
    await make(world.app, world.people.admin.token, `tickets/${ticket.id}/links/`, { ticket: other });
    return { path: `tickets/${ticket.id}/links/${other}/` };
  },
  'tickets.merge': async (world) => ({
    path: `tickets/${(await openFor(world)).id}/merge/`,
    body: { into: (await openFor(world)).id },
  }),
  'tickets.unmerge': async (world) => {
    const [one, two] = [(await openFor(world)).id, (await openFor(world)).id];
    await make(world.app, world.people.admin.token, `tickets/${one}/merge/`, { into: two });
    return { path: `tickets/${one}/unmerge/` };
  },
  'messages.split': (_, { ticket }) => ({
    path: `tickets/${ticket.id}/messages/${ticket.messages[0]!.id}/split/`,
    body: { subject: unique('subject', SENT) },
  }),
  'held-replies.hold': (_, { ticket }) => ({
    path: `tickets/${ticket.id}/held-replies/`,
    body: { body: 'Enseguida' },
  }),
  'held-replies.take-back': async (world, { ticket }) => {
    const path = `tickets/${ticket.id}/held-replies/`;
    const held = await make(world.app, world.people.agent.token, path, { body: 'Enseguida' });
    return { path: `held-replies/${held.id}/` };
  },
  'notifications.list': () => ({ path: 'notifications/' }),
  'notifications.read': () => ({ path: 'notifications/read/', body: {} }),
  'audit.list': () => ({ path: 'audit/' }),
  'audit.export': () => ({ path: 'audit/export/' }),
  'audit.verify': () => ({ path: 'audit/verify/' }),
  'operator.tenants.list': () => ({ path: 'operator/tenants/' }),
  'operator.tenants.create': () => ({
    path: 'operator/tenants/',
    body: {
      slug: `made-${(counter += 1)}`,
      name: 'Otra',
      admin: { email: 'jefa@otra.test', name: 'Jefa', password: 'una clave bien larga' },
    },
  }),
  'health.alive': () => ({ path: 'health/' }),
  'health.ready': () => ({ path: 'health/ready/' }),
  'docs.openapi': () => ({ path: 'openapi.json' }),
  'docs.page': () => ({ path: 'docs/' }),
  'docs.problem': () => ({ path: 'problems/not_found/' }),
};
