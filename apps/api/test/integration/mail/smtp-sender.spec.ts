// Real: an SMTP server on loopback, and the sockets to it.
import { afterEach, describe, expect, it } from '@jest/globals';
import { EgressGuard } from '../../../src/platform/egress/egress-guard.js';
import { UnansweredError } from '../../../src/platform/mail-transport/mail-error.js';
import { SmtpPool } from '../../../src/platform/mail-transport/smtp-pool.js';
import { SmtpSender } from '../../../src/platform/mail-transport/smtp-sender.js';
import type { SmtpServer } from '../../../src/platform/mail-transport/smtp-server.js';
import type { OutgoingMessage } from '../../../src/platform/mail-transport/smtp-session.js';
import { type SmtpPeer, type SmtpPeerOptions, startSmtpPeer } from '../../support/services/smtp.js';

describe('handing mails to an SMTP server', () => {
  let peer: SmtpPeer;
  let pool: SmtpPool;
  afterEach(async () => {
    pool.onApplicationShutdown();
    await peer.stop();
  });

  async function start(options: SmtpPeerOptions = {}, egressAllow = ['127.0.0.0/8']): Promise<SmtpSender> {
    peer = await startSmtpPeer(options);
    pool = new SmtpPool(new EgressGuard({ egressAllow }));
    return new SmtpSender(pool);
  }
  const server = (more: Partial<SmtpServer> = {}): SmtpServer => ({
    host: peer.host,
    port: peer.port,
    tls: 'none',
    tlsCa: null,
    credentials: null,
    trusted: false,
    ...more,
  });
  const message = (text: string, beforeEnd = async () => undefined as void): OutgoingMessage => ({
    envelope: { from: 'desk@desk.test', to: ['ana@client.test'] },
    content: async function* () {
      yield Buffer.from(`Subject: ${text}\r\n\r\n`);
      yield Buffer.from(`${text}\r\n`);
    },
    beforeEnd,
  });
  const received = () => peer.mails.map(({ raw }) => String(raw).split('\r\n')[0]);

  it('uses one connection for one mail after the other', async () => {
    const sender = await start();
    for (const text of ['uno', 'dos', 'tres']) {
      expect(await sender.send(server(), message(text))).toMatch(/^250/);
    }
    expect(received()).toEqual(['Subject: uno', 'Subject: dos', 'Subject: tres']);
    expect(peer.connections).toEqual({ made: 1, open: 1 });
    pool.onApplicationShutdown();
    expect(pool.idle).toBe(0);
  });

  it('shares no connection between sign-ins', async () => {
    const sender = await start({ auth: { user: 'desk', password: 'uno' } });
    const as = (password: string) =>
      server({ credentials: { kind: 'password', username: 'desk', password } });
    await sender.send(as('uno'), message('bien'));
    await expect(sender.send(as('dos'), message('mal'))).rejects.toMatchObject({ code: 'credentials' });
    expect(received()).toEqual(['Subject: bien']);
  });

  it('signs in by XOAUTH2 with the token of the account', async () => {
    const sender = await start({ auth: { user: 'desk@desk.test', token: 'ya29.good' } });
    const as = (token: string) =>
      server({ credentials: { kind: 'token', username: 'desk@desk.test', token } });
    await sender.send(as('ya29.good'), message('con token'));
    expect(peer.mails[0]).toMatchObject({ user: 'desk@desk.test' });
    await expect(sender.send(as('ya29.over'), message('caducado'))).rejects.toMatchObject({
      code: 'credentials',
    });
  });

  it.each(['starttls', 'tls'] as const)('speaks %s and checks the certificate', async (tls) => {
    const sender = await start({ tls });
    await sender.send(server({ tls, tlsCa: peer.ca }), message('cifrado'));
    expect(peer.mails[0]).toMatchObject({ secure: true });
    await expect(sender.send(server({ tls }), message('ajeno'))).rejects.toMatchObject({
      code: 'certificate',
    });
  });

  it('takes a new connection where the server has hung up on the one that waited', async () => {
    const sender = await start();
    await sender.send(server(), message('uno'));
    peer.hangUp();
    await sender.send(server(), message('dos'));
    expect(received()).toEqual(['Subject: uno', 'Subject: dos']);
    expect(peer.connections.made).toBe(2);
  });

  it('does not go on with a connection after a refusal', async () => {
    const sender = await start();
    peer.script('accept', 'refuse', 'accept');
    await sender.send(server(), message('uno'));
    await expect(sender.send(server(), message('no'))).rejects.toMatchObject({
      code: 'rejected',
      permanent: true,
    });
    await sender.send(server(), message('dos'));
    expect(received()).toEqual(['Subject: uno', 'Subject: dos']);
    expect(peer.connections.made).toBe(2);
  });

  it('tells a mail that cannot have arrived from one that may have', async () => {
    const sender = await start();
    peer.script('drop');
    const dropped = await sender.send(server(), message('antes')).catch((error: unknown) => error);
    expect(dropped).toMatchObject({ code: 'connection_lost', permanent: false });
    expect(dropped).not.toBeInstanceOf(UnansweredError);
    peer.script('take-and-drop');
    await expect(sender.send(server(), message('despues'))).rejects.toBeInstanceOf(UnansweredError);
    peer.script('defer');
    await expect(sender.send(server(), message('luego'))).rejects.toMatchObject({ code: 'temporary' });
  });

  it('keeps the end of a mail back when its sender may no longer send it', async () => {
    const sender = await start();
    const lost = new Error('another one sends it');
    const attempt = sender.send(
      server(),
      message('a medias', () => Promise.reject(lost)),
    );
    await expect(attempt).rejects.toBe(lost);
    await sender.send(server(), message('entero'));
    expect(received()).toEqual(['Subject: entero']);
  });

  it('goes nowhere that the egress guard shuts, however the server is named', async () => {
    const sender = await start({}, []);
    for (const host of ['127.0.0.1', 'localhost', '::1', '0x7f000001']) {
      await expect(sender.send(server({ host }), message('x'))).rejects.toMatchObject({
        code: 'address_not_allowed',
      });
    }
    await sender.send(server({ trusted: true }), message('del operador'));
    expect(peer.connections.made).toBe(1);
  });
});
