import { AccountEvents } from '../../../src/modules/identity/account-events.js';
import { AccountLinks } from '../../../src/modules/identity/account-links.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { createUser, PASSWORD } from '../../factories/people.js';
import { ADMIN_REQUESTS } from './admin-requests.js';
import { IDENTITY_REQUESTS } from './identity-requests.js';
import { MAIL_REQUESTS } from './mail-requests.js';
import { make, type RequestFor, SENT } from './request.js';
import { apiToken, type World } from './world.js';
import { TICKET_REQUESTS } from './ticket-requests.js';

const refreshToken = async ({ app, people, tenant }: World) => {
  const body = { email: people.customer.email, password: PASSWORD, tenant: tenant.slug };
  return (await make(app, undefined, 'auth/token/', body)).refresh;
};

const ownToken = async ({ app, people }: World) => {
  await apiToken(app, people.customer.token, ['tickets:read']);
  const list = await app.request({ path: 'api-tokens/?limit=100', token: people.customer.token });
  return `api-tokens/${list.json<{ results: { id: string }[] }>().results.at(-1)!.id}/`;
};

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
  ...TICKET_REQUESTS,
  ...MAIL_REQUESTS,
  ...ADMIN_REQUESTS,
  'me.get': () => ({ path: 'me/' }),
  'me.change': () => ({ path: 'me/', body: { locale: 'es' } }),
  'api-tokens.list': () => ({ path: 'api-tokens/' }),
  'api-tokens.get': async (world) => ({ path: await ownToken(world) }),
  'api-tokens.create': () => ({
    path: 'api-tokens/',
    body: { name: 'Mío', scopes: ['tickets:read'] },
  }),
  'api-tokens.change': async (world) => ({ path: await ownToken(world), body: { name: 'Otro' } }),
  'api-tokens.remove': async (world) => ({ path: await ownToken(world) }),
  'setup.state': () => ({ path: 'setup/' }),
  'setup.begin': () => ({
    path: 'setup/',
    body: {
      ...{ code: 'AAAAA-AAAAA', tenant: { name: SENT }, department: { name: SENT } },
      admin: { email: 'first@example.test', name: SENT, password: PASSWORD },
    },
  }),
  'health.alive': () => ({ path: 'health/' }),
  'health.ready': () => ({ path: 'health/ready/' }),
  'docs.openapi': () => ({ path: 'openapi.json' }),
  'docs.page': () => ({ path: 'docs/' }),
  'docs.problem': () => ({ path: 'problems/not_found/' }),
};
