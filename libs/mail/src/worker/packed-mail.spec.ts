import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { attachmentBytes, mailFingerprint, packMail, parseInboundMailSync, unpackMail } from '../index.js';

const lines = (content: Buffer) => content.toString('base64').replace(/(.{76})/g, '$1\r\n');
const mailWith = (...parts: string[]) =>
  Buffer.from(
    [
      'From: a@b.test',
      'Subject: files',
      'Content-Type: multipart/mixed; boundary="x"',
      '',
      ...parts.flatMap((part) => ['--x', part]),
      '--x--',
      '',
    ].join('\r\n'),
  );
const filePart = (name: string, body: string, encoding = 'base64') =>
  `Content-Type: application/octet-stream; name="${name}"\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;

const whole = (mail: ReturnType<typeof parseInboundMailSync>, raw: Uint8Array) =>
  mail.attachments.map((file) => Buffer.concat([...attachmentBytes(file, raw)]));

describe('a large file that is left in the raw mail', () => {
  const [big, odd, small] = [randomBytes(300_000), randomBytes(100_001), randomBytes(500)];
  const raw = mailWith(
    filePart('big.bin', lines(big)),
    filePart('odd.bin', lines(odd)),
    filePart('small.bin', lines(small)),
    filePart('plain.bin', 'as it is', '8bit'),
  );
  const eager = parseInboundMailSync(raw);
  const lazy = parseInboundMailSync(raw, { deferFrom: 10_000 });

  it('has its size without its bytes', () => {
    expect(lazy.attachments.map(({ content }) => content.length)).toEqual([0, 0, 500, 8]);
    expect(lazy.attachments.map(({ size }) => size)).toEqual([300_000, 100_001, 500, 8]);
  });

  it('is decoded to the same bytes piece by piece, and makes the same fingerprint', () => {
    expect(whole(lazy, raw)).toEqual(whole(eager, raw));
    expect(mailFingerprint(lazy, raw)).toBe(mailFingerprint(eager));
    expect(() => mailFingerprint(lazy)).toThrow('raw mail');
  });

  it.each([
    ['text after the padding', `${lines(big)}==\r\nQUJD`],
    ['a character of no alphabet', `${lines(big)}\u0001`],
  ])('is decoded at once where it is malformed: %s', (_, body) => {
    const malformed = mailWith(filePart('x.bin', body));
    const [file] = parseInboundMailSync(malformed, { deferFrom: 1_000 }).attachments;
    expect(file!.encoded).toBeUndefined();
    expect(file).toEqual(parseInboundMailSync(malformed).attachments[0]);
  });

  it('goes from one thread to another without a copy of the mail', () => {
    const packed = packMail(lazy, raw);
    expect(packed.files.byteLength).toBe(500);
    const sent = structuredClone(packed);
    const back = unpackMail(sent, raw);
    expect(whole(back, raw)).toEqual(whole(eager, raw));
    expect({ ...back, attachments: [] }).toEqual({ ...lazy, html: '', attachments: [] });
    expect(sent.fingerprint).toBe(mailFingerprint(eager));
  });
});
