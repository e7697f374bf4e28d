import type { Dovecot } from '../support/services/dovecot.js';
import type { SmtpPeer } from '../support/services/smtp.js';
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
