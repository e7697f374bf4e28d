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
  smtp: { host: 'smtp.ejemplo.com', port: 587, tls: 'starttls', username: 'soporte' },
  poll_seconds: 60,
  after_import: 'move:Archivo/2026',
  receipts: 'people',
  enabled: true,
  status: { state: 'ok', error: null, last_fetch_at: null },
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

  it('leaves the outgoing server out when the general one is used', () => {
    expect(toAccountBody({ ...accountValues(account), own_smtp: false })).toMatchObject({ smtp: null });
  });
});
