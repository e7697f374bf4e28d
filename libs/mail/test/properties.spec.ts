import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  htmlToText,
  parseInboundMail,
  parseInboundMailSync,
  sanitizeMailHtml,
  splitReply,
} from '../src/index.js';
import { brokenPromise, hostileMail, mutate, mutations } from './properties.js';

const SAMPLE = Buffer.from(
  [
    'From: =?utf-8?Q?Mar=C3=ADa?= <maria@example.com>',
    'To: "Soporte, S.L." <soporte@example.net>',
    'Subject: =?iso-8859-1?Q?A=F1o?=',
    'Date: Mon, 23 Nov 2026 10:00:00 +0100',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="x"',
    '',
    '--x',
    'Content-Type: multipart/alternative; boundary="y"',
    '',
    '--y',
    'Content-Type: text/plain; charset=utf-8; format=flowed',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Buenos d=C3=ADas:',
    '',
    'El 23/11/26 a las 10:15, Soporte escribi=C3=B3:',
    '> hola',
    '--y',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Buenos d&iacute;as</p><blockquote type=cite>hola</blockquote>',
    '--y--',
    '--x',
    'Content-Type: application/pdf',
    "Content-Disposition: attachment; filename*=utf-8''a%C3%B1o.pdf",
    'Content-Transfer-Encoding: base64',
    '',
    'JVBERi0xLjQK',
    '--x--',
    '',
  ].join('\r\n'),
);

describe('whatever the bytes', () => {
  it('a mail is parsed without a fault', async () => {
    await fc.assert(
      fc.asyncProperty(hostileMail, async (raw) => {
        expect(brokenPromise(await parseInboundMail(raw))).toBeNull();
      }),
      { numRuns: 400 },
    );
  });

  it('a mutated mail is parsed without a fault', () => {
    fc.assert(
      fc.property(mutations, (steps) => {
        expect(brokenPromise(parseInboundMailSync(mutate(SAMPLE, steps)))).toBeNull();
      }),
      { numRuns: 400 },
    );
  });

  it('a text is split without losing a character', () => {
    fc.assert(
      fc.property(hostileMail, (raw) => {
        const text = raw.toString('utf8').replace(/\r\n?/g, '\n');
        expect(
          splitReply(text)
            .segments.map((segment) => segment.text)
            .join(''),
        ).toBe(text);
      }),
      { numRuns: 400 },
    );
  });

  it('sanitised HTML holds no script, handler or remote picture', () => {
    fc.assert(
      fc.property(hostileMail, (raw) => {
        const html = raw.toString('utf8');
        htmlToText(html);
        const markup =
          sanitizeMailHtml(html)
            .html.replace(/="[^"]*"/g, '')
            .match(/<[^>]*>/g)
            ?.join('') ?? '';
        expect(markup).not.toMatch(/<script|\son\w+|<iframe|\ssrc(?:set)?=/i);
      }),
      { numRuns: 400 },
    );
  });
});

