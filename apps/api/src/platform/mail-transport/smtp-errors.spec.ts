import { describe, expect, it } from '@jest/globals';
import { EgressError } from '../egress/egress-guard.js';
import { MAIL_ERRORS, mailErrorText } from './mail-error.js';
import { smtpError } from './smtp-errors.js';
import { smtpServerOfUrl } from './smtp-server.js';

describe('an error of an SMTP server', () => {
  it.each([
    [
      'a mailbox that does not exist',
      { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 },
      'recipient_rejected',
      true,
    ],
    ['a refused mail', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'rejected', true],
    ['a refused sender', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 421 }, 'temporary', false],
    ['greylisting', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 }, 'temporary', false],
    ['a full mailbox, for now', { code: 'EMESSAGE', command: 'DATA', responseCode: 452 }, 'temporary', false],
    ['a wrong password', { code: 'EAUTH', responseCode: 535 }, 'credentials', false],
    ['trouble with signing in', { code: 'EAUTH', responseCode: 454 }, 'temporary', false],
    [
      'a closed port',
      { code: 'ESOCKET', message: 'connect ECONNREFUSED 127.0.0.1:1' },
      'connection_lost',
      false,
    ],
    ['a closed port by its own code', { code: 'ECONNREFUSED' }, 'connection_refused', false],
    ['a silent server', { code: 'ETIMEDOUT' }, 'timeout', false],
    ['a strange certificate', { code: 'ESOCKET', message: 'self-signed certificate' }, 'certificate', false],
    ['no STARTTLS', { code: 'ETLS', message: 'no STARTTLS' }, 'tls_failed', false],
    ['a network that is shut', new EgressError('address_not_allowed'), 'address_not_allowed', false],
  ])('is told in neutral words: %s', (_, error, code, permanent) => {
    expect(smtpError(error)).toMatchObject({ code, permanent });
  });

  it('has a sentence in each language', () => {
    for (const code of Object.keys(MAIL_ERRORS)) {
      expect(mailErrorText(code, 'es')).not.toBe(mailErrorText(code, 'en'));
    }
  });
});

describe('SMTP_URL', () => {
  it.each([
    ['smtp://mail.test', { host: 'mail.test', port: 587, tls: 'opportunistic', credentials: null }],
    ['smtps://mail.test', { port: 465, tls: 'tls' }],
    ['smtp://mail.test:25?tls=starttls', { port: 25, tls: 'starttls' }],
    ['smtp://[::1]:2525', { host: '::1', port: 2525 }],
    [
      'smtp://ana%40desk.test:p%3Ass@mail.test',
      { credentials: { kind: 'password', username: 'ana@desk.test', password: 'p:ss' } },
    ],
  ])('reads %s', (url, server) => {
    expect(smtpServerOfUrl(url)).toMatchObject(server);
  });
});
