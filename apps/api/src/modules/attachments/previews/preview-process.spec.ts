import { Readable } from 'node:stream';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { drawPreview, MOST_PIXELS, PREVIEW_EDGE, PreviewError } from './preview-process.js';

const draw = (bytes: Buffer) => drawPreview(Readable.from([bytes]));
const refusalOf = async (bytes: Buffer) => {
  const failure = await draw(bytes).catch((error: unknown) => error);
  return failure instanceof PreviewError ? failure.refusal : failure;
};
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } });

/** A PNG of one colour that says it has this size: a few kilobytes that are gigabytes once decoded. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0], 8);
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * Math.min(height, 4_000)));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('the preview of a picture', () => {
  it.each(['png', 'jpeg', 'gif'] as const)('is small, of a %s', async (format) => {
    const preview = await draw(await picture(1_600, 800).toFormat(format).toBuffer());
    const { width, height, format: kind } = await sharp(preview).metadata();
    expect({ width, height, kind }).toEqual({ width: PREVIEW_EDGE, height: PREVIEW_EDGE / 2, kind: 'webp' });
  });

  it('stands upright and tells nothing of place and camera', async () => {
    const exif = { IFD0: { Make: 'Camara' }, IFD3: { GPSLatitude: '40/1 25/1 0/1' } };
    const taken = await picture(1_200, 600).jpeg().withExif(exif).withMetadata({ orientation: 6 }).toBuffer();
    expect((await sharp(taken).metadata()).exif?.toString('latin1')).toContain('Camara');
    const { width, height, exif: left, xmp, iptc } = await sharp(await draw(taken)).metadata();
    expect({ width, height, left, xmp, iptc }).toEqual({ width: PREVIEW_EDGE / 2, height: PREVIEW_EDGE });
  });

  it('is not made of what is no picture, is one of another kind, or was cut off', async () => {
    expect(await refusalOf(Buffer.from('no picture'))).toBe('broken');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    expect(await refusalOf(svg)).toBe('broken');
    expect(await refusalOf(await picture(900, 900).tiff().toBuffer())).toBe('broken');
    const whole = await picture(900, 900).png().toBuffer();
    expect(await refusalOf(whole.subarray(0, whole.length / 2))).toBe('broken');
  });

  it('is not made of a bomb', async () => {
    const side = Math.ceil(Math.sqrt(MOST_PIXELS)) + 1;
    expect(await refusalOf(pngOf(side, side))).toBe('broken');
    expect(await refusalOf(pngOf(200_000, 200_000))).toBe('broken');
  });
});
