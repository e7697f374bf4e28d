import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { delayAfter } from '../../src/modules/identity/sign-in-limiter.js';
import { createTenant, createUser, PASSWORD, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL with row-level security, Redis, two applications of one installation. Not real: the sockets.
const secret = 's'.repeat(64);
let app: TestApp;
let second: TestApp;
let tenant: TestTenant;

beforeAll(async () => {
  app = await startTestApp({ secret });
  second = await startTestApp({ secret, database: app.database });
  tenant = await createTenant(app);
});
afterAll(async () => {
  await second.close();
  await app.close();
});

const signIn = (user: { email: string }, headers: Record<string, string> = {}, more: object = {}) =>
  app.request({
    method: 'POST',
    path: 'auth/token/',
    body: { email: user.email, password: PASSWORD, ...more },
    headers,
  });
const cookiesOf = (response: Awaited<ReturnType<typeof signIn>>) =>
  [response.headers['set-cookie']]
    .flat()
    .map((cookie) => String(cookie).split(';')[0]!)
    .join('; ');
const statuses = async (token: string) => {
  const answers = await Promise.all([app, second].map((one) => one.request({ path: 'me/', token })));
  return answers.map(({ statusCode }) => statusCode);
};
interface Told {
  id: string;
  current: boolean;
  user_agent: string;
  address: string;
  method: string;
}
const sessions = async (token: string) => (await app.request({ path: 'me/sessions/', token })).json<Told[]>();
const mails = async (user: TestUser) => {
  const { rows } = await app.database.admin.query<{ subject: string; text_body: string }>(
    'SELECT subject, text_body FROM outbound_mails WHERE recipients = ARRAY[$1] ORDER BY id',
    [user.email],
  );
  return rows;
};

describe('a session', () => {
  it('says where it was begun and how, and is its owner’s to see alone', async () => {
    const user = await createUser(app, tenant);
    const pair = (await signIn(user, { 'user-agent': 'Navegador/1.0' })).json();
    const listed = await sessions(pair.access);
    expect(listed).toHaveLength(2);
    expect(listed.find(({ current }) => current)).toMatchObject({
      method: 'password',
      user_agent: 'Navegador/1.0',
      address: '127.0.0.1',
    });
    const other = await createUser(app, tenant);
    expect((await sessions(other.token)).map(({ id }) => id)).not.toContain(listed[0]!.id);
    const path = `me/sessions/${listed[0]!.id}/`;
    expect((await app.request({ method: 'DELETE', path, token: other.token })).statusCode).toBe(404);
  });

  it.each([
    ['a proxy beside us', '127.0.0.1', '198.51.100.7', '198.51.100.7'],
    [
      'a proxy of the network, whatever its client claimed before',
      '10.0.0.5',
      '6.6.6.6, 198.51.100.7',
      '198.51.100.7',
    ],
    ['somebody from outside, who speaks for nobody', '203.0.113.9', '198.51.100.7', '203.0.113.9'],
  ])(
    'was begun where its connection came from, or where %s says',
    async (_, remoteAddress, forwarded, told) => {
      const user = await createUser(app, tenant);
      const answer = await app.app.inject({
        method: 'POST',
        url: '/tickets/api/auth/token/',
        remoteAddress,
        headers: { 'x-forwarded-for': forwarded },
        payload: { email: user.email, password: PASSWORD },
      });
      const listed = await sessions(answer.json<{ access: string }>().access);
      expect(listed.find(({ current }) => current)).toMatchObject({ address: told });
    },
  );

  it('that is ended is over at once, in every process, its access and refresh tokens alike', async () => {
    const user = await createUser(app, tenant);
    const pair = (await signIn(user)).json();
    expect(await statuses(pair.access)).toEqual([200, 200]);
    const { id } = (await sessions(pair.access)).find(({ current }) => current)!;
    const path = `me/sessions/${id}/`;
    expect((await app.request({ method: 'DELETE', path, token: user.token })).statusCode).toBe(204);
    expect(await statuses(pair.access)).toEqual([401, 401]);
    const refresh = { method: 'POST' as const, path: 'auth/token/refresh/', body: { refresh: pair.refresh } };
    expect((await second.request(refresh)).statusCode).toBe(401);
    expect(await statuses(user.token)).toEqual([200, 200]);
  });

  it('ends with signing out, with a stolen refresh token, and with all the others at once', async () => {
    const user = await createUser(app, tenant);
    const out = (await signIn(user)).json();
    await app.request({ method: 'POST', path: 'auth/logout/', body: { refresh: out.refresh } });
    expect(await statuses(out.access)).toEqual([401, 401]);

    const stolen = (await signIn(user)).json();
    const use = () =>
      app.request({ method: 'POST', path: 'auth/token/refresh/', body: { refresh: stolen.refresh } });
    const next = (await use()).json();
    expect((await use()).statusCode).toBe(401);
    expect(await statuses(next.access)).toEqual([401, 401]);

    const here = (await signIn(user)).json();
    expect(
      (await app.request({ method: 'DELETE', path: 'me/sessions/', token: here.access })).statusCode,
    ).toBe(204);
    expect(await statuses(user.token)).toEqual([401, 401]);
    expect(await statuses(here.access)).toEqual([200, 200]);
  });

  it('ends with a new password but for the one that chose it, which the current one has to be known for', async () => {
    const user = await createUser(app, tenant);
    const here = (await signIn(user)).json();
    const change = (current_password: string | undefined, password = 'una clave nueva') =>
      app.request({
        method: 'POST',
        path: 'me/password/',
        token: here.access,
        body: { ...(current_password !== undefined && { current_password }), password },
      });
    expect((await change(undefined)).json().errors).toEqual([expect.objectContaining({ code: 'required' })]);
    expect((await change('not it')).json().errors).toEqual([
      expect.objectContaining({ field: 'current_password', code: 'wrong_password' }),
    ]);
    expect((await change(PASSWORD, 'iloveyou1')).json().errors).toEqual([
      expect.objectContaining({ field: 'password', code: 'common_password' }),
    ]);
    expect((await change(PASSWORD)).statusCode).toBe(204);
    expect(await statuses(user.token)).toEqual([401, 401]);
    expect(await statuses(here.access)).toEqual([200, 200]);
    expect((await mails(user)).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Tu contraseña ha cambiado'),
    ]);
  });

  it('is always a new one: what the browser had before is no way into it, and ends', async () => {
    const [attacker, victim] = [await createUser(app, tenant), await createUser(app, tenant)];
    const planted = await signIn(attacker, {}, { session: true });
    const own = await signIn(victim, { cookie: cookiesOf(planted) }, { session: true });
    expect(cookiesOf(own)).not.toContain(cookiesOf(planted).split(';')[0]);
    expect(await statuses(planted.json().access)).toEqual([401, 401]);
    const session = (await sessions(own.json().access)).find(({ current }) => current)!;
    const { rows } = await app.database.admin.query('SELECT user_id FROM sessions WHERE id = $1', [
      session.id,
    ]);
    expect(rows[0].user_id).toBe(victim.id);
  });
});

