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
  /** When the grant itself ends, where the server says so. */
  grantExpiresAt?: number | undefined;
}

/** What somebody was warned of: by kind of secret, the end that was meant and how many days ahead. */
export type Warnings = Partial<Record<'client_secret' | 'grant', { expiresAt: string; days: number }>>;

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
  /** Bytes of a mail that is taken in; null: the installation's limit. */
  maxBytes: number | null;
  /** How long it may go unread before its admins are told. */
  alertAfterMinutes: number;
  enabled: boolean;
}

export interface MailAccount extends AccountSettings {
  id: string;
  tenantId: number;
  secrets: AccountSecrets;
  cursor: MailboxCursor;
  lastFetchAt: Date | null;
  fetchDueAt: Date | null;
  /** `since`: when the first of the failures in a row was. */
  error: { code: string; detail?: string; since?: string } | null;
  failures: number;
  /** Since when silence counts. */
  watchedSince: Date;
  /** Since when it has been unread for too long. */
  incidentSince: Date | null;
  warned: Warnings;
  createdAt: Date;
}

/** What mails that come and go have to know of an account. */
export type OwnMailbox = Pick<MailAccount, 'id' | 'department' | 'address' | 'receipts' | 'enabled'>;

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
