import { describe, expect, it } from '@jest/globals';
import { parseInboundMail } from './index.js';

const mail = (...lines: string[]): Uint8Array => Buffer.from(lines.join('\r\n'), 'latin1');

describe('parseInboundMail', () => {
  it('reads a plain mail in Spanish', async () => {
    const parsed = await parseInboundMail(
      mail(
        'From: =?utf-8?Q?Mar=C3=ADa_L=C3=B3pez?= <Maria@Example.COM>',
        'To: Soporte <soporte@example.net>, ventas@example.net',
        'Subject: =?iso-8859-1?Q?No_funciona_la_impresi=F3n?=',
        'Message-ID: <abc.1@example.com>',
        'In-Reply-To: <uno@example.net>',
        'References: <cero@example.net> <uno@example.net>',
        'Date: Mon, 23 Nov 2026 10:00:00 +0100',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'Buenos d=C3=ADas:',
        'no imprime.',
      ),
    );
    expect(parsed).toMatchObject({
      messageId: 'abc.1@example.com',
      inReplyTo: 'uno@example.net',
      references: ['cero@example.net', 'uno@example.net'],
      from: { name: 'María López', address: 'Maria@Example.COM' },
      to: [
        { name: 'Soporte', address: 'soporte@example.net' },
        { name: '', address: 'ventas@example.net' },
      ],
      subject: 'No funciona la impresión',
      text: 'Buenos días:\nno imprime.',
      replyText: 'Buenos días:\nno imprime.',
      autoReply: false,
      automatic: false,
      bounce: null,
      defects: [],
    });
    expect(parsed.date?.toISOString()).toBe('2026-11-23T09:00:00.000Z');
  });

  it('answers an empty mail with empty fields', async () => {
    const parsed = await parseInboundMail(new Uint8Array());
    expect(parsed).toMatchObject({
      messageId: null,
      from: { name: '', address: '' },
      subject: '',
      text: '',
      attachments: [],
    });
  });
});