describe('the time a mail takes', () => {
  /** Milliseconds for a mail, the best of two so that a pause of the machine does not count. */
  const took = (raw: Buffer): number => {
    const once = (): number => {
      const started = performance.now();
      parseInboundMailSync(raw);
      return performance.now() - started;
    };
    return Math.min(once(), once());
  };
  const MiB = 1024 * 1024;
  const fill = (unit: string, size: number): string => unit.repeat(Math.ceil(size / unit.length));

  it.each<[string, (size: number) => string]>([
    ['header of one line', (size) => `Subject: ${fill('a', size)}\n\nx`],
    ['header of many fields', (size) => fill('X-A: b\n', size)],
    ['folded header', (size) => `Subject: a\n${fill(' b\n', size)}\nx`],
    ['header of encoded words that never end', (size) => `Subject: ${fill('=?utf-8?Q?a', size)}\n\nx`],
    ['address list of brackets', (size) => `To: ${fill('<', size)}\n\nx`],
    ['address list of comments', (size) => `To: ${fill('(', size)}\n\nx`],
    ['address list of quotes', (size) => `To: ${fill('"a', size)}\n\nx`],
    ['address list of colons', (size) => `To: ${fill('a@:', size)}\n\nx`],
    ['address list of dots', (size) => `To: ${fill('a@b.', size)}\n\nx`],
    ['parameters', (size) => `Content-Type: text/plain; ${fill('a*0*=b;', size)}\n\nx`],
    ['parameters of quotes', (size) => `Content-Type: text/plain; a=${fill('"(', size)}\n\nx`],
    ['boundaries', (size) => `Content-Type: multipart/mixed; boundary=b\n\n${fill('--b\n\n', size)}`],
    ['half boundaries', (size) => `Content-Type: multipart/mixed; boundary=b\n\n${fill('--b c\n', size)}`],
    ['nested multiparts', (size) => fill('Content-Type: multipart/mixed; boundary=b\n\n--b\n', size)],
    ['quotes', (size) => `\n${fill('> > > a\n', size)}`],
    ['introductions', (size) => `\n${fill('On 1/1/2026 10:15 a wrote\n', size)}`],
    ['header blocks', (size) => `\n${fill('De: a@b\nPara: c\n', size)}`],
    ['drawn lines', (size) => `\n${fill('----------------------------------------\n', size)}`],
    ['one long line', (size) => `\n${fill('a ', size)}`],
    ['white space', (size) => `\n${fill(' ', size)}x`],
    ['empty lines', (size) => `\n${fill('\n', size)}`],
    ['signatures', (size) => `\n${fill('-- \na\n', size)}`],
    ['begin lines', (size) => `\n${fill('begin 644 a\n', size)}`],
    ['uuencoded lines', (size) => `\nbegin 644 a\n${fill('M'.padEnd(61, 'A') + '\n', size)}`],
    ['tags', (size) => `Content-Type: text/html\n\n${fill('<b><i>', size)}`],
    ['broken tags', (size) => `Content-Type: text/html\n\n${fill('<a href="', size)}`],
    ['comments', (size) => `Content-Type: text/html\n\n${fill('<!--', size)}`],
    [
      'a bounce of addresses',
      (size) => `From: mailer-daemon@a.b\nSubject: failure notice\n\n${fill('a@b.c ', size)}`,
    ],
    [
      'a bounce of at signs',
      (size) => `From: mailer-daemon@a.b\nSubject: failure notice\n\n${fill('a@', size)}`,
    ],
    [
      'a bounce of dashes',
      (size) => `From: mailer-daemon@a.b\nSubject: failure notice\n\n${fill('- ', size)}`,
    ],
    [
      'a calendar',
      (size) =>
        `Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n${fill('ATTENDEE;CN="a:mailto:b\n', size)}`,
    ],
    ['format=flowed', (size) => `Content-Type: text/plain; format=flowed\n\n${fill('a \n', size)}`],
    ['quoted-printable', (size) => `Content-Transfer-Encoding: quoted-printable\n\n${fill('=', size)}`],
    ['base64', (size) => `Content-Transfer-Encoding: base64\n\n${fill('QQ==', size)}`],
    [
      'escapes of ISO-2022-JP',
      (size) => `Content-Type: text/plain; charset=iso-2022-jp\n\n${fill('\x1b$B', size)}`,
    ],
    ['RTF groups', (size) => `Content-Type: text/enriched\n\n${fill('<param><', size)}`],
  ])('is linear in the size of a %s', (_what, make) => {
    expect(took(Buffer.from(make(MiB), 'latin1'))).toBeLessThan(5000);
  });

  it('is bounded for a big attachment', () => {
    const content = fill(`${'QUJD'.repeat(19)}\r\n`, 20 * MiB);
    expect(
      took(
        Buffer.from(
          `Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}`,
          'latin1',
        ),
      ),
    ).toBeLessThan(5000);
  });
});
