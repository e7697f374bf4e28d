import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseInboundMail, parseInboundMailSync, readMailHead } from './index.js';

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

describe('readMailHead', () => {
  const titleOf = (raw: Uint8Array) => {
    const { messageId, from, subject } = parseInboundMailSync(raw);
    return { messageId, from, subject };
  };

  it.each([
    [
      'encoded words',
      mail('From: =?utf-8?Q?Mar=C3=ADa?= <m@a.test>', 'Subject: =?utf-8?Q?Ma=C3=B1ana?=', '', 'x'),
    ],
    [
      'raw 8-bit text',
      mail('From: Mar\xeda <m@a.test>', 'Subject: Ma\xf1ana', 'Content-Type: text/plain; charset=latin1', ''),
    ],
    [
      'several senders',
      mail('From: nobody, Ana <ana@a.test>', 'Message-ID: <1@a.test>', '', 'From: other@a.test'),
    ],
    ['a Sender alone', mail('From: ', 'Sender: s@a.test', 'Subject: a', ' folded', '')],
    ['no end of the header', mail('Subject: Hola', 'From: a@b.test')],
    ['two types', mail('Content-Type: ;', 'Content-Type: text/plain; charset=utf-8', 'Subject: a', '', 'b')],
  ])('reads what the whole mail would be read to say: %s', (_, raw) => {
    expect(readMailHead(raw)).toEqual(titleOf(raw));
  });

  it('does so for any header', () => {
    const field = fc.tuple(
      fc.constantFrom('From', 'Sender', 'Subject', 'Message-ID', 'Content-Type', 'X', ''),
      fc.constantFrom(': ', ':', ' ', '\r\n '),
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('<a@b.test>', 'A <a@b.test>, <c@d.test>', 'text/plain; charset=utf-8'),
      ),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 6 }), fc.string(), (fields, rest) => {
        const header = fields.map((parts) => parts.join('')).join('\r\n');
        const raw = Buffer.from(`${header}\r\n\r\n${rest}`);
        expect(readMailHead(raw)).toEqual(titleOf(raw));
      }),
      { numRuns: 150 },
    );
  });
});
