import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountBody } from '../../factories/mail.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../../factories/people.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { type Dovecot, startDovecot } from '../../support/services/dovecot.js';
import { type SmtpPeer, startSmtpPeer } from '../../support/services/smtp.js';

// Real: PostgreSQL, Redis, Dovecot, an SMTP server. Not real: the HTTP socket (requests are injected).
let app: TestApp;
let dovecot: Dovecot;
let smtp: SmtpPeer;
let tenant: TestTenant;
let admin: TestUser;
let taken = 0;

beforeAll(async () => {
  [app, dovecot, smtp] = await Promise.all([
    startTestApp({ env: { PROCESS_ROLE: 'api', REDIS_URL: process.env.NOXDESK_TEST_REDIS_URL! } }),
    startDovecot(),
    startSmtpPeer({ auth: { user: 'sender', password: 'sender-password' } }),
  ]);
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
});
afterAll(() => Promise.all([app.close(), dovecot.stop(), smtp.stop()]));

const body = (more: object = {}) => {
  const mailbox = `box-${(taken += 1)}@example.test`;
  dovecot.addUser(mailbox);
  return accountBody(dovecot, { mailbox, ...more });
};
const post = (given: object, token = admin.token) =>
  app.request({ method: 'POST', path: 'mail-accounts/', token, body: given });
const patch = (id: string, given: object) =>
  app.request({ method: 'PATCH', path: `mail-accounts/${id}/`, token: admin.token, body: given });
const tried = async (given: object) => {
  const { id } = (await post(given)).json();
  const response = await app.request({
    method: 'POST',
    path: `mail-accounts/${id}/test/`,
    token: admin.token,
  });
  expect(response.statusCode).toBe(200);
  return response.json();
};

describe('keeping mail accounts', () => {
  it('adds one with the usual settings, and never answers its secrets', async () => {
    const given = body({
      smtp: { host: '127.0.0.1', port: 2525, tls: 'none', username: 'u', password: 'p-2' },
    });
    const response = await post(given);
    expect(response.statusCode).toBe(201);
    const account = response.json();
    expect(account).toMatchObject({
      address: given.address,
      has_password: true,
      folder: 'INBOX',
      after_import: 'seen',
      receipts: 'people',
      enabled: true,
      smtp: { host: '127.0.0.1', port: 2525, tls: 'none', username: 'u' },
      status: { state: 'waiting', error: null, last_fetch_at: null },
    });
    const read = await app.request({ path: `mail-accounts/${account.id}/`, token: admin.token });
    expect(read.json()).toEqual(account);
    expect(response.body + read.body).not.toMatch(/mailbox-password|p-2/);
    const { rows } = await app.database.admin.query('SELECT secrets FROM mail_accounts WHERE id = $1', [
      account.id,
    ]);
    expect(rows[0].secrets).toMatch(/^v1\./);
  });

  it('keeps the secrets that a change leaves out', async () => {
    const { id } = (await post(body())).json();
    const changed = await patch(id, { poll_seconds: 30, enabled: false });
    expect(changed.json()).toMatchObject({ poll_seconds: 30, enabled: false, has_password: true });
    const { json } = await app.request({
      method: 'POST',
      path: `mail-accounts/${id}/test/`,
      token: admin.token,
    });
    expect(json()).toMatchObject({ ok: true });
  });

  it('deletes one for good', async () => {
    const { id } = (await post(body())).json();
    const gone = await app.request({ method: 'DELETE', path: `mail-accounts/${id}/`, token: admin.token });
    expect(gone.statusCode).toBe(204);
    expect((await app.request({ path: `mail-accounts/${id}/`, token: admin.token })).statusCode).toBe(404);
  });

  it('pages through them', async () => {
    const own = await createTenant(app);
    const boss = await createUser(app, own, { role: 'admin' });
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push((await post(body(), boss.token)).json().id);
    const first = await app.request({ path: 'mail-accounts/?limit=2', token: boss.token });
    const second = await app.request({ path: first.json().next, token: boss.token });
    expect([...first.json().results, ...second.json().results].map(({ id }: { id: string }) => id)).toEqual(
      ids,
    );
    expect(second.json().next).toBeNull();
  });

  it.each([
    ['a department that does not exist', { department: 77 }, 'department'],
    ['no password', { password: undefined }, 'password'],
    ['OAuth2 without a client', { auth: 'google' }, 'oauth'],
    ['a certificate that is none', { tls_ca: 'trust me' }, 'tls_ca'],
    ['folders on POP3', { protocol: 'pop3', after_import: 'move:Done' }, 'after_import'],
    ['a private address', { host: '10.1.2.3' }, 'host'],
    ['a private address to send through', { smtp: { host: '10.1.2.3', port: 25, tls: 'none' } }, 'smtp.host'],
    ['a port beyond all ports', { port: 70_000 }, 'port'],
    ['a field that does not exist', { colour: 'red' }, 'colour'],
  ])('refuses %s by name', async (_, change, field) => {
    const response = await post(body(change));
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([expect.objectContaining({ field, message: expect.any(String) })]);
  });

  it('refuses an address that another account has', async () => {
    const given = body();
    await post(given);
    const again = await post({ ...given, username: 'another' });
    expect(again.statusCode).toBe(409);
    expect(again.json().errors).toEqual([expect.objectContaining({ field: 'address' })]);
  });

  it('is for admins of the tenant only', async () => {
    const { id } = (await post(body())).json();
    const agent = await createUser(app, tenant, { role: 'agent' });
    const customer = await createUser(app, tenant);
    const stranger = await createUser(app, await createTenant(app), { role: 'admin' });
    const read = async (token?: string) =>
      (await app.request({ path: `mail-accounts/${id}/`, token })).statusCode;
    expect([
      await read(),
      await read(agent.token),
      await read(customer.token),
      await read(stranger.token),
    ]).toEqual([401, 403, 403, 404]);
  });
});

