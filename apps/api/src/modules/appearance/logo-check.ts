/** What a picture is, by its own bytes. */
export interface Picture {
  type: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Null for what is no whole PNG or JPEG picture. */
export function readPicture(bytes: Buffer): Picture | null {
  const picture = bytes.subarray(0, PNG.length).equals(PNG) ? readPng(bytes) : readJpeg(bytes);
  return picture && picture.width > 0 && picture.height > 0 ? picture : null;
}

/** The header chunk comes first, the end chunk last (PNG, third edition, §5.6). */
function readPng(bytes: Buffer): Picture | null {
  if (bytes.length < 45 || bytes.toString('latin1', 12, 16) !== 'IHDR' || bytes.readUInt32BE(8) !== 13) {
    return null;
  }
  let at = PNG.length;
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const kind = bytes.toString('latin1', at + 4, at + 8);
    at += 12 + length;
    if (kind === 'IEND') {
      return at === bytes.length
        ? { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
        : null;
    }
  }
  return null;
}

/** Marker segments up to the first frame header (ITU-T T.81, annex B). */
function readJpeg(bytes: Buffer): Picture | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    const length = bytes.readUInt16BE(at + 2);
    if (isFrame(marker)) {
      if (at + 9 > bytes.length) return null;
      return { type: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    // The scan begins, or the picture ends, without a frame header.
    if (marker === 0xda || marker === 0xd9 || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** SOF0 to SOF15, less the tables that share their range. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

export interface Logo {
  bytes: Buffer;
  type: Picture['type'];
}
