import { describe, expect, it } from '@jest/globals';
import { parseInboundMailSync, type InboundMail, type ParseOptions } from '../index.js';
import { readInvitation } from './calendar.js';
import { unflow } from './flowed.js';

const parse = (lines: string[], options?: ParseOptions): InboundMail =>
  parseInboundMailSync(Buffer.from(lines.join('\r\n'), 'utf8'), options);
const names = (mail: InboundMail): string[] => mail.attachments.map((attachment) => attachment.filename);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('multipart mails', () => {
  const mixed = (closing: string[]): string[] => [
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    'Aviso para programas viejos.',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Hola,',
    'adjunto va.',
    '--b',
    'Content-Type: application/pdf; name="a.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    'JVBERi0=',
    ...closing,
  ];

  it('keeps text and files apart', () => {
    const mail = parse(mixed(['--b--', 'epílogo']));
    expect(mail.text).toBe('Hola,\nadjunto va.');
    expect(mail.attachments).toMatchObject([
      { filename: 'a.pdf', contentType: 'application/pdf', size: 5, inline: false },
    ]);
    expect(text(mail.attachments[0]!.content)).toBe('%PDF-');
    expect(mail.defects).toEqual([]);
  });

  it('reads the last part of a mail that was cut off', () => {
    const mail = parse(mixed([]));
    expect(names(mail)).toEqual(['a.pdf']);
    expect(mail.defects.map((defect) => defect.code)).toEqual(['boundary-unclosed']);
  });

  it('finds a boundary that the header does not name', () => {
    const lines = mixed(['--b--']);
    lines[0] = 'Content-Type: multipart/mixed';
    expect(names(parse(lines))).toEqual(['a.pdf']);
  });

  it('does not take a longer boundary for its own', () => {
    const mail = parse([
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: multipart/alternative; boundary=b1',
      '',
      '--b1',
      '',
      'uno',
      '--b1',
      'Content-Type: text/html',
      '',
      '<p>uno</p>',
      '--b1--',
      '--b',
      '',
      'dos',
      '--b--',
    ]);
    expect(mail.text).toBe('uno\n\ndos');
    expect(mail.html).toContain('<p>uno</p>');
  });

  it('shows images of the HTML in place, and lists them as inline', () => {
    const mail = parse([
      'Content-Type: multipart/related; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<img src="cid:logo@x">',
      '--b',
      'Content-Type: image/png',
      'Content-ID: <logo@x>',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw==',
      '--b--',
    ]);
    expect(mail.attachments).toMatchObject([{ contentId: 'logo@x', inline: true, filename: '' }]);
  });

  it('takes the text of the HTML where the plain one is empty', () => {
    const mail = parse([
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Sólo aquí</p>',
      '--b--',
    ]);
    expect(mail.text).toBe('Sólo aquí');
  });

  it('keeps an enclosed mail as a file, and shows its text where there is no other', () => {
    const inner = ['From: luis@example.com', 'Subject: dentro', '', 'texto de dentro'];
    const mail = parse([
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      ...inner,
      '--b--',
    ]);
    expect(mail.attachments).toMatchObject([{ contentType: 'message/rfc822', source: 'message' }]);
    expect(mail.text).toBe('texto de dentro');
    expect(mail.subject).toBe('');
  });

  it('ends at its limits with a note, not a crash', () => {
    const deep: string[] = [];
    for (let i = 0; i < 200; i++) deep.push(`Content-Type: multipart/mixed; boundary=b${i}`, '', `--b${i}`);
    expect(parse(deep).defects.map((defect) => defect.code)).toContain('depth-limit');
    const wide = ['Content-Type: multipart/mixed; boundary=b', ''];
    for (let i = 0; i < 5000; i++) wide.push('--b', 'Content-Type: image/png', '', 'x');
    const mail = parse(wide);
    expect(mail.defects.map((defect) => defect.code)).toContain('parts-limit');
    expect(mail.attachments.length).toBeLessThanOrEqual(1000);
    expect(parse(['', 'x'.repeat(5000)], { limits: { textBytes: 1000 } })).toMatchObject({
      text: 'x'.repeat(1000),
      defects: [{ code: 'text-limit' }],
    });
  });
});