describe('trying the connection', () => {
  it('finds nothing wrong with an account that works, over TLS with a certificate of its own too', async () => {
    expect(await tried(body())).toEqual({
      ok: true,
      incoming: { ok: true, code: null, message: null },
      outgoing: null,
    });
    const secure = { host: 'localhost', tls_ca: dovecot.ca };
    expect(await tried(body({ ...secure, port: dovecot.ports.imaps, tls: 'tls' }))).toMatchObject({
      ok: true,
    });
    expect(await tried(body({ ...secure, tls: 'starttls' }))).toMatchObject({ ok: true });
  });

  it.each([
    ['a name that does not exist', { host: 'imap.name.invalid' }, 'name_not_found'],
    ['a wrong password', { password: 'wrong' }, 'credentials'],
    ['a folder that does not exist', { folder: 'Nowhere' }, 'folder_missing'],
  ])('tells of %s', async (_, change, code) => {
    expect(await tried(body(change))).toMatchObject({
      ok: false,
      incoming: { ok: false, code, message: expect.stringMatching(/\w/) },
    });
  });

  it('tells of a port where nobody listens, and of a certificate that nobody vouches for', async () => {
    expect(await tried(body({ port: 1 }))).toMatchObject({ incoming: { code: 'connection_refused' } });
    expect(await tried(body({ port: dovecot.ports.imaps, tls: 'tls' }))).toMatchObject({
      incoming: { code: 'certificate' },
    });
  });

  it('tries the server that mail goes out through', async () => {
    const out = (password: string) => ({
      smtp: { host: smtp.host, port: smtp.port, tls: 'none', username: 'sender', password },
    });
    expect(await tried(body(out('sender-password')))).toMatchObject({ ok: true, outgoing: { ok: true } });
    expect(await tried(body(out('guess')))).toMatchObject({
      ok: false,
      incoming: { ok: true },
      outgoing: { ok: false, code: 'credentials' },
    });
  });
});

it('keeps private networks shut in production, names that lead there included', async () => {
  const production = await startTestApp({
    env: { NODE_ENV: 'production', PROCESS_ROLE: 'api', REDIS_URL: process.env.NOXDESK_TEST_REDIS_URL! },
  });
  try {
    const boss = await createUser(production, await createTenant(production), { role: 'admin' });
    const send = (given: object) =>
      production.request({ method: 'POST', path: 'mail-accounts/', token: boss.token, body: given });
    expect((await send(body())).statusCode).toBe(422);
    const { id } = (await send(body({ host: 'localhost' }))).json();
    const answer = await production.request({
      method: 'POST',
      path: `mail-accounts/${id}/test/`,
      token: boss.token,
    });
    expect(answer.json()).toMatchObject({ incoming: { ok: false, code: 'address_not_allowed' } });
  } finally {
    await production.close();
  }
});
