import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as files from '../../../../test/factories/files.js';
import { bufferSource } from './byte-source.js';
import { withoutMetadata } from './picture-metadata.js';
import { isPictureBomb, pictureSize } from './picture-size.js';

const latin = (text: string) => Buffer.from(text, 'latin1');
const segment = (marker: number, content: Buffer | string) => {
  const body = Buffer.isBuffer(content) ? content : latin(content);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
const frame = (width: number, height: number, marker = 0xc0) => {
  const body = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  body.writeUInt16BE(height, 1);
  body.writeUInt16BE(width, 3);
  return segment(marker, body);
};
const JFIF = segment(0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0');
// Entropy-coded bytes: a stuffed zero, a restart, and between two scans a table that holds the bytes of an end.
const SCANS = Buffer.concat([
  segment(0xda, '\x01\x01\0\0?\0'),
  latin('abc\xff\0def\xff\xd0ghi'),
  segment(0xc4, 'table \xff\xd9 goes on'),
  segment(0xda, '\x01\x01\0\0?\0'),
  latin('jkl\xff\xd9'),
]);
const jpeg = (...segments: Buffer[]) => Buffer.concat([latin('\xff\xd8'), ...segments, SCANS]);

/** Exif with an orientation, in either byte order, and a place. */
const exif = (orientation: number, order: 'II' | 'MM') => {
  const tiff = Buffer.alloc(8 + 2 + 24 + 4);
  tiff.write(order === 'II' ? 'II*\0' : 'MM\0*', 0, 'latin1');
  const short = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  long(8, 4);
  short(2, 8);
  [[0x0112, 3, orientation] as const, [0x8825, 4, 99] as const].forEach(([tag, type, value], index) => {
    const at = 10 + index * 12;
    short(tag, at);
    short(type, at + 2);
    long(1, at + 4);
    if (type === 3) short(value, at + 8);
    else long(value, at + 8);
  });
  return segment(0xe1, Buffer.concat([latin('Exif\0\0'), tiff, latin('GPS 40.4168 -3.7038')]));
};

const chunk = (type: string, body: Buffer | string) => {
  const content = Buffer.isBuffer(body) ? body : latin(body);
  const whole = Buffer.alloc(12 + content.length);
  whole.writeUInt32BE(content.length, 0);
  whole.write(type, 4, 'latin1');
  content.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + content.length)), 8 + content.length);
  return whole;
};
const png = (width: number, height: number, ...more: Buffer[]) => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  return Buffer.concat([
    ...[latin('\x89PNG\r\n\x1a\n'), chunk('IHDR', head), ...more, chunk('IDAT', 'pixels'), chunk('IEND', '')],
  ]);
};
const gif = (width: number, height: number) => {
  const whole = Buffer.from(files.GIF);
  whole.writeUInt16LE(width, 6);
  whole.writeUInt16LE(height, 8);
  return whole;
};
const webp = (...chunks: [string, Buffer][]) => {
  const body = Buffer.concat(
    chunks.flatMap(([type, content]) => {
      const head = Buffer.alloc(8);
      head.write(type, 0, 'latin1');
      head.writeUInt32LE(content.length, 4);
      return [head, content, Buffer.alloc(content.length % 2)];
    }),
  );
  const head = latin('RIFF\0\0\0\0WEBP');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
};
const vp8x = (width: number, height: number, flags = 0) => {
  const body = Buffer.alloc(10);
  body[0] = flags;
  body.writeUIntLE(width - 1, 4, 3);
  body.writeUIntLE(height - 1, 7, 3);
  return body;
};

