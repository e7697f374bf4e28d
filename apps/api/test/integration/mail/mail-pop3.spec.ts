import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accountBody, createMailAccount, rawMail, until } from '../../factories/mail.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';

// Real: PostgreSQL, Redis, Dovecot, an SMTP server. Not real: the HTTP socket (requests are injected).
let desk: MailDesk;
beforeAll(async () => {
  desk = await startMailDesk();
});
afterAll(() => desk.close());

const pop3 = (mailbox: string, more: object = {}) =>
  createMailAccount(desk.app, desk.admin, desk.dovecot, {
    mailbox,
    protocol: 'pop3',
    port: desk.dovecot.ports.pop3,
    ...more,
  });
const dealtWith = (subject: string) =>
  until(async () =>
    (await desk.ledger()).find((entry) => entry.subject === subject && entry.state !== 'stored'),
  );
const trial = async (more: object) => {
  const mailbox = `trial-${Math.random()}@desk.test`;
  desk.dovecot.addUser(mailbox);
  const { ports } = desk.dovecot;
  const body = accountBody(desk.dovecot, {
    mailbox,
    protocol: 'pop3',
    port: ports.pop3,
    enabled: false,
    ...more,
  });
  const made = await desk.app.request({
    method: 'POST',
    path: 'mail-accounts/',
    token: desk.admin.token,
    body,
  });
  const path = `mail-accounts/${made.json().id}/test/`;
  return (await desk.app.request({ method: 'POST', path, token: desk.admin.token })).json().incoming;
};

describe('a mailbox read by POP3', () => {
  it('is left as it is, and each of its mails comes once', async () => {
    await pop3('dejar@desk.test');
    for (const subject of ['uno', 'dos']) {
      await desk.dovecot.deliver(
        'dejar@desk.test',
        // Lines that begin with a dot, and one that is long beyond measure, survive the protocol.
        await rawMail({
          from: 'a@b.test',
          to: 'dejar@desk.test',
          subject,
          text: `.punto\n..dos\n.\n${'x'.repeat(30_000)}`,
        }),
      );
    }
    const entry = await dealtWith('uno');
    await dealtWith('dos');
    const raw = await desk.app.request({ path: `mail-ledger/${entry.id}/raw/`, token: desk.admin.token });
    const [stored] = await desk.dovecot.read('dejar@desk.test');
    expect(raw.rawPayload.toString('latin1')).toBe(stored!.raw.toString('latin1'));
    await desk.dovecot.deliver(
      'dejar@desk.test',
      await rawMail({ from: 'a@b.test', to: 'x@y.test', subject: 'tres' }),
    );
    await dealtWith('tres');
    expect(await desk.dovecot.read('dejar@desk.test')).toHaveLength(3);
    expect(
      (await desk.ledger()).filter(({ account }) => account!.address === 'dejar@desk.test'),
    ).toHaveLength(3);
  });

  it('is emptied of what is stored, where it is to be deleted', async () => {
    await pop3('borrar@desk.test', { after_import: 'delete' });
    await desk.dovecot.deliver(
      'borrar@desk.test',
      await rawMail({ from: 'a@b.test', to: 'x@y.test', subject: 'fuera' }),
    );
    await dealtWith('fuera');
    await until(async () => (await desk.dovecot.read('borrar@desk.test')).length === 0);
  });

  it('is reached over TLS from the first byte and by STLS, and says what is wrong', async () => {
    const secure = { host: 'localhost', tls_ca: desk.dovecot.ca };
    const { ports } = desk.dovecot;
    expect(await trial({ ...secure, tls: 'tls', port: ports.pop3s })).toEqual({
      ok: true,
      code: null,
      message: null,
    });
    expect(await trial({ ...secure, tls: 'starttls' })).toMatchObject({ ok: true });
    expect(await trial({ tls: 'tls', port: ports.pop3s })).toMatchObject({ code: 'certificate' });
    expect(await trial({ password: 'wrong' })).toMatchObject({ code: 'credentials' });
    expect(await trial({ port: 1 })).toMatchObject({ code: 'connection_refused' });
  });
});
