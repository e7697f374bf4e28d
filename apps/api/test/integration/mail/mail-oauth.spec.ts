import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMailAccount, rawMail, until } from '../../factories/mail.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';

// Real: PostgreSQL, Redis, and Dovecot, which asks a local OAuth server whether a token is good. Not real: Microsoft,
// Google, and the HTTP socket (requests are injected).
let desk: MailDesk;
beforeAll(async () => {
  desk = await startMailDesk();
});
afterAll(() => desk.close());

const account = (mailbox: string, oauth: object, more: object = {}) => {
  desk.dovecot.addUser(mailbox, 'nobody-knows-it');
  const { tokenUrl } = desk.dovecot.oauth;
  const authorizeUrl = tokenUrl.replace('/token', '/authorize');
  return createMailAccount(desk.app, desk.admin, desk.dovecot, {
    mailbox,
    auth: 'microsoft',
    password: undefined,
    oauth: { authorize_url: authorizeUrl, token_url: tokenUrl, client_id: `client of ${mailbox}`, ...oauth },
    ...more,
  });
};
const post = (path: string) => desk.app.request({ method: 'POST', path, token: desk.admin.token });
const statusOf = async (id: string) =>
  (await desk.app.request({ path: `mail-accounts/${id}/`, token: desk.admin.token })).json().status;
const comesIn = async (mailbox: string, subject: string) => {
  await desk.dovecot.deliver(mailbox, await rawMail({ from: 'a@b.test', to: mailbox, subject }));
  await until(async () => (await desk.ledger()).some((entry) => entry.subject === subject));
};
const connect = async (id: string, mailbox: string, seconds: number) => {
  const { url } = (await post(`mail-accounts/${id}/authorize/`)).json();
  const { code, state } = desk.dovecot.oauth.consent(url, mailbox, seconds);
  const query = new URLSearchParams({ code, state, session_state: 'added by the provider' });
  return desk.app.request({ path: `mail-accounts/oauth/callback/?${query}` });
};

describe('a mailbox that is signed in to by OAuth2', () => {
  it.each(['imap', 'pop3'] as const)(
    'is read by %s after consent, and goes on when tokens end and refresh tokens change with each use',
    async (protocol) => {
      const mailbox = `consent-${protocol}@desk.test`;
      const { id } = await account(mailbox, {}, { protocol, port: desk.dovecot.ports[protocol] });
      await until(async () => (await statusOf(id)).error?.code === 'not_authorized');
      const back = await connect(id, mailbox, 2);
      expect(back.statusCode).toBe(200);
      expect(back.body).toContain('/tickets/settings/mail?oauth=connected');
      await comesIn(mailbox, `${protocol} antes`);
      // The first access token has ended by now.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await comesIn(mailbox, `${protocol} después`);
      expect(await statusOf(id)).toMatchObject({ state: 'ok', error: null });
      expect(desk.dovecot.oauth.grants.every(({ granted }) => granted)).toBe(true);
      const { rows } = await desk.app.database.admin.query(
        'SELECT secrets FROM mail_accounts WHERE id = $1',
        [id],
      );
      expect(rows[0].secrets).toMatch(/^v1\./);
    },
  );

  it('does not take the same answer of a provider twice, nor a state that is not ours', async () => {
    const { id } = await account('state@desk.test', {});
    const { url } = (await post(`mail-accounts/${id}/authorize/`)).json();
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
    const { code, state } = desk.dovecot.oauth.consent(url, 'state@desk.test');
    const answer = (given: string) =>
      desk.app.request({
        path: `mail-accounts/oauth/callback/?${new URLSearchParams({ code, state: given })}`,
      });
    expect((await answer(state.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).statusCode).toBe(404);
    expect((await answer(state)).body).toContain('oauth=connected');
    expect((await answer(state)).statusCode).toBe(404);
  });

  it('signs in as an application where nobody can consent, and says so when the secret is wrong', async () => {
    const { oauth } = desk.dovecot;
    oauth.addApplication({ id: 'shared', secret: 'right', user: 'shared@desk.test' });
    const { id } = await account('shared@desk.test', { client_id: 'shared', client_secret: 'right' });
    await comesIn('shared@desk.test', 'buzón compartido');
    const answer = await desk.app.request({
      method: 'PATCH',
      path: `mail-accounts/${id}/`,
      token: desk.admin.token,
      body: { oauth: { token_url: oauth.tokenUrl, client_id: 'another', client_secret: 'wrong' } },
    });
    expect(answer.body).not.toMatch(/wrong|right/);
    await until(async () => (await statusOf(id)).error?.code === 'token_refused');
  });

  it('gets a new token when the server no longer takes one that has not ended', async () => {
    const mailbox = 'revoked@desk.test';
    const { id } = await account(mailbox, {});
    await connect(id, mailbox, 3_600);
    await comesIn(mailbox, 'primera');
    // The whole folder of tokens is forgotten, as after a change of password at the provider; the consent holds.
    desk.dovecot.oauth.revokeAccess(mailbox);
    await desk.app.request({
      method: 'PATCH',
      path: `mail-accounts/${id}/`,
      token: desk.admin.token,
      body: { folder: 'INBOX', poll_seconds: 2 },
    });
    await comesIn(mailbox, 'segunda');
  });

  it('asks Microsoft and Google for what each of them calls mail', async () => {
    const scopes = async (auth: string) => {
      const mailbox = `${auth}-preset@desk.test`;
      const { id } = await account(mailbox, { authorize_url: undefined, token_url: undefined }, { auth });
      const url = new URL((await post(`mail-accounts/${id}/authorize/`)).json().url);
      return [url.host, url.searchParams.get('scope'), url.searchParams.get('access_type')];
    };
    expect(await scopes('google')).toEqual(['accounts.google.com', 'https://mail.google.com/', 'offline']);
    expect(await scopes('microsoft')).toEqual([
      'login.microsoftonline.com',
      'offline_access https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send',
      null,
    ]);
  });
});
