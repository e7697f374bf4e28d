// Real: an SMTP server on loopback, and nodemailer as the client that the product uses.
import { afterEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { type SmtpPeer, type SmtpPeerOptions, startSmtpPeer } from '../support/services/smtp.js';

const mail = {
  from: 'soporte@example.com',
  to: 'ana@example.com',
  subject: 'Hola',
  text: 'Contraseña nueva',
};

describe('the SMTP server that tests start', () => {
  let peer: SmtpPeer | undefined;
  afterEach(async () => {
    await peer?.stop();
    peer = undefined;
  });

  async function start(options?: SmtpPeerOptions): Promise<SmtpPeer> {
    peer = await startSmtpPeer(options);
    return peer;
  }

  it('records envelope and bytes of what it accepts', async () => {
    const server = await start();
    await createTransport(server.url).sendMail(mail);
    const received = await server.waitFor(({ to }) => to.includes('ana@example.com'));
    expect(received).toMatchObject({ from: 'soporte@example.com', to: ['ana@example.com'], secure: false });
    expect(received.raw.toString()).toContain('Subject: Hola');
    expect(server.mails).toHaveLength(1);
  });

  it.each(['starttls', 'tls'] as const)(
    'speaks %s with a certificate of its own authority, and demands its account',
    async (tls) => {
      const server = await start({ tls, auth: { user: 'desk', password: 'p@ss word' } });
      const trusting = { tls: { ca: server.ca }, requireTLS: true };
      await createTransport({ url: server.url, ...trusting }).sendMail(mail);
      expect(server.mails[0]).toMatchObject({ secure: true, user: 'desk' });

      const auth = { user: 'desk', pass: 'wrong' };
      const wrong = { host: server.host, port: server.port, secure: tls === 'tls', auth, ...trusting };
      await expect(createTransport(wrong).sendMail(mail)).rejects.toMatchObject({ responseCode: 535 });
      await expect(createTransport({ url: server.url, requireTLS: true }).sendMail(mail)).rejects.toThrow(
        /certificate/,
      );
      expect(server.mails).toHaveLength(1);
    },
  );

  it.each([
    ['refuse', 550],
    ['defer', 451],
    ['refuse-recipient', 550],
    ['defer-recipient', 451],
  ] as const)('can %s a mail, and takes the next', async (behaviour, responseCode) => {
    const server = await start();
    server.script(behaviour);
    const transport = createTransport(server.url);
    await expect(transport.sendMail(mail)).rejects.toMatchObject({ responseCode });
    expect(server.mails).toHaveLength(0);
    await transport.sendMail(mail);
    expect(server.mails).toHaveLength(1);
    expect(server.shown.get(behaviour)).toBe(1);
  });

  it('can drop the connection instead of an answer, without the mail or with it', async () => {
    const server = await start();
    const transport = createTransport(server.url);
    server.script('drop', 'take-and-drop');
    await expect(transport.sendMail(mail)).rejects.toThrow();
    expect(server.mails).toHaveLength(0);
    await expect(transport.sendMail(mail)).rejects.toThrow();
    expect(server.mails).toHaveLength(1);
  });

  it('keeps misbehaving when told to, and says so when a mail never comes', async () => {
    const server = await start();
    server.always('defer');
    const transport = createTransport(server.url);
    for (let round = 0; round < 2; round += 1) {
      await expect(transport.sendMail(mail)).rejects.toMatchObject({ responseCode: 451 });
    }
    await expect(server.waitFor(() => true, 50)).rejects.toThrow(/within 50 ms/);
  });
});
