import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { codeAt, stepAt } from '../../../src/modules/identity/second-factor/totp.js';
import { createUser, PASSWORD } from '../../factories/people.js';
import { Authenticator } from '../../support/authenticator.js';
import { type OpenIdProvider, startOpenIdProvider } from '../../support/services/openid-provider.js';
import type { RequestFor } from './request.js';
import type { Actor, World } from './world.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const CREDENTIAL = { id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: 'x' } };
const CALLBACK = 'http://localhost:3000/tickets/login/callback/';

/** What one has before one asks: an answer of a route that prepares another one. Empty where the actor may not. */
async function prepare(
  { app, tokens }: World,
  actor: Actor,
  path: string,
  body?: unknown,
): Promise<Record<string, never>> {
  const token = tokens[actor];
  const response = await app.request({ method: 'POST', path, token, ...(body !== undefined && { body }) });
  return response.statusCode < 300 && response.body !== '' ? response.json() : {};
}

async function idOf({ app, tokens }: World, actor: Actor): Promise<{ id: string; email: string } | null> {
  const response = await app.request({ path: 'me/', token: tokens[actor] });
  return response.statusCode === 200 ? response.json() : null;
}

/** A passkey that nobody can use, and a recovery code. */
async function giveFactor(
  { app }: World,
  userId: string,
): Promise<{ passkey: string; recovery_code: string }> {
  const passkey = randomUUID();
  await app.database.admin.query(
    `INSERT INTO passkeys (tenant_id, id, user_id, name, credential_id, public_key, counter, rp_id, created_at)
     SELECT u.tenant_id, $2::uuid, u.id, 'Llave', $2::uuid::text, 'x', 0, 'localhost', now() FROM users u WHERE u.id = $1`,
    [userId, passkey],
  );
  const recoveryCode = randomUUID().replace(/[^a-f2-7]/g, '');
  await app.database.admin.query(
    `INSERT INTO recovery_codes (tenant_id, user_id, code_hash) SELECT tenant_id, id, $2::text FROM users WHERE id = $1`,
    [userId, createHash('sha256').update(recoveryCode).digest('base64url')],
  );
  return { passkey, recovery_code: recoveryCode };
}

/** Takes away what these requests have left behind, so that the others find everybody as they were. */
export async function tidyIdentity({ app }: World): Promise<void> {
  for (const table of ['totp_factors', 'passkeys', 'recovery_codes', 'tenant_security']) {
    await app.database.admin.query(`DELETE FROM ${table}`);
  }
}

/** The second step of a sign-in of somebody who has been made for it. */
async function stepOf(world: World) {
  const user = await createUser(world.app, world.tenant);
  const { recovery_code } = await giveFactor(world, user.id);
  const body = { email: user.email, password: PASSWORD, tenant: world.tenant.slug };
  const response = await world.app.request({ method: 'POST', path: 'auth/token/', body });
  return { token: response.json<{ second_factor: { token: string } }>().second_factor.token, recovery_code };
}

async function totpCode(world: World, actor: Actor): Promise<string> {
  await tidyIdentity(world);
  const { secret } = (await prepare(world, actor, 'me/totp/')) as { secret?: string };
  if (secret === undefined) return '123456';
  const bits = [...secret].map((c) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'),
  );
  const bytes = bits
    .join('')
    .match(/.{8}/g)!
    .map((byte) => parseInt(byte, 2));
  return codeAt(Buffer.from(bytes), stepAt(new Date()));
}

async function newPasskey(world: World, actor: Actor) {
  await tidyIdentity(world);
  const { token, options } = (await prepare(world, actor, 'me/passkeys/options/')) as {
    token?: string;
    options?: never;
  };
  return options
    ? { token, credential: new Authenticator().create(options), name: 'Llave' }
    : { token: 'x', credential: CREDENTIAL, name: 'Llave' };
}

const ownPasskey = async (world: World, actor: Actor) => {
  await tidyIdentity(world);
  const own = await idOf(world, actor);
  return `me/passkeys/${own ? (await giveFactor(world, own.id)).passkey : NOBODY}/`;
};

async function otherSession({ app, tenant, tokens }: World, actor: Actor): Promise<string> {
  const own = await idOf({ app, tokens } as World, actor);
  if (own) {
    const slug = actor === 'foreign admin' ? 'elsewhere' : tenant.slug;
    const body = { email: own.email, password: PASSWORD, tenant: slug };
    await app.request({ method: 'POST', path: 'auth/token/', body });
  }
  const sessions = await app.request({ path: 'me/sessions/', token: tokens[actor] });
  const found = sessions.statusCode === 200 && sessions.json<{ id: string; current: boolean }[]>();
  return (found && found.find(({ current }) => !current)?.id) || NOBODY;
}