describe('another site', () => {
  it.each<[string, Record<string, string>]>([
    ['by its origin', { origin: 'https://evil.test' }],
    ['by an origin that only begins like ours', { origin: 'http://localhost:3000.evil.test' }],
    ['without one that can be read', { origin: 'null' }],
    ['as the browser tells it', { 'sec-fetch-site': 'cross-site' }],
  ])('cannot use or end the session of a visitor: %s', async (_, headers) => {
    const user = await createUser(app, tenant);
    const signedIn = await signIn(user, {}, { session: true });
    const cookie = cookiesOf(signedIn);
    const post = (path: string) =>
      app.request({ method: 'POST', path, body: { session: true }, headers: { cookie, ...headers } });
    expect((await post('auth/token/refresh/')).statusCode).toBe(403);
    expect((await post('auth/logout/')).statusCode).toBe(403);
    expect((await signIn(user, headers, { session: true })).statusCode).toBe(403);
    expect(await statuses(signedIn.json().access)).toEqual([200, 200]);
  });

  it('does not stand in the way of our own pages, wherever they are', async () => {
    const user = await createUser(app, tenant);
    for (const headers of [
      { origin: 'http://localhost:3000' },
      { origin: 'https://soporte.acme.test', host: 'soporte.acme.test' },
      { 'sec-fetch-site': 'same-origin' },
    ] as Record<string, string>[]) {
      expect((await signIn(user, headers, { session: true })).statusCode).toBe(200);
    }
  });

  it('may call the API with a token of its own, which no browser sends by itself', async () => {
    const user = await createUser(app, tenant);
    const headers = { origin: 'https://panel.example.test' };
    expect((await app.request({ path: 'me/', token: user.token, headers })).statusCode).toBe(200);
  });
});