describe('the size of a picture, from its header', () => {
  it.each<[string, string, Buffer, number, number]>([
    ['a PNG', 'image/png', png(640, 480), 640, 480],
    ['a GIF', 'image/gif', gif(320, 200), 320, 200],
    ['a JPEG', 'image/jpeg', jpeg(JFIF, frame(1_024, 768)), 1_024, 768],
    [
      'a progressive JPEG with much before',
      'image/jpeg',
      jpeg(exif(1, 'II'), frame(4_000, 3_000, 0xc2)),
      4_000,
      3_000,
    ],
    ['a WebP', 'image/webp', webp(['VP8X', vp8x(5_000, 4_000)], ['VP8 ', Buffer.alloc(20)]), 5_000, 4_000],
  ])('%s', async (_, type, content, width, height) => {
    expect(await pictureSize(bufferSource(content), type)).toEqual({ width, height });
    expect(await isPictureBomb(bufferSource(content), type)).toBe(false);
  });

  it.each<[string, string, Buffer]>([
    ['a PNG', 'image/png', png(100_000, 100_000)],
    ['a PNG of one endless line', 'image/png', png(0x7fffffff, 1)],
    ['a GIF', 'image/gif', gif(65_535, 65_535)],
    ['a JPEG', 'image/jpeg', jpeg(JFIF, frame(65_500, 65_500))],
    ['a WebP', 'image/webp', webp(['VP8X', vp8x(16_777_216, 256)], ['VP8 ', Buffer.alloc(20)])],
  ])('is refused where nobody could show it: %s', async (_, type, content) => {
    expect(await isPictureBomb(bufferSource(content), type)).toBe(true);
  });

  it.each(['image/png', 'image/gif', 'image/jpeg', 'image/webp', 'image/bmp', 'text/plain'])(
    'is unknown where there is too little of it: %s',
    async (type) => {
      expect(await pictureSize(bufferSource(latin('\xff\xd8\xff')), type)).toBeUndefined();
      expect(await pictureSize(bufferSource(Buffer.alloc(0)), type)).toBeUndefined();
    },
  );

  it('is not looked for without end', async () => {
    const endless = Buffer.concat([latin('\xff\xd8'), Buffer.alloc(5_000_000, 0xff)]);
    const started = performance.now();
    expect(await pictureSize(bufferSource(endless), 'image/jpeg')).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('a picture without its metadata', () => {
  it.each(['II', 'MM'] as const)('keeps the side that is up and its colours, no place (%s)', (order) => {
    const profile = segment(0xe2, 'ICC_PROFILE\0\x01\x01profile');
    const before = jpeg(
      JFIF,
      exif(6, order),
      profile,
      segment(0xed, 'Photoshop by-line: Ana'),
      frame(10, 10),
    );
    const after = withoutMetadata(Buffer.concat([before, latin('film hung on')]), 'image/jpeg')!;
    expect(after.includes('GPS')).toBe(false);
    expect(after.includes('Ana')).toBe(false);
    expect(after.includes('film')).toBe(false);
    expect(after.includes(profile)).toBe(true);
    expect(after.subarray(-SCANS.length)).toEqual(SCANS);
    // What is left says 6 and nothing else: stripping it again takes nothing away.
    expect(withoutMetadata(after, 'image/jpeg')).toBeUndefined();
    const tiff = after.indexOf('Exif\0\0') + 6;
    expect([
      after.readUInt16BE(tiff + 8),
      after.readUInt16BE(tiff + 10),
      after.readUInt16BE(tiff + 18),
    ]).toEqual([1, 0x0112, 6]);
  });

  it('has no Exif at all where it stands upright', () => {
    const after = withoutMetadata(
      jpeg(JFIF, exif(1, 'MM'), segment(0xfe, 'comment'), frame(10, 10)),
      'image/jpeg',
    )!;
    expect(after).toEqual(jpeg(JFIF, frame(10, 10)));
  });

  it('is a PNG of the same pixels', () => {
    const physical = chunk('pHYs', 'xxxxxxxxx');
    const before = png(
      10,
      10,
      chunk('tEXt', 'Author\0Ana'),
      physical,
      chunk('eXIf', 'GPS'),
      chunk('tIME', '1234567'),
    );
    expect(withoutMetadata(Buffer.concat([before, latin('more')]), 'image/png')).toEqual(
      png(10, 10, physical),
    );
    expect(withoutMetadata(png(10, 10), 'image/png')).toBeUndefined();
  });

  it('is a WebP that does not announce what is gone', () => {
    const pixels = Buffer.from('pixels!');
    const before = webp(
      ['VP8X', vp8x(10, 10, 0x2c)],
      ['VP8 ', pixels],
      ['EXIF', latin('GPS')],
      ['XMP ', latin('Ana')],
    );
    expect(withoutMetadata(before, 'image/webp')).toEqual(
      webp(['VP8X', vp8x(10, 10, 0x20)], ['VP8 ', pixels]),
    );
  });

  it.each(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'application/pdf'])(
    'is left as it came where it is damaged or of another kind: %s',
    (type) => {
      for (const content of [
        files.PNG.subarray(0, 20),
        latin('\xff\xd8\xff\xe1\xff\xff'),
        latin('RIFF\0\0\0\0WEBPVP8X\xff\xff\xff\xff'),
      ]) {
        expect(withoutMetadata(content, type)).toBeUndefined();
      }
    },
  );

  it('is never an accident, whatever the bytes', () => {
    const whole: [string, Buffer][] = [
      ['image/jpeg', jpeg(JFIF, exif(6, 'II'), frame(10, 10))],
      ['image/png', png(10, 10, chunk('tEXt', 'Author\0Ana'))],
      ['image/webp', webp(['VP8X', vp8x(10, 10, 0x2c)], ['EXIF', latin('GPS')])],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...whole),
        fc.nat(200),
        fc.nat(200),
        fc.nat(255),
        ([type, picture], cut, at, byte) => {
          const changed = Buffer.from(picture);
          changed[at % changed.length] = byte;
          withoutMetadata(changed.subarray(0, cut), type);
          withoutMetadata(changed, type);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
