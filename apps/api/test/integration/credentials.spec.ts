import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutboxMail } from '@noxdesk/contracts';
import { createTenant, createUser, PASSWORD, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TestClock } from '../support/clock.js';

// Real: PostgreSQL, Redis, the outbox of mails. Nothing sends them, so they stay to be read.
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

const post = (path: string, body?: unknown, token?: string) =>
  app.request({ method: 'POST', path, token, ...(body !== undefined && { body }) });
const forgot = (email: string) => post('auth/password/forgot/', { email });
const reset = (token: string, password = 'una clave nueva') =>
  post('auth/password/reset/', { token, password });
const signIn = async (email: string, password: string) =>
  (await post('auth/token/', { email, password })).statusCode;

/** The mails to an address, newest first. */
async function mailsTo(email: string): Promise<OutboxMail[]> {
  const { rows } = await app.database.admin.query(
    'SELECT subject, text_body AS text, kind FROM outbound_mails WHERE recipients = ARRAY[$1] ORDER BY id DESC',
    [email],
  );
  return rows as OutboxMail[];
}
const linkIn = (mail: OutboxMail) => /\/tickets\/reset\/([\w-]+)\//.exec(mail.text)![1]!;

describe('a forgotten password', () => {
  it('is replaced by the link of a mail in the user’s language, which ends all sessions and is told', async () => {
    const { email, id } = await createUser(app, tenant);
    await app.database.admin.query(`UPDATE users SET locale = 'en' WHERE id = $1`, [id]);
    const { refresh } = (await post('auth/token/', { email, password: PASSWORD })).json();
    expect((await forgot(email)).statusCode).toBe(202);
    const [mail] = await mailsTo(email);
    expect(mail).toMatchObject({ subject: 'Tenant acme: Choose a new password', kind: 'account' });
    expect((await reset(linkIn(mail!))).statusCode).toBe(204);
    expect(await signIn(email, PASSWORD)).toBe(401);
    expect(await signIn(email, 'una clave nueva')).toBe(200);
    expect((await post('auth/token/refresh/', { refresh })).statusCode).toBe(401);
    expect((await mailsTo(email))[0]!.subject).toBe('Tenant acme: Your password has changed');
  });

  it('link is good once, and the others that were asked for go with it', async () => {
    const { email } = await createUser(app, tenant);
    await forgot(email);
    await forgot(email);
    const [second, first] = await mailsTo(email);
    const statuses = await Promise.all([reset(linkIn(first!)), reset(linkIn(first!))]);
    expect(statuses.map(({ statusCode }) => statusCode).sort()).toEqual([204, 422]);
    const refused = await reset(linkIn(second!));
    expect(refused.statusCode).toBe(422);
    expect(refused.json().errors).toEqual([expect.objectContaining({ field: 'token', code: 'link_over' })]);
  });

  it.each([
    ['en', 'Password123!', /first that anybody would try/],
    ['es', 'contraseña1', /primeras que probaría cualquiera/],
    ['es', 'barcelona2026', /primeras/],
    ['en', 'qwerty123', /first/],
  ])(
    'is not replaced by one that everybody knows, and the link stays good: %s %s',
    async (locale, known, why) => {
      const { email } = await createUser(app, tenant);
      await forgot(email);
      const token = linkIn((await mailsTo(email))[0]!);
      const refused = await app.request({
        method: 'POST',
        path: 'auth/password/reset/',
        headers: { 'accept-language': locale },
        body: { token, password: known },
      });
      expect(refused.statusCode).toBe(422);
      expect(refused.json().errors).toEqual([
        { field: 'password', code: 'common_password', message: expect.stringMatching(why) },
      ]);
      expect(await signIn(email, PASSWORD)).toBe(200);
      const own = `${email.split('@')[0]!.replace(/[^a-z]/g, '')}1`;
      if (own.length >= 8) expect((await reset(token, own)).statusCode).toBe(422);
      expect((await reset(token)).statusCode).toBe(204);
    },
  );

  it('link is over after an hour', async () => {
    const { email } = await createUser(app, tenant);
    await forgot(email);
    clock.advance({ hours: 1, seconds: 1 });
    expect((await reset(linkIn((await mailsTo(email))[0]!))).statusCode).toBe(422);
    expect(await signIn(email, PASSWORD)).toBe(200);
  });

  it('link is kept as a hash only', async () => {
    const { email, id } = await createUser(app, tenant);
    await forgot(email);
    const token = linkIn((await mailsTo(email))[0]!);
    const { rows } = await app.database.admin.query(
      'SELECT l::text AS row FROM account_links l WHERE user_id = $1',
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].row).not.toContain(token.split('-').at(-1));
  });

  it('is answered alike whether or not there is an account', async () => {
    const { email } = await createUser(app, tenant);
    const closed = await createUser(app, tenant);
    await app.database.admin.query('UPDATE users SET active = false WHERE id = $1', [closed.id]);
    const times: number[] = [];
    for (const address of [email, 'nobody@acme.test', closed.email]) {
      const start = performance.now();
      const response = await forgot(address);
      times.push(performance.now() - start);
      expect([response.statusCode, response.body]).toEqual([202, '{"queued":true}']);
    }
    expect(Math.min(...times)).toBeGreaterThan(240);
    expect(await mailsTo('nobody@acme.test')).toEqual([]);
    expect(await mailsTo(closed.email)).toEqual([]);
  });

  it('brings no more than three mails an hour', async () => {
    const { email } = await createUser(app, tenant);
    for (let index = 0; index < 5; index += 1) expect((await forgot(email)).statusCode).toBe(202);
    expect(await mailsTo(email)).toHaveLength(3);
  });

  it.each(['x', '1-', `zzzzzz-${'a'.repeat(43)}`, `0-${'a'.repeat(43)}`, `1-${'a'.repeat(43)}`])(
    'is not replaced by a link of nobody’s: %s',
    async (token) => {
      expect((await reset(token)).statusCode).toBe(422);
    },
  );

  it('is not replaced by a password that is too short, and the link stays good', async () => {
    const { email } = await createUser(app, tenant);
    await forgot(email);
    const token = linkIn((await mailsTo(email))[0]!);
    expect((await reset(token, 'corta')).statusCode).toBe(422);
    expect((await reset(token)).statusCode).toBe(204);
  });
});

