import { parseInboundMail } from '@noxdesk/mail';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Dovecot } from '../support/services/dovecot.js';
import type { ReceivedMail, SmtpPeer } from '../support/services/smtp.js';
import type { TestApp } from '../support/app.js';
import type { TestUser } from './people.js';

export interface AccountOptions {
  department?: number;
  mailbox: string;
  [field: string]: unknown;
}

/** The body of an account on the test Dovecot, sending through the peer where one is given. */
export function accountBody(dovecot: Dovecot, { mailbox, ...more }: AccountOptions, smtp?: SmtpPeer) {
  return {
    department: 1,
    address: mailbox,
    protocol: 'imap',
    host: dovecot.host,
    port: dovecot.ports.imap,
    tls: 'none',
    username: mailbox,
    password: 'mailbox-password',
    poll_seconds: 1,
    ...(smtp && { smtp: { host: smtp.host, port: smtp.port, tls: 'none' } }),
    ...more,
  };
}

/** Makes a mailbox and the account that reads it. */
export async function createMailAccount(
  app: TestApp,
  admin: TestUser,
  dovecot: Dovecot,
  options: AccountOptions,
  smtp?: SmtpPeer,
): Promise<{ id: string; address: string }> {
  dovecot.addUser(options.mailbox);
  const body = accountBody(dovecot, options, smtp);
  const response = await app.request({ method: 'POST', path: 'mail-accounts/', token: admin.token, body });
  if (response.statusCode !== 201) throw new Error(`The account was refused: ${response.body}`);
  return { id: response.json<{ id: string }>().id, address: options.mailbox };
}

/** Looks again and again until something is there. */
export async function until<Found>(
  look: () => Promise<Found | undefined | null | false>,
  limitMs = 12_000,
): Promise<Found> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`Nothing of the kind happened within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface RawMail {
  from: string;
  to: string;
  subject?: string;
  text?: string;
  html?: string;
  messageId?: string;
  cc?: string;
  inReplyTo?: string;
  references?: string;
  date?: Date;
  headers?: Record<string, string>;
  attachments?: { filename: string; contentType: string; content: Buffer | string; cid?: string }[];
}

let mails = 0;

/** A mail as a mail program writes it. */
export async function rawMail(mail: RawMail): Promise<Buffer> {
  mails += 1;
  const { from, to, subject = `Asunto ${mails}`, text = `Texto del correo ${mails}.` } = mail;
  const composer = new MailComposer({
    ...mail,
    from,
    to,
    subject,
    text,
    messageId: mail.messageId ?? `<mail-${mails}-${Date.now()}@client.test>`,
    date: mail.date ?? new Date(),
  });
  return composer.compile().build();
}

/** The answer that a mail program makes to a mail it got: to its Reply-To, with its thread, quoting it. */
export async function answerTo(
  received: ReceivedMail,
  answer: { from: string; text: string } & Partial<RawMail>,
): Promise<{ to: string; raw: Buffer }> {
  const mail = await parseInboundMail(received.raw);
  const to = (mail.replyTo[0] ?? mail.from).address;
  const quoted = mail.text.trim().replace(/^/gm, '> ');
  const { text, ...rest } = answer;
  const raw = await rawMail({
    to,
    subject: `Re: ${mail.subject}`,
    inReplyTo: `<${mail.messageId}>`,
    references: [...mail.references, mail.messageId].map((id) => `<${id}>`).join(' '),
    ...rest,
    text: `${text}\n\nEl lun, 23 nov 2026 a las 10:00, Soporte <${mail.from.address}> escribió:\n\n${quoted}\n`,
  });
  return { to, raw };
}

/** A delivery status notification (RFC 3464) about a mail. */
export async function bounceOf(
  raw: Buffer,
  recipient: string,
  { action = 'failed', status = '5.1.1' } = {},
): Promise<Buffer> {
  const { messageId, from } = await parseInboundMail(raw);
  const mailbox = from.address;
  return Buffer.from(
    [
      'From: Mail Delivery System <MAILER-DAEMON@mx.test>',
      `To: ${mailbox}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Date: Mon, 23 Nov 2026 10:00:00 +0000',
      `Message-ID: <bounce-${status}-${recipient}>`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Your mail could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.test',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; 550 ${status} user unknown`,
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${messageId}>`,
      `To: ${recipient}`,
      '--b--',
      '',
    ].join('\r\n'),
  );
}