describe('a sign-in from a device that is new', () => {
  it('is told to its owner, but neither the first one ever nor one from a device that is known', async () => {
    const user = await createUser(app, tenant);
    const laptop = { 'user-agent': 'Portátil/1.0' };
    const fresh = await signIn(user, laptop, { session: true });
    expect(fresh.statusCode).toBe(200);
    const [mail, ...more] = await mails(user);
    expect(mail!.subject).toContain('Inicio de sesión desde un dispositivo nuevo');
    expect(mail!.text_body).toContain('127.0.0.1 · Port');
    expect(more).toEqual([]);
    await signIn(user, laptop);
    // Elsewhere, but with the browser that was there before.
    await signIn(user, { 'user-agent': 'Portátil/2.0', cookie: cookiesOf(fresh) }, { session: true });
    expect(await mails(user)).toHaveLength(1);
  });
});

describe('guessing', () => {
  it('is answered later and later, whether or not there is such an account', async () => {
    expect([0, 9, 10, 11, 12, 13, 19].map(delayAfter)).toEqual([0, 0, 200, 400, 800, 1_000, 1_000]);
    const user = await createUser(app, tenant);
    for (const email of [user.email, 'nobody@guess.test']) {
      const times: number[] = [];
      for (let index = 0; index < 13; index += 1) {
        const start = performance.now();
        // By turns, since all processes count together.
        const one = index % 2 ? app : second;
        await one.request({ method: 'POST', path: 'auth/token/', body: { email, password: 'guess' } });
        times.push(performance.now() - start);
      }
      expect(times[12]).toBeGreaterThan(790);
      expect(Math.min(...times.slice(0, 5))).toBeLessThan(times[12]! - 400);
    }
  }, 30_000);

  it('by many tries at once finds out no more than one after the other', async () => {
    const user = await createUser(app, tenant);
    const tries = Array.from({ length: 40 }, (_, index) => (index === 39 ? PASSWORD : `guess ${index}`));
    const answers = await Promise.all(
      tries.map((password) =>
        app.request({ method: 'POST', path: 'auth/token/', body: { email: user.email, password } }),
      ),
    );
    const told = answers.filter(({ statusCode }) => statusCode !== 429).length;
    expect(told).toBeLessThanOrEqual(21);
    expect(answers.every(({ statusCode }) => [200, 401, 429].includes(statusCode))).toBe(true);
  }, 30_000);
});

describe('an API token', () => {
  it('that is revoked in one process is refused by the other with its next use', async () => {
    const user = await createUser(app, tenant);
    const made = await app.request({
      method: 'POST',
      path: 'api-tokens/',
      token: user.token,
      body: { name: 'Facturas', scopes: ['tickets:read'] },
    });
    const { id, token } = made.json<{ id: string; token: string }>();
    expect(await statuses(token)).toEqual([200, 200]);
    await second.request({ method: 'DELETE', path: `api-tokens/${id}/`, token: user.token });
    expect(await statuses(token)).toEqual([401, 401]);
  });

  it('outlives a rotation of the secret that signed it', async () => {
    const user = await createUser(app, tenant);
    const made = await app.request({
      method: 'POST',
      path: 'api-tokens/',
      token: user.token,
      body: { name: 'Facturas', scopes: ['tickets:read'] },
    });
    const rotated = await startTestApp({
      secret: 'n'.repeat(64),
      previousSecrets: [secret],
      database: app.database,
    });
    try {
      const { token } = made.json<{ token: string }>();
      expect((await rotated.request({ path: 'me/', token })).statusCode).toBe(200);
      expect((await rotated.request({ path: 'me/', token: `${token.slice(0, -4)}AAAA` })).statusCode).toBe(
        401,
      );
    } finally {
      await rotated.close();
    }
  });
});
