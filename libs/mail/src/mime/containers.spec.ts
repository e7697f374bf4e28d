import { describe, expect, it } from '@jest/globals';
import { parseInboundMailSync, type InboundMail, type ParseOptions } from '../index.js';
import { readPkcs7 } from './pkcs7.js';
import { rtfToText } from './rtf-text.js';
import { readTnef } from './tnef.js';

const parse = (lines: string[], options?: ParseOptions): InboundMail =>
  parseInboundMailSync(Buffer.from(lines.join('\r\n'), 'utf8'), options);
const names = (mail: InboundMail): string[] => mail.attachments.map((attachment) => attachment.filename);

/** One attribute of a TNEF stream. */
function attribute(level: number, id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head[0] = level;
  head.writeUInt16LE(id, 1);
  head.writeUInt16LE(8, 3);
  head.writeUInt32LE(data.length, 5);
  return Buffer.concat([head, data, Buffer.alloc(2)]);
}

const tnef = (...attributes: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('789f3e220100', 'hex'), ...attributes]);

describe('TNEF', () => {
  const stream = tnef(
    attribute(1, 0x800c, Buffer.from('Hola\0')),
    attribute(2, 0x9002, Buffer.alloc(14)),
    attribute(2, 0x8010, Buffer.from('a.txt\0')),
    attribute(2, 0x800f, Buffer.from('contenido')),
  );

  it('yields the files and the text', () => {
    expect(readTnef(stream)).toMatchObject({ text: 'Hola', damaged: false, files: [{ filename: 'a.txt' }] });
    expect(readTnef(Buffer.from('nada'))).toBeNull();
  });

  it('puts the files of winmail.dat in its place', () => {
    const lines = [
      'Content-Type: application/ms-tnef; name="winmail.dat"',
      'Content-Transfer-Encoding: base64',
      '',
      stream.toString('base64'),
    ];
    const mail = parse(lines);
    expect(mail.attachments).toMatchObject([{ filename: 'a.txt', source: 'tnef', size: 9 }]);
    expect(mail.text).toBe('Hola');
  });

  it('keeps a container that is damaged, beside what could be read', () => {
    const lines = [
      'Content-Type: application/ms-tnef; name="winmail.dat"',
      'Content-Transfer-Encoding: base64',
      '',
      stream.subarray(0, -12).toString('base64'),
    ];
    const mail = parse(lines);
    expect(names(mail)).toContain('winmail.dat');
    expect(mail.defects.map((defect) => defect.code)).toContain('tnef-malformed');
  });
});

describe('rtfToText', () => {
  it('reads paragraphs, escapes and Unicode', () => {
    const rtf =
      "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}Ma\\'f1ana\\par{\\b s\\u237\\'3f}\\tab\\{x\\}}";
    expect(rtfToText(Buffer.from(rtf, 'latin1'))).toBe('Mañana\nsí\t{x}');
  });
});

/** A DER value. */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length =
    content.length < 128
      ? Buffer.from([content.length])
      : Buffer.from([0x82, content.length >> 8, content.length & 255]);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

describe('S/MIME and PGP', () => {
  const inner = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nFirmado: año');
  const oid = (hex: string): Buffer => der(6, Buffer.from(hex, 'hex'));
  const signed = der(
    0x30,
    oid('2a864886f70d010702'),
    der(
      0xa0,
      der(
        0x30,
        der(2, Buffer.from([1])),
        der(0x31),
        der(0x30, oid('2a864886f70d010701'), der(0xa0, der(4, inner))),
      ),
    ),
  );
  const enveloped = der(0x30, oid('2a864886f70d010703'), der(0xa0, der(0x30)));

  const asMail = (object: Buffer): InboundMail =>
    parse([
      'Content-Type: application/pkcs7-mime; name=smime.p7m',
      'Content-Transfer-Encoding: base64',
      '',
      object.toString('base64'),
    ]);

  it('reads the content of an opaque signature as the mail', () => {
    const mail = asMail(signed);
    expect(mail.text).toBe('Firmado: año');
    expect(mail.security).toEqual({ kind: 'smime', signed: true, encrypted: false });
    expect(mail.attachments).toMatchObject([{ filename: 'smime.p7m', source: 'signature' }]);
  });

  it('reads one written in pieces of unknown length', () => {
    const pieces = Buffer.concat([
      Buffer.from([0x24, 0x80]),
      der(4, inner.subarray(0, 20)),
      der(4, inner.subarray(20)),
      Buffer.alloc(2),
    ]);
    const object = der(
      0x30,
      oid('2a864886f70d010702'),
      der(
        0xa0,
        der(
          0x30,
          der(2, Buffer.from([1])),
          der(0x31),
          der(0x30, oid('2a864886f70d010701'), der(0xa0, pieces)),
        ),
      ),
    );
    expect(readPkcs7(object)).toMatchObject({ kind: 'signed', content: inner });
  });

  it('says that a mail is encrypted', () => {
    expect(asMail(enveloped)).toMatchObject({
      text: '',
      security: { kind: 'smime', encrypted: true },
      defects: [{ code: 'encrypted' }],
    });
    const pgp = parse([
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
      '',
      '--b',
      'Content-Type: application/pgp-encrypted',
      '',
      'Version: 1',
      '--b',
      'Content-Type: application/octet-stream; name=encrypted.asc',
      '',
      '-----BEGIN PGP MESSAGE-----',
      '--b--',
    ]);
    expect(pgp.security).toEqual({ kind: 'pgp', signed: false, encrypted: true });
    expect(names(pgp)).toContain('encrypted.asc');
  });

  it('shows a clear signed mail with its signature', () => {
    const mail = parse([
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
      '',
      '--b',
      '',
      'Hola',
      '--b',
      'Content-Type: application/pkcs7-signature; name=smime.p7s',
      '',
      'x',
      '--b--',
    ]);
    expect(mail).toMatchObject({
      text: 'Hola',
      security: { kind: 'smime', signed: true },
      attachments: [{ filename: 'smime.p7s', source: 'signature' }],
    });
  });
});
