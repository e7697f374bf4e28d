import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTenant, createUser, PASSWORD, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TestClock } from '../support/clock.js';

// Real: PostgreSQL, Redis, the outbox of mails. Nothing sends them, so they stay to be read.
let app: TestApp;
let clock: TestClock;
let tenant: TestTenant;

beforeAll(async () => {
  clock = new TestClock();
  app = await startTestApp({ clock });
  tenant = await createTenant(app, 'acme');
});
afterAll(() => app.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.request({ method: 'POST', path, body, headers });
const ask = (email: string, more: object = {}) => post('auth/sign-in-link/', { email, ...more });
const use = (token: string, more: object = {}) => post('auth/sign-in-link/use/', { token, ...more });

async function mailsTo({ email }: Pick<TestUser, 'email'>): Promise<string[]> {
  const { rows } = await app.database.admin.query<{ text_body: string }>(
    'SELECT text_body FROM outbound_mails WHERE recipients = ARRAY[$1] ORDER BY id DESC',
    [email],
  );
  return rows.map(({ text_body }) => text_body);
}
const tokenIn = (mail: string) => /\/tickets\/sign-in\/([\w-]+)\//.exec(mail)![1]!;
async function linkFor(user: TestUser): Promise<string> {
  expect((await ask(user.email)).statusCode).toBe(202);
  return tokenIn((await mailsTo(user))[0]!);
}

describe('a link that signs in', () => {
  it('is mailed to a customer, good once, and takes the others that were asked for along', async () => {
    const customer = await createUser(app, tenant);
    const first = await linkFor(customer);
    const second = await linkFor(customer);
    const answers = await Promise.all([use(second), use(second)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 422]);
    const { access } = answers.find(({ statusCode }) => statusCode === 200)!.json<{ access: string }>();
    expect((await app.request({ path: 'me/', token: access })).json()).toMatchObject({ id: customer.id });
    const over = await use(first);
    expect([over.statusCode, over.json().errors[0].code]).toEqual([422, 'link_over']);
  });

  it('changes nothing when its page is fetched, as programs do that look at links', async () => {
    const customer = await createUser(app, tenant);
    const token = await linkFor(customer);
    for (const method of ['GET', 'GET'] as const) {
      const page = await app.request({ method, path: `/tickets/sign-in/${token}/` });
      expect(page.headers['set-cookie']).toBeUndefined();
      expect((await app.request({ method, path: 'auth/sign-in-link/use/' })).statusCode).toBe(405);
    }
    expect((await use(token)).statusCode).toBe(200);
  });

  it('is over after a quarter of an hour', async () => {
    const customer = await createUser(app, tenant);
    const token = await linkFor(customer);
    clock.advance({ minutes: 15, seconds: 1 });
    expect((await use(token)).statusCode).toBe(422);
  });

  it('is for customers: staff get none, nor does a closed account', async () => {
    const agent = await createUser(app, tenant, { role: 'agent' });
    const admin = await createUser(app, tenant, { role: 'admin' });
    const closed = await createUser(app, tenant);
    await app.database.admin.query('UPDATE users SET active = false WHERE id = $1', [closed.id]);
    for (const user of [agent, admin, closed]) {
      expect((await ask(user.email)).statusCode).toBe(202);
      expect(await mailsTo(user)).toEqual([]);
    }
  });

  it('is good no more for somebody who has been closed out, or made an agent, since', async () => {
    for (const change of [`active = false`, `role = 'agent'`]) {
      const customer = await createUser(app, tenant);
      const token = await linkFor(customer);
      await app.database.admin.query(`UPDATE users SET ${change} WHERE id = $1`, [customer.id]);
      expect((await use(token)).statusCode).toBe(422);
    }
  });

  it('is asked for alike, and about as late, whether or not there is an account', async () => {
    const customer = await createUser(app, tenant);
    const times: number[] = [];
    for (const email of [customer.email, 'nobody@acme.test']) {
      const start = performance.now();
      const answer = await ask(email);
      times.push(performance.now() - start);
      expect([answer.statusCode, answer.body]).toEqual([202, '{"queued":true}']);
    }
    expect(Math.min(...times)).toBeGreaterThan(240);
  });

  it('is mailed five times an hour at most', async () => {
    const customer = await createUser(app, tenant);
    for (let n = 0; n < 7; n += 1) expect((await ask(customer.email)).statusCode).toBe(202);
    expect(await mailsTo(customer)).toHaveLength(5);
  });

  it('is kept as a hash only, and chooses no password', async () => {
    const customer = await createUser(app, tenant);
    const token = await linkFor(customer);
    const { rows } = await app.database.admin.query(
      'SELECT l::text AS row FROM sign_in_links l WHERE user_id = $1',
      [customer.id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].row).not.toContain(token.split('-').at(-1));
    const reset = await post('auth/password/reset/', { token, password: 'una clave nueva' });
    expect(reset.statusCode).toBe(422);
    expect((await post('auth/token/', { email: customer.email, password: PASSWORD })).statusCode).toBe(200);
    await post('auth/password/forgot/', { email: customer.email });
    const forgot = /\/tickets\/reset\/([\w-]+)\//.exec((await mailsTo(customer))[0]!)![1]!;
    expect((await use(forgot)).statusCode).toBe(422);
  });

  it('begins a session in the cookie where it is asked to', async () => {
    const customer = await createUser(app, tenant);
    const answer = await use(await linkFor(customer), { session: true });
    expect(answer.json()).not.toHaveProperty('refresh');
    expect(String(answer.headers['set-cookie'])).toMatch(/noxdesk_refresh=.*HttpOnly.*SameSite=Strict/i);
    const elsewhere = await post(
      'auth/sign-in-link/use/',
      { token: await linkFor(customer), session: true },
      { origin: 'https://evil.test' },
    );
    expect(elsewhere.statusCode).toBe(403);
  });

  it('does not stand in for a second factor', async () => {
    const customer = await createUser(app, tenant);
    await app.database.admin.query(
      `INSERT INTO totp_factors (tenant_id, user_id, secret, confirmed_at, created_at) VALUES ($1, $2, 'x', now(), now())`,
      [tenant.id, customer.id],
    );
    const token = await linkFor(customer);
    const answer = await use(token);
    expect(answer.json()).toMatchObject({ code: 'second_factor_required' });
    expect(answer.json()).not.toHaveProperty('access');
    expect((await use(token)).statusCode).toBe(422);
  });

  it.each(['x', '1-', `zzzzzz-${'a'.repeat(43)}`, `0-${'a'.repeat(43)}`, `1-${'a'.repeat(43)}`])(
    'is none that we did not make: %s',
    async (token) => {
      expect((await use(token)).statusCode).toBe(422);
    },
  );
});
