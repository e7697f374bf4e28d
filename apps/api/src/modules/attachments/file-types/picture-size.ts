import type { ByteSource } from './byte-source.js';

/** A picture's size in pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

/** The most that a camera takes today; four bytes a pixel come to a gibibyte in whoever shows it. */
const MAX_PIXELS = 16_384 * 16_384;
const HEAD_BYTES = 64;
/** Headers before the size of a JPEG: colour profiles and previews may be long. */
const MAX_SEGMENTS = 2_000;

/** Whether somebody who shows the picture would need more memory than any picture of use. */
export async function isPictureBomb(source: ByteSource, contentType: string): Promise<boolean> {
  const size = await pictureSize(source, contentType);
  return size !== undefined && size.width * size.height > MAX_PIXELS;
}

/** What the header says, nothing decoded; undefined where it says nothing or is of no known kind. */
export async function pictureSize(source: ByteSource, contentType: string): Promise<PictureSize | undefined> {
  if (contentType === 'image/jpeg') return jpegSize(source);
  const head = await source.read(0, HEAD_BYTES);
  const size = SIZES[contentType]?.(head);
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

const has = (head: Buffer, bytes: number) => head.length >= bytes;

const SIZES: Record<string, (head: Buffer) => PictureSize | undefined> = {
  // IHDR comes first (PNG §11.2.1).
  'image/png': (head) =>
    has(head, 24) ? { width: head.readUInt32BE(16), height: head.readUInt32BE(20) } : undefined,
  // The logical screen (GIF89a §18): every frame is drawn on it.
  'image/gif': (head) =>
    has(head, 10) ? { width: head.readUInt16LE(6), height: head.readUInt16LE(8) } : undefined,
  'image/bmp': (head) =>
    has(head, 26)
      ? { width: Math.abs(head.readInt32LE(18)), height: Math.abs(head.readInt32LE(22)) }
      : undefined,
  'image/webp': webpSize,
};

/** RFC 9649 §2.5 to §2.7. */
function webpSize(head: Buffer): PictureSize | undefined {
  if (!has(head, 30)) return undefined;
  const kind = head.toString('latin1', 12, 16);
  if (kind === 'VP8X') return { width: 1 + head.readUIntLE(24, 3), height: 1 + head.readUIntLE(27, 3) };
  if (kind === 'VP8L') {
    const bits = head.readUInt32LE(21);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (kind !== 'VP8 ') return undefined;
  return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
}

/** The first frame header (ITU-T T.81 §B.2.2), whatever segments stand before it. */
async function jpegSize(source: ByteSource): Promise<PictureSize | undefined> {
  let at = 2;
  for (let segment = 0; segment < MAX_SEGMENTS; segment += 1) {
    const head = await source.read(at, 9);
    if (head.length < 9 || head[0] !== 0xff) return undefined;
    const marker = head[1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: head.readUInt16BE(5), width: head.readUInt16BE(7) };
    if (marker === 0xff) at += 1;
    else if (marker === 0xd9 || marker === 0xda) return undefined;
    else at += 2 + head.readUInt16BE(2);
  }
  return undefined;
}
