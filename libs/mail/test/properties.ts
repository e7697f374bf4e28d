import fc from 'fast-check';
import { type InboundMail } from '../src/index.js';

/** Pieces that real and hostile mails are made of; strung together at random they reach every corner of the parser. */
const PIECES: readonly string[] = [
  'From: ',
  'To: ',
  'Subject: ',
  'Date: ',
  'Message-ID: <a@b>',
  'References: <a@b> <c@d>',
  'Content-Type: text/plain; charset=',
  'Content-Type: text/html',
  'Content-Type: multipart/mixed; boundary=b',
  'Content-Type: multipart/alternative; boundary="b c"',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  'Content-Type: message/rfc822',
  'Content-Type: message/delivery-status',
  'Content-Type: application/ms-tnef; name=winmail.dat',
  'Content-Type: application/pkcs7-mime',
  'Content-Type: text/calendar',
  'Content-Transfer-Encoding: base64',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Transfer-Encoding: x-uuencode',
  "Content-Disposition: attachment; filename*0*=utf-8''a%C3; filename*1*=%B1",
  'utf-8',
  'iso-2022-jp',
  'utf-7',
  'gb18030',
  'utf-16',
  '=?utf-8?Q?a=C3=B1?=',
  '=?utf-8?B?4oKs?=',
  '=?',
  '?=',
  '"',
  '\\',
  '<',
  '>',
  '(',
  ')',
  ';',
  ',',
  ':',
  '@',
  '=',
  '%',
  '--b',
  '--b--',
  '--b c',
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\n\n',
  '\t',
  ' ',
  '\0',
  '\x1b$B',
  '\x1b(B',
  '~{',
  '+AGE-',
  'begin 644 a.txt\n$:&]L80``\n`\nend\n',
  'begin 644 x',
  '> ',
  '>>> ',
  '-- \n',
  '________________',
  'On Mon, Nov 23, 2026 at 10:15 AM A <a@b.c> wrote:',
  'De: A <a@b.c>',
  'Enviado el: hoy',
  'Asunto: x',
  '-----Mensaje original-----',
  '---------- Forwarded message ---------',
  '<div class="gmail_quote">',
  '<blockquote type=cite>',
  '</div>',
  '<p>',
  '<table><tr><td>',
  '<script>',
  '<!--',
  '-->',
  '<a href="',
  '<img src="cid:',
  '&amp;',
  '&#x110000;',
  'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2',
  'END:VEVENT',
  'Final-Recipient: rfc822; a@b.c',
  'Action: failed',
  'Status: 5.1.1',
  '550 5.1.1 ',
  'x'.repeat(200),
  'á',
  '日本',
  '\u00ff',
  '\ud83d\ude00',
];

const pieceBytes = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
    ),
    { maxLength: 80 },
  )
  .map((pieces) => Buffer.from(pieces.join(''), 'utf8'));

const anyBytes = fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes));

/** Mails as no mailer writes them. */
export const hostileMail: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 4, arbitrary: pieceBytes },
  { weight: 1, arbitrary: anyBytes },
);

export interface Mutation {
  kind: 'cut' | 'flip' | 'repeat' | 'insert';
  at: number;
  length: number;
  byte: number;
}

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('cut' as const, 'flip' as const, 'repeat' as const, 'insert' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(300),
    byte: fc.nat(255),
  }),
  { minLength: 1, maxLength: 8 },
);

/** A mail after a bad journey. */
export function mutate(mail: Buffer, steps: Mutation[]): Buffer {
  let bytes = mail;
  for (const { kind, at, length, byte } of steps) {
    const place = Math.floor(at * bytes.length);
    const before = bytes.subarray(0, place);
    const piece = bytes.subarray(place, place + length);
    if (kind === 'cut') bytes = Buffer.concat([before, bytes.subarray(place + length)]);
    else if (kind === 'repeat') bytes = Buffer.concat([before, piece, piece, bytes.subarray(place)]);
    else if (kind === 'insert')
      bytes = Buffer.concat([before, Buffer.alloc(length, byte), bytes.subarray(place)]);
    else {
      bytes = Buffer.from(bytes);
      if (place < bytes.length) bytes[place] = byte;
    }
  }
  return bytes;
}

/** What holds for every mail, however broken; the first thing that does not, or null. */
export function brokenPromise(mail: InboundMail): string | null {
  if (mail.defects.some((defect) => defect.code === 'internal'))
    return `internal: ${mail.defects.find((defect) => defect.code === 'internal')!.detail}`;
  if (mail.split.segments.map((segment) => segment.text).join('') !== mail.text)
    return 'segments do not make up the text';
  if (mail.replyText !== mail.split.reply) return 'replyText is not the reply';
  if (mail.attachments.some((attachment) => attachment.size !== attachment.content.length))
    return 'a size is wrong';
  if (mail.date && Number.isNaN(mail.date.getTime())) return 'an invalid date';
  if (mail.defects.length > 100) return 'too many defects';
  if (/[\0\r]/.test(mail.text) || /[\r\n\0]/.test(mail.subject)) return 'a control character';
  if ((mail.bounce || mail.autoReply || mail.report) && !mail.automatic)
    return 'a machine mail that is not automatic';
  return null;
}
