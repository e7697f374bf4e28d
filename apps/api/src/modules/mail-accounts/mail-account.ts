import type { CreateMailAccount } from '@noxdesk/contracts';
import type { Credentials } from '../../platform/mail-transport/connection.js';
import type { AfterImport, MailboxCursor, MailboxSettings } from '../../platform/mail-transport/mailbox.js';
import { type SmtpServer } from '../../platform/mail-transport/smtp-server.js';

/** What is kept sealed. */
export interface AccountSecrets {
  password?: string | undefined;
  clientSecret?: string | undefined;
  smtpPassword?: string | undefined;
  tokens?: OAuthTokenSet | undefined;
  /** A consent that was begun: what proves that its end is ours (RFC 7636). */
  consent?: { verifier: string } | undefined;
}

/** What an authorization server has granted. Times in milliseconds since the epoch. */
export interface OAuthTokenSet {
  accessToken: string;
  refreshToken?: string | undefined;
  issuedAt: number;
  expiresAt: number;
}

export type OAuthSettings = Omit<NonNullable<CreateMailAccount['oauth']>, 'client_secret'>;
export type SmtpSettings = Omit<NonNullable<CreateMailAccount['smtp']>, 'password'>;

/** What an admin sets, secrets aside. */
export interface AccountSettings {
  department: number;
  address: string;
  protocol: 'imap' | 'pop3';
  host: string;
  port: number;
  tls: 'none' | 'starttls' | 'tls';
  tlsCa: string | null;
  auth: 'password' | 'microsoft' | 'google';
  username: string;
  oauth: OAuthSettings | null;
  smtp: SmtpSettings | null;
  folder: string;
  pollSeconds: number;
  afterImport: string;
  receipts: 'always' | 'people';
  enabled: boolean;
}

export interface MailAccount extends AccountSettings {
  id: string;
  tenantId: number;
  secrets: AccountSecrets;
  cursor: MailboxCursor;
  lastFetchAt: Date | null;
  error: { code: string } | null;
  failures: number;
  createdAt: Date;
}

export function mailboxSettings(account: MailAccount): MailboxSettings {
  return {
    protocol: account.protocol,
    host: account.host,
    port: account.port,
    tls: account.tls,
    tlsCa: account.tlsCa,
    folder: account.folder,
    afterImport: afterImport(account.afterImport),
    since: account.createdAt,
  };
}

/** `seen`, `delete` or `move:FOLDER`. */
export function afterImport(text: string): AfterImport {
  if (text.startsWith('move:')) return { kind: 'move', folder: text.slice('move:'.length) };
  return { kind: text === 'delete' ? 'delete' : 'seen' };
}

/** What an account signs in with at its SMTP server alone; null where that is the same as for its mailbox. */
export function smtpSignIn({ smtp, secrets }: MailAccount): Credentials | null {
  if (smtp?.username === undefined || secrets.smtpPassword === undefined) return null;
  return { kind: 'password', username: smtp.username, password: secrets.smtpPassword };
}

/** The server an account sends through; null where it names none. Its mailbox's sign-in serves where no other is given. */
export function smtpServer(account: MailAccount, incoming: Credentials | null): SmtpServer | null {
  const { smtp } = account;
  if (!smtp) return null;
  return {
    host: smtp.host,
    port: smtp.port,
    tls: smtp.tls,
    tlsCa: account.tlsCa,
    credentials: smtpSignIn(account) ?? incoming,
    trusted: false,
  };
}
