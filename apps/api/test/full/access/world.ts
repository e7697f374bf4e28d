import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { Ticket } from '@noxdesk/contracts';
import { ConfirmLinks } from '../../../src/modules/notifications/confirm-links.js';
import { PNG } from '../../factories/files.js';
import {
  createOrganization,
  createTenant,
  createUser,
  type TestTenant,
  type TestUser,
} from '../../factories/people.js';
import { openTicket, reply } from '../../factories/tickets.js';
import type { TestApp } from '../../support/app.js';
import { BOUNDARY, formBody } from '../../support/multipart.js';

/** Whoever comes to a route, in the order of the table's columns. */
export const ACTORS = [
  'nobody',
  'foreign admin',
  'customer',
  'colleague, sharing',
  'colleague, private',
  'other agent',
  'agent',
  'admin',
  'no access',
  'tickets:read',
  'tickets:write',
  'admin scope',
  'must enrol',
  'issuer',
  'operator',
] as const;
export type Actor = (typeof ACTORS)[number];

/** Words that stand only in what one tenant, or only its staff, may read. */
export const SECRETS = { tenant: 'zafiro', note: 'turmalina', department: 'esmeralda' };

export interface Thread {
  ticket: Ticket;
  attachment: string;
  confirmation: string;
}

/** A tenant with one of everything, and everybody who might ask for it. */
export interface World {
  app: TestApp;
  tenant: TestTenant;
  tokens: Record<Actor, string | undefined>;
  /** Everybody's id by what they are. */
  people: { admin: TestUser; agent: TestUser; customer: TestUser };
  /** The customer's own ticket, in an organisation that shares; and one of an organisation that does not. */
  shared: Thread;
  unshared: Thread;
  /** The file of an internal note. */
  noteFile: string;
}

export async function buildWorld(app: TestApp): Promise<World> {
  const tenant = await createTenant(app, 'matrix');
  const foreign = await createTenant(app, 'elsewhere');
  const sharing = await createOrganization(app, tenant, true);
  const silent = await createOrganization(app, tenant, false);
  const admin = await createUser(app, tenant, { role: 'admin' });
  const agent = await createUser(app, tenant, { role: 'agent', departments: [1] });
  const otherAgent = await createUser(app, tenant, { role: 'agent', departments: [2] });
  const customer = await createUser(app, tenant, { organization: sharing });
  const sharingColleague = await createUser(app, tenant, { organization: sharing });
  const quiet = await createUser(app, tenant, { organization: silent });
  const privateColleague = await createUser(app, tenant, { organization: silent });
  const outsider = await createUser(app, foreign, { role: 'admin' });
  const shut = await createUser(app, tenant, { role: 'agent', departments: [1], canAccessTicketing: false });
  const scoped = (scope: string) => apiToken(app, admin.token, [scope]);
  const enrolling = await createUser(app, tenant, { role: 'admin' });
  const shared = await buildThread(app, tenant, customer, agent);
  return {
    app,
    tenant,
    people: { admin, agent, customer },
    shared,
    unshared: await buildThread(app, tenant, quiet, agent),
    noteFile: await noteWithFile(app, agent, shared.ticket.id),
    tokens: {
      nobody: undefined,
      'foreign admin': outsider.token,
      customer: customer.token,
      'colleague, sharing': sharingColleague.token,
      'colleague, private': privateColleague.token,
      'other agent': otherAgent.token,
      agent: agent.token,
      admin: admin.token,
      'no access': shut.token,
      'tickets:read': await scoped('tickets:read'),
      'tickets:write': await scoped('tickets:write'),
      'admin scope': await scoped('admin'),
      'must enrol': enrolling.token,
      issuer: await issuerToken(app, admin.token),
      operator: app.config.operatorToken,
    },
  };
}

export async function apiToken(app: TestApp, token: string, scopes: readonly string[]): Promise<string> {
  const made = await app.request({
    method: 'POST',
    path: 'api-tokens/',
    token,
    body: { name: `${SECRETS.tenant} token`, scopes },
  });
  return made.json<{ token: string }>().token;
}

