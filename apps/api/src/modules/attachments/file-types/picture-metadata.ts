/**
 * A picture without what it tells of its taker: place, time, camera, texts, previews. How it looks stays the same,
 * colour profile and orientation included.
 * @returns undefined where there is nothing to take away, or the content type is of no known kind
 */
export function withoutMetadata(picture: Buffer, contentType: string): Buffer | undefined {
  const kept = STRIPPERS[contentType]?.(picture);
  return kept && kept.length < picture.length ? kept : undefined;
}

const STRIPPERS: Record<string, (picture: Buffer) => Buffer | undefined> = {
  'image/jpeg': stripJpeg,
  'image/png': stripPng,
  'image/webp': stripWebp,
};

/** Application segments that decide how it looks: JFIF (not its preview), colour profiles, Adobe's colour transform. */
function decidesLooks(marker: number, segment: Buffer): boolean {
  const label = segment.toString('latin1', 4, 16);
  if (marker === 0xe0) return label.startsWith('JFIF\0');
  if (marker === 0xe2) return label.startsWith('ICC_PROFILE\0');
  return marker === 0xee;
}

/** Segments up to the first scan (ITU-T T.81 §B.1.1); what follows is the picture itself. */
function stripJpeg(picture: Buffer): Buffer | undefined {
  const kept: Buffer[] = [picture.subarray(0, 2)];
  let orientation: number | undefined;
  for (let at = 2; at + 4 <= picture.length;) {
    if (picture[at] !== 0xff) return undefined;
    const marker = picture[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) {
      if (orientation !== undefined && orientation > 1) kept.splice(1, 0, exifWith(orientation));
      return Buffer.concat([...kept, withoutTrailer(picture.subarray(at))]);
    }
    const end = at + 2 + picture.readUInt16BE(at + 2);
    if (end > picture.length) return undefined;
    const segment = picture.subarray(at, end);
    const isApplication = marker >= 0xe0 && marker <= 0xef;
    if (marker === 0xe1) orientation ??= orientationIn(segment);
    if (marker !== 0xfe && (!isApplication || decidesLooks(marker, segment))) kept.push(segment);
    at = end;
  }
  return undefined;
}

/** Cameras hang further pictures and films on behind the end of the first one (§B.2.4: EOI). */
function withoutTrailer(scans: Buffer): Buffer {
  for (let at = 0; at + 2 <= scans.length;) {
    const marker = scans[at] === 0xff ? scans[at + 1]! : 0;
    if (marker === 0xd9) return scans.subarray(0, at + 2);
    // Between scans stand segments with a length; within one, zero bytes and restarts follow what looks like a marker.
    const isSegment = marker >= 0xc0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd8);
    if (isSegment && at + 4 <= scans.length) at += 2 + scans.readUInt16BE(at + 2);
    else at += marker === 0 && scans[at] === 0xff ? 2 : 1;
  }
  return scans;
}

/** Tag 0x0112 of the first directory (TIFF 6.0 §8, Exif 2.3 §4.6.4). */
function orientationIn(segment: Buffer): number | undefined {
  if (segment.toString('latin1', 4, 10) !== 'Exif\0\0') return undefined;
  const tiff = segment.subarray(10);
  if (tiff.length < 8) return undefined;
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return undefined;
  const count = short(directory);
  for (let index = 0; index < count; index += 1) {
    const at = directory + 2 + index * 12;
    if (at + 12 > tiff.length) return undefined;
    if (short(at) === 0x0112) return short(at + 8);
  }
  return undefined;
}

/** An Exif segment that says which side is up, and nothing else. */
function exifWith(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const head = Buffer.from('\xff\xe1\0\0Exif\0\0', 'latin1');
  head.writeUInt16BE(head.length - 2 + tiff.length, 2);
  return Buffer.concat([head, tiff]);
}

/** Chunks that hold words, times or an Exif block (PNG §11.3). */
const PNG_DROPPED = new Set(['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'dSIG']);

function stripPng(picture: Buffer): Buffer | undefined {
  const kept: Buffer[] = [picture.subarray(0, 8)];
  for (let at = 8; at + 12 <= picture.length;) {
    const end = at + 12 + picture.readUInt32BE(at);
    if (end > picture.length) return undefined;
    const type = picture.toString('latin1', at + 4, at + 8);
    if (!PNG_DROPPED.has(type)) kept.push(picture.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return undefined;
}

/** RFC 9649 §2.7: without its EXIF and XMP chunks, and without the flags that announce them. */
function stripWebp(picture: Buffer): Buffer | undefined {
  if (picture.length < 20) return undefined;
  const kept: Buffer[] = [];
  for (let at = 12; at + 8 <= picture.length;) {
    const size = picture.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (end > picture.length) return undefined;
    const type = picture.toString('latin1', at, at + 4);
    const chunk = Buffer.from(picture.subarray(at, end));
    if (type === 'VP8X' && size > 0) chunk[8] = chunk[8]! & ~0x0c;
    if (type !== 'EXIF' && type !== 'XMP ') kept.push(chunk);
    at = end;
  }
  const body = Buffer.concat(kept);
  const head = Buffer.from(picture.subarray(0, 12));
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}
