// Real: Dovecot over IMAP, POP3 and LMTP, with TLS and OAuth2. Nothing is simulated but the OAuth2 authority.
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { type Dovecot, startDovecot } from '../support/services/dovecot.js';

const mail = (subject: string) =>
  `From: ana@example.com\r\nTo: soporte@example.com\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.com>\r\n\r\nHola\r\n`;

/** Speaks POP3 line by line and returns the first line of each answer. */
async function pop3(socket: Socket, commands: string[]): Promise<string[]> {
  const lines: string[] = [];
  const nextLine = async () => {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    return chunk.toString('latin1').split('\r\n')[0]!;
  };
  lines.push(await nextLine());
  for (const command of commands) {
    socket.write(`${command}\r\n`);
    lines.push(await nextLine());
  }
  socket.destroy();
  return lines;
}

describe('the Dovecot that tests start', () => {
  let dovecot: Dovecot;
  beforeAll(async () => {
    dovecot = await startDovecot();
    dovecot.addUser('ana', 'ana-password');
  });
  afterAll(() => dovecot.stop());

  async function signIn(options: Partial<ImapFlowOptions>): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: dovecot.host,
      port: dovecot.ports.imap,
      secure: false,
      auth: { user: 'ana', pass: 'ana-password' },
      tls: { ca: dovecot.ca },
      logger: false,
      ...options,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  it('takes a mail by LMTP and gives it back byte for byte, unread', async () => {
    dovecot.addUser('bytes');
    const raw = mail('bytes');
    await dovecot.deliver('bytes', raw);
    const [stored, ...more] = await dovecot.read('bytes');
    expect(more).toEqual([]);
    expect(stored!.flags).not.toContain('\\Seen');
    expect(stored!.raw.toString()).toContain(raw);
  });

  it('refuses a mail for a mailbox that does not exist', async () => {
    await expect(dovecot.deliver('nobody-here', mail('lost'))).rejects.toThrow();
  });

  it.each([
    ['plain', () => ({ doSTARTTLS: false })],
    ['STARTTLS', () => ({ doSTARTTLS: true, tls: { ca: dovecot.ca } })],
    ['TLS', () => ({ port: dovecot.ports.imaps, secure: true, tls: { ca: dovecot.ca } })],
  ] as [string, () => Partial<ImapFlowOptions>][])(
    'lets a user in by IMAP over %s',
    async (name, options) => {
      const client = await signIn(options());
      expect({ in: client.authenticated, encrypted: client.secureConnection }).toEqual({
        in: true,
        encrypted: name !== 'plain',
      });
      await client.logout();
    },
  );

  it('shows a certificate that only those trust who know its authority', async () => {
    await expect(signIn({ port: dovecot.ports.imaps, secure: true, tls: {} })).rejects.toThrow(/certificate/);
  });

  it('refuses a wrong password, and the old one after a change', async () => {
    await expect(signIn({ auth: { user: 'ana', pass: 'wrong' } })).rejects.toMatchObject({
      authenticationFailed: true,
    });
    dovecot.addUser('changing', 'first-password');
    await (await signIn({ auth: { user: 'changing', pass: 'first-password' } })).logout();
    await dovecot.setPassword('changing', 'second-password');
    await (await signIn({ auth: { user: 'changing', pass: 'second-password' } })).logout();
    await expect(signIn({ auth: { user: 'changing', pass: 'first-password' } })).rejects.toMatchObject({
      authenticationFailed: true,
    });
  });

  it('lets a user in by XOAUTH2 until the token expires or is revoked', async () => {
    const { oauth } = dovecot;
    const good = oauth.issue('ana');
    await (await signIn({ auth: { user: 'ana', accessToken: good } })).logout();
    oauth.revoke(good);
    const refused = { authenticationFailed: true };
    await expect(signIn({ auth: { user: 'ana', accessToken: good } })).rejects.toMatchObject(refused);
    await expect(
      signIn({ auth: { user: 'ana', accessToken: oauth.issue('ana', -1) } }),
    ).rejects.toMatchObject(refused);
    await expect(signIn({ auth: { user: 'ana', accessToken: oauth.issue('other') } })).rejects.toMatchObject(
      refused,
    );
  });

  it('has an authority that gives access tokens for a refresh token until that is revoked', async () => {
    const { oauth } = dovecot;
    const refreshToken = oauth.issueRefreshToken('ana', 60);
    const ask = () =>
      fetch(oauth.tokenUrl, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
      });
    const { access_token: accessToken } = (await (await ask()).json()) as { access_token: string };
    await (await signIn({ auth: { user: 'ana', accessToken } })).logout();
    oauth.revoke(refreshToken);
    const after = await ask();
    expect([after.status, await after.json()]).toEqual([400, { error: 'invalid_grant' }]);
    expect(oauth.grants.map(({ granted }) => granted)).toEqual([true, false]);
  });

  it('serves the same mailbox by POP3, plain and over TLS, by password and by XOAUTH2', async () => {
    dovecot.addUser('popper', 'pop-password');
    await dovecot.deliver('popper', mail('pop'));
    const plain = connectPlain(dovecot.ports.pop3, dovecot.host);
    const answers = await pop3(plain, ['USER popper', 'PASS pop-password', 'STAT']);
    expect(answers.at(-1)).toMatch(/^\+OK 1 /);

    const secure = connectTls({ port: dovecot.ports.pop3s, host: dovecot.host, ca: dovecot.ca });
    const token = dovecot.oauth.issue('popper');
    const proof = Buffer.from(`user=popper\x01auth=Bearer ${token}\x01\x01`).toString('base64');
    expect((await pop3(secure, ['AUTH XOAUTH2', proof, 'STAT'])).at(-1)).toMatch(/^\+OK 1 /);
  });

  it('shows flags, folders and moved mails as a client left them', async () => {
    dovecot.addUser('mover');
    await dovecot.deliver('mover', mail('moved'));
    const client = await dovecot.client('mover');
    await client.mailboxCreate('Done');
    await client.mailboxOpen('INBOX');
    await client.messageFlagsAdd('1', ['\\Seen']);
    await client.messageMove('1', 'Done');
    await client.logout();
    expect(await dovecot.read('mover')).toEqual([]);
    expect((await dovecot.read('mover', 'Done')).map(({ flags }) => flags)).toEqual([
      expect.arrayContaining(['\\Seen']),
    ]);
    expect(await dovecot.folders('mover')).toEqual(['Done', 'INBOX']);
  });
});
