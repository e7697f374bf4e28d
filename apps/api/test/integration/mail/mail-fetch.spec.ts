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

describe('a mailbox read by IMAP', () => {
  it('is read at once when its server tells of a mail, long before its time', async () => {
    await createMailAccount(desk.app, desk.admin, desk.dovecot, {
      mailbox: 'avisado@desk.test',
      poll_seconds: 3_600,
    });
    const comesIn = async (subject: string) => {
      await desk.dovecot.deliver(
        'avisado@desk.test',
        await rawMail({ from: 'a@b.test', to: 'avisado@desk.test', subject }),
      );
      await dealtWith(subject);
    };
    await comesIn('primero');
    await comesIn('segundo');
    await comesIn('tercero');
  });

  it('is read again where its folder was made anew: what is known is recognised, the rest comes in', async () => {
    const mailbox = 'rehecho@desk.test';
    desk.dovecot.addUser(mailbox);
    const mails = await Promise.all(
      ['antes', 'después'].map((subject) => rawMail({ from: 'a@b.test', to: mailbox, subject })),
    );
    const imap = await desk.dovecot.client(mailbox);
    try {
      await imap.mailboxCreate('Entrada');
      await imap.append('Entrada', mails[0]!);
      await createMailAccount(desk.app, desk.admin, desk.dovecot, { mailbox, folder: 'Entrada' });
      const first = await dealtWith('antes');
      const { uidValidity: before } = await imap.mailboxOpen('Entrada', { readOnly: true });
      await imap.mailboxClose();
      // The server may have answered before it marked the mail.
      await until(async () => (await desk.dovecot.read(mailbox, 'Entrada'))[0]!.flags.includes('\\Seen'));
      // The number is made of the second in which the folder is made.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await imap.mailboxDelete('Entrada');
      await imap.mailboxCreate('Entrada');
      for (const mail of mails) await imap.append('Entrada', mail);
      expect((await imap.mailboxOpen('Entrada', { readOnly: true })).uidValidity).not.toBe(before);
      await dealtWith('después');
      const entries = (await desk.ledger('?limit=100')).filter(({ account }) => account?.address === mailbox);
      const known = entries.filter(({ subject }) => subject === 'antes');
      expect(known.map(({ state, reason }) => [state, reason]).sort()).toEqual([
        ['created', null],
        ['recorded', 'duplicate'],
      ]);
      expect(known.every(({ ticket }) => ticket?.id === first.ticket!.id)).toBe(true);
    } finally {
      await imap.logout();
    }
  });
});
