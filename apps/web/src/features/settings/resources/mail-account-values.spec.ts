import { describe, expect, it } from '@jest/globals';
import type { MailAccount } from '@noxdesk/contracts';
import { accountValues, toAccountBody } from './mail-account-values.js';

const account = {
  id: 'a',
  department: 1,
  address: 'soporte@ejemplo.com',
  protocol: 'imap',
  host: 'imap.ejemplo.com',
  port: 993,
  tls: 'tls',
  tls_ca: null,
  auth: 'password',
  username: 'soporte',
  has_password: true,
  oauth: null,
  folder: 'INBOX',
  smtp: { host: 'smtp.ejemplo.com', port: 587, tls: 'starttls', username: 'soporte', mails_per_minute: 30 },
  poll_seconds: 60,
  after_import: 'move:Archivo/2026',
  receipts: 'people',
  max_bytes: 26_214_400,
  alert_after_minutes: 45,
  enabled: true,
  status: {
    state: 'ok',
    health: 'ok',
    error: null,
    failures: 0,
    last_fetch_at: null,
    next_fetch_at: null,
    lag_seconds: null,
    token_expires_at: null,
    warnings: [],
    counts: { day: 0, waiting: 0, quarantined: 0, failed: 0 },
  },
} satisfies MailAccount;

describe('the form of a mail account', () => {
  it('sends back what it was given, without touching secrets it never saw', () => {
    const { id: _id, has_password: _password, status: _status, ...kept } = account;
    expect(toAccountBody(accountValues(account))).toEqual(kept);
  });

  it('sends a password only where one was typed', () => {
    expect(toAccountBody({ ...accountValues(account), password: 'nueva' })).toMatchObject({
      password: 'nueva',
    });
  });

  it('sends the client of an OAuth account instead of a password', () => {
    const values = {
      ...accountValues(account),
      auth: 'google',
      password: 'x',
      client_id: 'c',
      client_secret: 's',
    };
    const body = toAccountBody(values);
    expect(body).toMatchObject({ auth: 'google', oauth: { client_id: 'c', client_secret: 's' } });
    expect(body).not.toHaveProperty('password');
  });

  it('keeps what an OAuth account has besides its client', () => {
    const oauth = {
      client_id: 'c',
      client_secret_expires_at: '2027-01-31T00:00:00Z',
      authorize_url: 'https://login.example/authorize',
      token_url: 'https://login.example/token',
      scopes: ['mail', 'offline_access'],
    };
    expect(toAccountBody(accountValues({ ...account, auth: 'microsoft', oauth }))).toMatchObject({ oauth });
  });

  it('leaves the outgoing server out when the general one is used', () => {
    expect(toAccountBody({ ...accountValues(account), own_smtp: false })).toMatchObject({ smtp: null });
  });
});