/** The word of a panel that the tenant trusts, for somebody who is an admin here. */
async function issuerToken(app: TestApp, adminToken: string): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const named = { issuer: 'https://panel.matrix.test', audience: 'noxdesk matrix' };
  const made = await app.request({
    method: 'POST',
    path: 'trusted-issuers/',
    token: adminToken,
    body: {
      ...named,
      name: 'Panel',
      public_key: await exportSPKI(publicKey),
      claims: { role: 'groups' },
      roles: { chiefs: 'admin' },
    },
  });
  if (made.statusCode !== 201) throw new Error(`The issuer is not trusted: ${made.body}`);
  return new SignJWT({
    email: 'chief@panel.matrix.test',
    name: 'Jefa del panel',
    groups: ['chiefs'],
    can_access_ticketing: true,
  })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(named.issuer)
    .setAudience(named.audience)
    .setSubject('chief')
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(privateKey);
}

/** Has the tenant ask admins for a second factor while something is done by one who has none. */
export async function whileEnrolling<Result>(
  { app, tenant }: World,
  actor: Actor,
  work: () => Promise<Result>,
): Promise<Result> {
  if (actor !== 'must enrol') return work();
  const { admin } = app.database;
  await admin.query(
    `INSERT INTO tenant_security (tenant_id, second_factor_roles) VALUES ($1, '{admin}')
     ON CONFLICT (tenant_id) DO UPDATE SET second_factor_roles = excluded.second_factor_roles`,
    [tenant.id],
  );
  // Some calls before may have proved a second factor.
  await admin.query('UPDATE sessions SET strong = false WHERE tenant_id = $1', [tenant.id]);
  try {
    return await work();
  } finally {
    await admin.query('DELETE FROM tenant_security WHERE tenant_id = $1', [tenant.id]);
  }
}

/** A ticket of a customer with a file, an answer and a note. */
async function buildThread(
  app: TestApp,
  tenant: TestTenant,
  customer: TestUser,
  agent: TestUser,
): Promise<Thread> {
  const sent = await sendForm(app, customer.token, 'tickets/', [
    ['subject', `${SECRETS.tenant} ${SECRETS.department}`],
    ['department', '1'],
    ['body', `${SECRETS.tenant} body`],
    ['attachments', PNG, `${SECRETS.tenant}.png`, 'image/png'],
  ]);
  const ticket = sent.json<Ticket>();
  await reply(app, agent.token, ticket.id, { body: SECRETS.note, message_type: 'note' });
  const attachment = ticket.messages[0]!.attachments[0]!.id;
  // So small a picture is its own preview.
  await app.database.admin.query(
    'UPDATE attachments SET preview_blob_key = blob_key, preview_size = size WHERE id = $1',
    [attachment],
  );
  const links = app.app.get(ConfirmLinks, { strict: false });
  const claim = { tenantId: tenant.id, ticketNumber: Number(ticket.number.slice(3)), personId: customer.id };
  return {
    ticket,
    attachment,
    confirmation: links.url(claim).split('/').at(-1)!,
  };
}

async function noteWithFile(app: TestApp, agent: TestUser, ticketId: string): Promise<string> {
  const sent = await sendForm(app, agent.token, `tickets/${ticketId}/reply/`, [
    ['body', SECRETS.note],
    ['message_type', 'note'],
    ['attachments', PNG, `${SECRETS.note}.png`, 'image/png'],
  ]);
  return sent.json<{ attachments: [{ id: string }] }>().attachments[0].id;
}

const sendForm = (app: TestApp, token: string, path: string, parts: Parameters<typeof formBody>[0]) =>
  app.request({
    method: 'POST',
    path,
    token,
    body: formBody(parts),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  });

export const openFor = (world: World) =>
  openTicket(world.app, world.people.customer.token, { subject: `${SECRETS.tenant} ${SECRETS.department}` });
