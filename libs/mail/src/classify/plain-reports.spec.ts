import { describe, expect, it } from '@jest/globals';
import { parseInboundMailSync, type InboundMail } from '../index.js';

function mail(subject: string, lines: readonly string[], ...headers: string[]): InboundMail {
  const head = [
    'From: Kim <Kim@dest.test>',
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    'In-Reply-To: <orig@here.test>',
    'Content-Type: text/plain; charset=utf-8',
  ];
  return parseInboundMailSync(
    Buffer.from([...(headers.length > 0 ? headers : head), '', ...lines].join('\r\n')),
  );
}

describe('read receipts that say so in their words only', () => {
  it.each([
    ['Read: hello', 'displayed', ['Your message', '   To: Kim', '   Subject: hello', ' was read on Monday.']],
    ['Not read: hello', 'deleted', ['Your message', '   To: Kim', ' was deleted without being read.']],
    ['Leído: hola', 'displayed', ['El mensaje', '  Para: Kim', ' fue leído el lunes, 5 de enero.']],
    ['Lida: olá', 'displayed', ['A sua mensagem', '  Para: Kim', ' foi lida em segunda-feira.']],
    ['Lu : bonjour', 'displayed', ['Votre message', '   À : Kim', ' a été lu le lundi 5 janvier.']],
    ['Gelesen: Hallo', 'displayed', ['Ihre Nachricht', '   An: Kim', ' wurde am Montag gelesen.']],
    ['Letto: ciao', 'displayed', ['Il messaggio', '  A: Kim', ' è stato letto lunedì.']],
    ['Return Receipt (displayed) - hello', 'displayed', ['This is a Return Receipt for your mail.']],
    ['Confirmación de lectura: hola', 'displayed', ['Esta es una confirmación de lectura de su correo.']],
  ])('%s', (subject, type, lines) => {
    expect(mail(subject, lines)).toMatchObject({
      autoReply: true,
      report: {
        kind: 'disposition',
        type,
        recipient: 'kim@dest.test',
        originalMessageId: 'orig@here.test',
      },
    });
  });

  it.each([
    ['Read: the manual', ['I did, and the message was read on the screen. It still fails.']],
    ['Read receipts', ['Your message to Eva was read on Monday, says Outlook. How do I turn that off?']],
    ['Confirmación de lectura', ['Quiero que mis mensajes pidan una. Actívenlo, por favor.']],
    ['Re: Leído: hola', ['El mensaje fue leído por otra persona, no por mí.']],
  ])('are not what a person writes: %s', (subject, lines) => {
    expect(mail(subject, lines)).toMatchObject({ report: null, automatic: false });
  });
});

describe('complaints whose fields stand in the text', () => {
  const FIELDS = [
    'Feedback-Type: abuse',
    'User-Agent: Loop/1.0',
    'Version: 1',
    'Original-Rcpt-To: kim@dest.test',
    'Message-ID: <orig@here.test>',
  ];

  it('are known without any structure', () => {
    expect(mail('', FIELDS, 'From: fbl@isp.test', 'Subject: Feedback for 192.0.2.1')).toMatchObject({
      automatic: true,
      report: {
        kind: 'feedback',
        type: 'abuse',
        recipient: 'kim@dest.test',
        originalMessageId: 'orig@here.test',
      },
    });
  });

  it('are known in a plain part of a report', () => {
    const lines = [
      '--b',
      '',
      'This is an email abuse report.',
      '--b',
      'Content-Type: text/plain',
      '',
      ...FIELDS,
      '--b--',
    ];
    const type = 'Content-Type: multipart/report; report-type=feedback-report; boundary=b';
    expect(mail('', lines, 'From: fbl@isp.test', type).report).toMatchObject({
      kind: 'feedback',
      type: 'abuse',
      recipient: 'kim@dest.test',
    });
  });

  it('are not what a person asks about', () => {
    const asked = ['What is this that I got?'.padEnd(500, ' .'), '', ...FIELDS];
    expect(mail('', asked, 'From: ana@x.test', 'Subject: Report').report).toBeNull();
  });
});