describe('transfer encodings', () => {
  const body = (encoding: string, ...lines: string[]): string =>
    parse(['Content-Type: text/plain; charset=utf-8', `Content-Transfer-Encoding: ${encoding}`, '', ...lines])
      .text;

  it.each([
    ['base64 in lines', 'base64', ['QcOx', 'bw=='], 'Año'.replace('A', 'A')],
    ['base64 with noise', 'base64', ['QcOx!*', 'bw==', '--'], 'Año'],
    ['base64 with a list footer below', 'base64', ['QcOxbw==', '', '_____', 'users mailing list'], 'Año'],
    ['base64 without padding, and a footer', 'base64', ['QcOxbyEh', '', '--', 'users'], 'Año!!'],
    ['base64 glued from pieces', 'base64', ['QQ==QQ=='], 'AA'],
    ['quoted-printable with soft breaks', 'quoted-printable', ['A=C3=B1o =', 'nuevo=20'], 'Año nuevo '],
    ['quoted-printable with escapes that are none', 'quoted-printable', ['a=b = c =ZZ'], 'a=b = c =ZZ'],
    ['an unknown encoding', 'x-nada', ['hola'], 'hola'],
  ])('reads %s', (_what, encoding, lines, expected) => {
    expect(body(encoding, ...lines)).toBe(expected);
  });

  it('takes files in uuencode out of the text', () => {
    const mail = parse(['', 'Va el fichero:', 'begin 644 hola.txt', '$:&]L80``', '`', 'end', 'Saludos']);
    expect(mail.attachments).toMatchObject([{ filename: 'hola.txt', source: 'uuencode' }]);
    expect(text(mail.attachments[0]!.content)).toBe('hola');
    expect(mail.text).toBe('Va el fichero:\nSaludos');
  });

  it('leaves a sentence alone that begins with "begin"', () => {
    expect(parse(['', 'begin 644 nothing here', 'esto no es un fichero']).text).toContain(
      'esto no es un fichero',
    );
  });
});

describe('unflow', () => {
  it('joins flowed lines of one depth and leaves the signature mark', () => {
    expect(unflow('uno \ndos\n> tres \n> cuatro\n-- \nAna', false)).toBe('uno dos\n> tres cuatro\n-- \nAna');
  });
  it('drops the space where DelSp says so', () => {
    expect(unflow('日本 \n語', true)).toBe('日本語');
  });
});

describe('readInvitation', () => {
  it('makes a meeting readable', () => {
    const invitation = readInvitation(
      [
        'BEGIN:VCALENDAR',
        'METHOD:REQUEST',
        'BEGIN:VEVENT',
        'UID:1',
        'SUMMARY:Revisión\\, fase 2',
        'DTSTART;TZID=Europe/Madrid:20261123T100000',
        'DTEND;TZID=Europe/Madrid:20261123T110000',
        'ORGANIZER;CN="López, Ana":mailto:ana@example.com',
        'ATTENDEE:mailto:luis@exam',
        ' ple.com',
        'LOCATION:Sala 3',
        'BEGIN:VALARM',
        'DESCRIPTION:aviso',
        'END:VALARM',
        'END:VEVENT',
        'END:VCALENDAR',
      ].join('\n'),
      '',
    );
    expect(invitation).toMatchObject({
      method: 'REQUEST',
      summary: 'Revisión, fase 2',
      start: '2026-11-23 10:00 (Europe/Madrid)',
      organizer: 'López, Ana <ana@example.com>',
      attendees: ['luis@example.com'],
      location: 'Sala 3',
    });
    expect(invitation?.text).not.toContain('aviso');
  });
  it('is the text of a mail that brings nothing else', () => {
    const mail = parse([
      'Content-Type: text/calendar; method=REQUEST; name=invite.ics',
      '',
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'SUMMARY:Revisión',
      'DTSTART:20261123T100000Z',
      'END:VEVENT',
      'END:VCALENDAR',
    ]);
    expect(mail.text).toBe('Revisión\n2026-11-23 10:00 (UTC)');
    expect(mail.invitations).toMatchObject([{ method: 'REQUEST', summary: 'Revisión' }]);
    expect(names(mail)).toEqual(['invite.ics']);
  });
  it('is null for anything else', () => expect(readInvitation('hola', '')).toBeNull());
});
