import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeAt, stepAt } from '../../src/modules/identity/second-factor/totp.js';
import { createTenant, createUser, PASSWORD, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Authenticator } from '../support/authenticator.js';
import { TestClock } from '../support/clock.js';

// Real: PostgreSQL with row-level security, Redis, WebAuthn signatures. Not real: the socket, the clock, and the
// authenticator, which is one in software.
let app: TestApp;
let clock: TestClock;
let tenant: TestTenant;
let admin: TestUser;

beforeAll(async () => {
  clock = new TestClock();
  app = await startTestApp({ clock });
  tenant = await createTenant(app, 'acme');
  admin = await createUser(app, tenant, { role: 'admin' });
});
afterAll(() => app.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const call = (method: Method, path: string, token?: string, body?: unknown) =>
  // As the browser of a page at the public address sends it.
  app.request({ method, path, token, headers: { host: 'localhost' }, ...(body !== undefined && { body }) });
const post = (path: string, token?: string, body?: unknown) => call('POST', path, token, body);
const signIn = (email: string) => post('auth/token/', undefined, { email, password: PASSWORD });
const finish = (body: object) => post('auth/second-factor/', undefined, body);

const fromBase32 = (text: string) => {
  const bits = [...text].map((c) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g)!;
  return Buffer.from(bytes.map((byte) => parseInt(byte, 2)));
};

/** An authenticator app, a moment ahead each time so that no code comes twice. */
function appOf(secret: string) {
  const key = fromBase32(secret);
  return { now: (off = 0) => codeAt(key, stepAt(clock.now()) + off) };
}

async function withTotp(user: TestUser) {
  const { secret } = (await post('me/totp/', user.token)).json<{ secret: string }>();
  const phone = appOf(secret);
  const confirmed = await post('me/totp/confirm/', user.token, { code: phone.now() });
  expect(confirmed.statusCode).toBe(200);
  clock.advance({ seconds: 30 });
  return { phone, codes: confirmed.json<{ recovery_codes: string[] }>().recovery_codes };
}

async function withPasskey(user: TestUser, key = new Authenticator(), name = 'Portátil') {
  const { token, options } = (await post('me/passkeys/options/', user.token)).json();
  const body = { token, credential: key.create(options), name };
  return { key, made: await post('me/passkeys/', user.token, body) };
}

async function mailsTo(email: string): Promise<string[]> {
  const { rows } = await app.database.admin.query<{ subject: string }>(
    'SELECT subject FROM outbound_mails WHERE recipients = ARRAY[$1] ORDER BY id',
    [email],
  );
  return rows.map(({ subject }) => subject.replace('Tenant acme: ', ''));
}

describe('an authenticator app', () => {
  it('is asked for once it is set up, and the password alone gets nobody in', async () => {
    const user = await createUser(app, tenant);
    const { phone } = await withTotp(user);
    const first = await signIn(user.email);
    expect(first.statusCode).toBe(401);
    expect(first.json()).toMatchObject({
      code: 'second_factor_required',
      second_factor: { token: expect.any(String), methods: ['totp', 'recovery_code'], expires_in: 300 },
    });
    const { token } = first.json().second_factor;
    const second = await finish({ token, code: phone.now() });
    expect(second.statusCode).toBe(200);
    expect((await call('GET', 'me/', second.json().access)).json().id).toBe(user.id);
    const sessions = (await call('GET', 'me/sessions/', second.json().access)).json();
    expect(sessions.find((one: { current: boolean }) => one.current)).toMatchObject({ second_factor: true });
  });

  it('code is good once, and the challenge with it', async () => {
    const user = await createUser(app, tenant);
    const { phone } = await withTotp(user);
    const { token } = (await signIn(user.email)).json().second_factor;
    const code = phone.now();
    expect((await finish({ token, code })).statusCode).toBe(200);
    const again = (await signIn(user.email)).json().second_factor;
    expect((await finish({ token: again.token, code })).statusCode).toBe(401);
    clock.advance({ seconds: 30 });
    expect((await finish({ token, code: phone.now() })).statusCode).toBe(401);
    expect((await finish({ token: again.token, code: phone.now() })).statusCode).toBe(401);
  });

  it('code that two send at once lets one of them in', async () => {
    const user = await createUser(app, tenant);
    const { phone } = await withTotp(user);
    const steps = await Promise.all([signIn(user.email), signIn(user.email)]);
    const code = phone.now();
    const answers = await Promise.all(
      steps.map((step) => finish({ token: step.json().second_factor.token, code })),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
  });

  it('may be off by one step, and a wrong code may be mended', async () => {
    const user = await createUser(app, tenant);
    const { phone } = await withTotp(user);
    const { token } = (await signIn(user.email)).json().second_factor;
    expect((await finish({ token, code: phone.now(3) })).statusCode).toBe(401);
    expect((await finish({ token, code: phone.now(1) })).statusCode).toBe(200);
  });

  it('codes are not to be guessed', async () => {
    const user = await createUser(app, tenant);
    const { phone } = await withTotp(user);
    const { token } = (await signIn(user.email)).json().second_factor;
    const wrong = phone.now() === '123456' ? '654321' : '123456';
    for (let tries = 0; tries < 10; tries += 1) await finish({ token, code: wrong });
    const held = await finish({ token, code: phone.now() });
    expect(held.statusCode).toBe(429);
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
    const { rows } = await app.database.admin.query(
      `SELECT details FROM audit_entries WHERE actor_id = $1 AND action = 'sign-in.failed'`,
      [user.id],
    );
    expect(rows).toHaveLength(10);
    expect(rows[0].details).toMatchObject({ second_factor: true, method: 'password' });
  }, 30_000);

  it('secret is sealed, and only one that was confirmed counts', async () => {
    const user = await createUser(app, tenant);
    const { secret, uri } = (await post('me/totp/', user.token)).json();
    expect(uri).toContain(`secret=${secret}`);
    expect((await signIn(user.email)).statusCode).toBe(200);
    const { rows } = await app.database.admin.query('SELECT secret FROM totp_factors WHERE user_id = $1', [
      user.id,
    ]);
    expect(rows[0].secret).toMatch(/^v1\./);
    expect((await post('me/totp/confirm/', user.token, { code: '000000' })).statusCode).toBe(422);
    expect((await call('GET', 'me/security/', user.token)).json()).toMatchObject({ totp: false });
  });

  it('that is in use is not replaced by another one unasked', async () => {
    const user = await createUser(app, tenant);
    await withTotp(user);
    expect((await post('me/totp/', user.token)).statusCode).toBe(409);
  });
});

describe('a recovery code', () => {
  it('stands in for a lost phone once, and its owner is told', async () => {
    const user = await createUser(app, tenant);
    const { codes } = await withTotp(user);
    expect(codes).toHaveLength(10);
    const { token } = (await signIn(user.email)).json().second_factor;
    const typed = codes[0]!.toUpperCase().replaceAll('-', ' ');
    expect((await finish({ token, recovery_code: typed })).statusCode).toBe(200);
    const again = (await signIn(user.email)).json().second_factor;
    expect((await finish({ token: again.token, recovery_code: codes[0] })).statusCode).toBe(401);
    expect(await mailsTo(user.email)).toContain('Se ha usado un código de recuperación');
  });

  it('is kept as a hash only, and new ones end the old', async () => {
    const user = await createUser(app, tenant);
    const { codes } = await withTotp(user);
    const { rows } = await app.database.admin.query(
      'SELECT r::text AS row FROM recovery_codes r WHERE user_id = $1',
      [user.id],
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(codes[0]!.replaceAll('-', ''));
    const renewed = (await post('me/recovery-codes/', user.token)).json().recovery_codes;
    const { token } = (await signIn(user.email)).json().second_factor;
    expect((await finish({ token, recovery_code: codes[1] })).statusCode).toBe(401);
    expect((await finish({ token, recovery_code: renewed[1] })).statusCode).toBe(200);
  });
});

describe('a passkey', () => {
  it('signs in by itself, without a name or a password', async () => {
    const user = await createUser(app, tenant);
    const { key, made } = await withPasskey(user);
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ name: 'Portátil', last_used_at: null });
    const { token, options } = (await post('auth/passkey/options/')).json();
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(options.allowCredentials ?? []).toEqual([]);
    const answer = await post('auth/passkey/', undefined, { token, credential: key.get(options) });
    expect(answer.statusCode).toBe(200);
    expect((await call('GET', 'me/', answer.json().access)).json().id).toBe(user.id);
  });

  it('is the second step after a password', async () => {
    const user = await createUser(app, tenant);
    const { key } = await withPasskey(user, new Authenticator({ verified: false }));
    const step = (await signIn(user.email)).json().second_factor;
    expect(step.methods).toEqual(['passkey', 'recovery_code']);
    const asked = (await post('auth/second-factor/options/', undefined, { token: step.token })).json();
    expect(asked.options.allowCredentials).toHaveLength(1);
    const answer = await finish({ token: asked.token, credential: key.get(asked.options) });
    expect(answer.statusCode).toBe(200);
    // The step is over: a second passkey answer to it is no good either.
    const late = (await post('auth/second-factor/options/', undefined, { token: step.token })).json();
    expect((await finish({ token: late.token, credential: key.get(late.options) })).statusCode).toBe(401);
  });

  it.each<[string, Authenticator, (key: Authenticator) => void]>([
    [
      'was asked for by another page',
      new Authenticator({ origin: 'https://localhost.evil.test' }),
      () => undefined,
    ],
    ['looked at nobody', new Authenticator({ verified: false }), () => undefined],
    ['is a copy', new Authenticator(), (key) => key.rewind()],
  ])('that %s signs nobody in', async (why, key, before) => {
    const user = await createUser(app, tenant);
    // Made by an honest page, used by another one.
    if (why.includes('page')) {
      const { made } = await withPasskey(user, key);
      expect(made.statusCode).toBe(422);
      return;
    }
    await withPasskey(user, key);
    const use = async () => {
      const { token, options } = (await post('auth/passkey/options/')).json();
      return post('auth/passkey/', undefined, { token, credential: key.get(options) });
    };
    if (why === 'is a copy') expect((await use()).statusCode).toBe(200);
    before(key);
    expect((await use()).statusCode).toBe(401);
  });

  it('answer is good once, for its own challenge and its own owner', async () => {
    const user = await createUser(app, tenant);
    const other = await createUser(app, tenant);
    const { key } = await withPasskey(user);
    const { key: theirs } = await withPasskey(other);
    const { token, options } = (await post('auth/passkey/options/')).json();
    const answer = key.get(options);
    expect((await post('auth/passkey/', undefined, { token, credential: answer })).statusCode).toBe(200);
    expect((await post('auth/passkey/', undefined, { token, credential: answer })).statusCode).toBe(401);
    const next = (await post('auth/passkey/options/')).json();
    const mixed = await post('auth/passkey/', undefined, { token: next.token, credential: key.get(options) });
    expect(mixed.statusCode).toBe(401);
    const third = (await post('auth/passkey/options/')).json();
    const credential = theirs.get(third.options);
    credential.response.userHandle = answer.response.userHandle;
    expect((await post('auth/passkey/', undefined, { token: third.token, credential })).statusCode).toBe(401);
  });

  it('of a closed account signs nobody in', async () => {
    const user = await createUser(app, tenant);
    const { key } = await withPasskey(user);
    await app.database.admin.query('UPDATE users SET active = false WHERE id = $1', [user.id]);
    const { token, options } = (await post('auth/passkey/options/')).json();
    const answer = await post('auth/passkey/', undefined, { token, credential: key.get(options) });
    expect(answer.statusCode).toBe(401);
    expect(answer.json().code).toBe('invalid_credentials');
  });

  it('is renamed and removed by its owner alone', async () => {
    const user = await createUser(app, tenant);
    const { made } = await withPasskey(user);
    const path = `me/passkeys/${made.json().id}/`;
    expect((await call('PATCH', path, admin.token, { name: 'Mía' })).statusCode).toBe(404);
    expect((await call('DELETE', path, admin.token)).statusCode).toBe(404);
    expect((await call('PATCH', path, user.token, { name: 'Llave' })).json()).toMatchObject({
      name: 'Llave',
    });
    expect((await call('DELETE', path, user.token)).statusCode).toBe(204);
    expect((await signIn(user.email)).statusCode).toBe(200);
    expect(await mailsTo(user.email)).toEqual(['Nueva clave de acceso', 'Clave de acceso eliminada']);
  });
});

describe('a challenge', () => {
  it('is good for its own use and five minutes only', async () => {
    const user = await createUser(app, tenant);
    const { phone } = await withTotp(user);
    const { token } = (await signIn(user.email)).json().second_factor;
    expect((await call('GET', 'me/', token)).statusCode).toBe(401);
    expect((await post('auth/token/refresh/', undefined, { refresh: token })).statusCode).toBe(401);
    const passkey = (await post('auth/passkey/options/')).json();
    expect((await finish({ token: passkey.token, code: phone.now() })).statusCode).toBe(401);
    expect((await finish({ token: user.token, code: phone.now() })).statusCode).toBe(401);
    clock.advance({ minutes: 5, seconds: 1 });
    expect((await finish({ token, code: phone.now() })).statusCode).toBe(401);
  });

  it.each([
    ['no proof', {}],
    ['two proofs', { code: '123456', recovery_code: 'abcd' }],
  ])('is not answered by %s', async (_, proof) => {
    expect((await finish({ token: 'x', ...proof })).statusCode).toBe(422);
  });
});

describe('a tenant that asks for a second factor', () => {
  const ask = (roles: string[]) => call('PATCH', 'security/', admin.token, { second_factor_roles: roles });
  afterAll(async () => {
    await app.database.admin.query('DELETE FROM tenant_security');
  });

  it('lets people of that role do nothing but set one up, at once and in sessions that there are', async () => {
    const agent = await createUser(app, tenant, { role: 'agent' });
    const customer = await createUser(app, tenant);
    expect((await ask(['agent'])).json()).toEqual({ second_factor_roles: ['agent'] });
    const refused = await call('GET', 'tickets/', agent.token);
    expect(refused.statusCode).toBe(403);
    expect(refused.json().code).toBe('enrolment_required');
    expect((await post('api-tokens/', agent.token, { name: 'x', scopes: ['tickets:read'] })).statusCode).toBe(
      403,
    );
    expect((await call('PATCH', 'me/', agent.token, { name: 'Otra' })).statusCode).toBe(403);
    expect((await call('GET', 'me/', agent.token)).json()).toMatchObject({ must_enrol: true });
    expect((await call('GET', 'tickets/', customer.token)).statusCode).toBe(200);
    await withTotp(agent);
    expect((await call('GET', 'tickets/', agent.token)).statusCode).toBe(200);
    expect((await call('GET', 'me/security/', agent.token)).json()).toMatchObject({
      required: true,
      must_enrol: false,
    });
    const last = await call('DELETE', 'me/totp/', agent.token);
    expect(last.statusCode).toBe(409);
    expect(last.json().errors).toEqual([expect.objectContaining({ code: 'second_factor_required' })]);
  });

  it('is asked by its admins alone', async () => {
    const agent = await createUser(app, tenant, { role: 'agent' });
    expect((await call('GET', 'security/', agent.token)).statusCode).toBe(403);
    expect((await ask(['root'])).statusCode).toBe(422);
  });
});

describe('who changes what they prove themselves by', () => {
  it('has proved who they are of late, or does so again', async () => {
    const user = await createUser(app, tenant);
    clock.advance({ minutes: 10, seconds: 1 });
    for (const path of ['me/totp/', 'me/passkeys/options/', 'me/recovery-codes/']) {
      const refused = await post(path, user.token);
      expect([path, refused.statusCode, refused.json().code]).toEqual([path, 403, 'confirmation_required']);
    }
    expect((await post('me/confirm/', user.token, { password: 'not it' })).statusCode).toBe(401);
    expect((await post('me/confirm/', user.token, { password: PASSWORD })).statusCode).toBe(204);
    expect((await post('me/totp/', user.token)).statusCode).toBe(200);
  });

  it('may do so with a passkey or a code', async () => {
    const user = await createUser(app, tenant);
    const { key } = await withPasskey(user);
    const { phone } = await withTotp(user);
    clock.advance({ minutes: 10, seconds: 1 });
    const { token, options } = (await post('me/confirm/options/', user.token)).json();
    const credential = key.get(options);
    expect((await post('me/confirm/', user.token, { token, credential })).statusCode).toBe(204);
    expect((await post('me/confirm/', user.token, { token, credential })).statusCode).toBe(401);
    expect((await post('me/confirm/', user.token, { code: phone.now() })).statusCode).toBe(204);
  });

  it('is told of it by mail', async () => {
    const user = await createUser(app, tenant);
    await withTotp(user);
    await post('me/recovery-codes/', user.token);
    await call('DELETE', 'me/totp/', user.token);
    await post('api-tokens/', user.token, { name: 'Facturas', scopes: ['tickets:read'] });
    await call('PATCH', `users/${user.id}/`, admin.token, { email: `nueva-${user.email}` });
    expect(await mailsTo(user.email)).toEqual([
      'Verificación en dos pasos activada',
      'Nuevos códigos de recuperación',
      'Aplicación de autenticación eliminada',
      'Nuevo token de API',
      'Tu dirección de correo ha cambiado',
    ]);
    expect(await mailsTo(`nueva-${user.email}`)).toEqual(['Tu dirección de correo ha cambiado']);
  });

  it('has had it taken away by an admin where it was lost, and is out', async () => {
    const user = await createUser(app, tenant);
    await withTotp(user);
    expect((await post(`users/${user.id}/second-factor/reset/`, admin.token)).statusCode).toBe(204);
    expect((await call('GET', 'me/', user.token)).statusCode).toBe(401);
    expect((await signIn(user.email)).statusCode).toBe(200);
    expect((await mailsTo(user.email)).at(-1)).toBe('Se ha retirado tu segundo factor');
    const outsider = await createUser(app, await createTenant(app), { role: 'admin' });
    expect((await post(`users/${user.id}/second-factor/reset/`, outsider.token)).statusCode).toBe(404);
  });
});