describe('an invitation', () => {
  it('lets a user without a password choose one, for a week', async () => {
    const made = await post(
      'users/',
      { email: 'nueva@acme.test', name: 'Nueva', role: 'agent' },
      admin.token,
    );
    const { id } = made.json<{ id: string }>();
    expect((await post(`users/${id}/invite/`, undefined, admin.token)).statusCode).toBe(202);
    const [mail] = await mailsTo('nueva@acme.test');
    expect(mail!.subject).toBe('Tenant acme: Te damos la bienvenida a Tenant acme');
    clock.advance({ days: 6 });
    expect((await reset(linkIn(mail!))).statusCode).toBe(204);
    expect(await signIn('nueva@acme.test', 'una clave nueva')).toBe(200);
  });

  it('is not for a closed account', async () => {
    const { id } = await createUser(app, tenant);
    await app.database.admin.query('UPDATE users SET active = false WHERE id = $1', [id]);
    expect((await post(`users/${id}/invite/`, undefined, admin.token)).statusCode).toBe(409);
  });
});

describe('a password that an admin sets', () => {
  it('is told to its owner', async () => {
    const { id, email } = await createUser(app, tenant);
    await app.request({
      method: 'PATCH',
      path: `users/${id}/`,
      token: admin.token,
      body: { password: 'puesta por otra' },
    });
    expect((await mailsTo(email))[0]!.subject).toBe('Tenant acme: Tu contraseña ha cambiado');
  });
});