async function passkeySignIn(world: World) {
  const key = new Authenticator();
  const user = await createUser(world.app, world.tenant);
  const tokens = { ...world.tokens, customer: user.token };
  const made = (await prepare({ ...world, tokens }, 'customer', 'me/passkeys/options/')) as {
    token?: string;
    options?: never;
  };
  await prepare({ ...world, tokens }, 'customer', 'me/passkeys/', {
    token: made.token,
    credential: key.create(made.options!),
    name: 'Llave',
  });
  const asked = (await prepare(world, 'nobody', 'auth/passkey/options/')) as {
    token?: string;
    options?: never;
  };
  return { token: asked.token, credential: key.get(asked.options!) };
}

let running: Promise<OpenIdProvider> | undefined;
/** One for all of them; it does not keep the process from ending. */
const openIdProvider = () => (running ??= startOpenIdProvider([CALLBACK]));

async function beginProvider({ app, people, tenant }: World) {
  const op = await openIdProvider();
  const made = await app.request({
    method: 'POST',
    path: 'identity-providers/',
    token: people.admin.token,
    body: {
      name: `Acme ${randomUUID()}`,
      issuer: op.issuer,
      client_id: op.clientId,
      client_secret: op.clientSecret,
    },
  });
  return {
    op,
    path: `auth/providers/${made.json<{ id: string }>().id}/begin/`,
    body: { tenant: tenant.slug },
  };
}

async function finishProvider(world: World) {
  const { op, ...begin } = await beginProvider(world);
  const begun = await world.app.request({ method: 'POST', ...begin });
  const login = randomUUID();
  op.accounts.set(login, { email: `${login}@example.test`, email_verified: true });
  const back = await op.signIn(begun.json<{ url: string }>().url, login);
  const cookie = String(begun.headers['set-cookie']).split(';')[0]!;
  return { path: 'auth/providers/finish/', body: Object.fromEntries(back.searchParams), headers: { cookie } };
}

export const identityProvider = (name: string) => ({
  name,
  issuer: 'https://login.example.test',
  client_id: 'noxdesk',
});

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const trustedIssuer = (name: string) => ({
  name,
  issuer: 'https://panel.example.test',
  audience: name,
  public_key: publicKey.export({ format: 'pem', type: 'spki' }),
});

/** Routes of sign-ins and of one's own security. */
export const IDENTITY_REQUESTS: Record<string, RequestFor> = {
  'auth.second-factor': async (world) => ({ path: 'auth/second-factor/', body: await stepOf(world) }),
  'auth.second-factor.options': async (world) => ({
    path: 'auth/second-factor/options/',
    body: { token: (await stepOf(world)).token },
  }),
  'auth.passkey.options': () => ({ path: 'auth/passkey/options/' }),
  'auth.passkey': async (world) => ({ path: 'auth/passkey/', body: await passkeySignIn(world) }),
  'auth.providers': () => ({ path: 'auth/providers/' }),
  'auth.providers.begin': async (world) => {
    const { path, body } = await beginProvider(world);
    return { path, body };
  },
  'auth.providers.finish': finishProvider,
  'me.security': () => ({ path: 'me/security/' }),
  'me.confirm.options': () => ({ path: 'me/confirm/options/' }),
  'me.confirm': () => ({ path: 'me/confirm/', body: { password: PASSWORD } }),
  'me.password': () => ({ path: 'me/password/', body: { current_password: PASSWORD, password: PASSWORD } }),
  'me.sessions': () => ({ path: 'me/sessions/' }),
  'me.sessions.end': async (world, _thread, actor) => ({
    path: `me/sessions/${await otherSession(world, actor)}/`,
  }),
  'me.sessions.end-others': () => ({ path: 'me/sessions/' }),
  'me.totp.begin': async (world) => {
    await tidyIdentity(world);
    return { path: 'me/totp/' };
  },
  'me.totp.confirm': async (world, _thread, actor) => ({
    path: 'me/totp/confirm/',
    body: { code: await totpCode(world, actor) },
  }),
  'me.totp.remove': async (world, _thread, actor) => {
    const code = await totpCode(world, actor);
    await prepare(world, actor, 'me/totp/confirm/', { code });
    return { path: 'me/totp/' };
  },
  'me.recovery-codes': async (world, _thread, actor) => {
    await ownPasskey(world, actor);
    return { path: 'me/recovery-codes/' };
  },
  'me.passkeys.options': () => ({ path: 'me/passkeys/options/' }),
  'me.passkeys.add': async (world, _thread, actor) => ({
    path: 'me/passkeys/',
    body: await newPasskey(world, actor),
  }),
  'me.passkeys.change': async (world, _thread, actor) => ({
    path: await ownPasskey(world, actor),
    body: { name: 'Otra llave' },
  }),
  'me.passkeys.remove': async (world, _thread, actor) => ({ path: await ownPasskey(world, actor) }),
  'security.get': () => ({ path: 'security/' }),
  'security.change': () => ({ path: 'security/', body: { second_factor_roles: [] } }),
  'users.second-factor.reset': async (world) => {
    const user = await createUser(world.app, world.tenant);
    await giveFactor(world, user.id);
    return { path: `users/${user.id}/second-factor/reset/` };
  },
};
