import { type ByteSource, piecesOf } from './byte-source.js';

// What no text has: every control character but tab, line ends, form feed and the escape of coloured logs (the
// "binary data bytes" of the WHATWG MIME Sniffing Standard §3).
const BINARY = new Uint8Array(256);
for (let byte = 0; byte < 0x20; byte += 1)
  BINARY[byte] = [0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte) ? 0 : 1;

/**
 * Whether all of it reads as text: UTF-8, UTF-16 with a byte order mark, or one of the 8-bit encodings, which take
 * any byte above 127.
 */
export async function isText(source: ByteSource): Promise<boolean> {
  const mark = await source.read(0, 2);
  if (mark.length === 2 && (mark[0] === 0xff || mark[0] === 0xfe) && mark[0]! + mark[1]! === 0x1fd) {
    return isUtf16(source, mark[0] === 0xff);
  }
  for await (const piece of piecesOf(source)) {
    if (hasBinaryBytes(piece)) return false;
  }
  return true;
}

export function hasBinaryBytes(piece: Uint8Array): boolean {
  for (const byte of piece) if (BINARY[byte]) return true;
  return false;
}

async function isUtf16(source: ByteSource, littleEndian: boolean): Promise<boolean> {
  if (source.size % 2 !== 0) return false;
  for await (const piece of piecesOf(source)) {
    for (let at = 0; at + 1 < piece.length; at += 2) {
      const unit = littleEndian ? piece.readUInt16LE(at) : piece.readUInt16BE(at);
      if (unit < 0x20 && BINARY[unit]) return false;
    }
  }
  return true;
}

// The names that make a browser take text for a page or a picture with scripts, wherever it is allowed to guess.
const MARKUP_START =
  /^<(?:!doctype\s+html|(?:html|head|body|script|iframe|svg|style|title|meta|link|object|embed)[\s/>])/i;
/** What may stand before it, and where that ends. */
const PREAMBLES: readonly [start: RegExp, end: string][] = [
  [/^<!--/, '-->'],
  [/^<\?xml/i, '>'],
  [/^<!doctype\s+svg/i, '>'],
];
const MARKUP_INSIDE = /<(?:!doctype\s+html|html|script|svg|iframe|\?php)[\s/>]/i;

/** How far a browser looks, and then some. */
const SNIFF_BYTES = 2_048;

/** Whether it begins like HTML or SVG. */
export async function beginsAsMarkup(source: ByteSource): Promise<boolean> {
  let rest = (await head(source)).replace(/^\uFEFF/, '').trimStart();
  for (;;) {
    const preamble = PREAMBLES.find(([start]) => start.test(rest));
    if (!preamble) return MARKUP_START.test(rest);
    const end = rest.indexOf(preamble[1]);
    if (end < 0) return false;
    rest = rest.slice(end + preamble[1].length).trimStart();
  }
}

/** Whether there is markup near the beginning, as in pictures that are made to be read as pages too. */
export async function holdsMarkup(source: ByteSource): Promise<boolean> {
  return MARKUP_INSIDE.test(await head(source));
}

async function head(source: ByteSource): Promise<string> {
  const bytes = await source.read(0, SNIFF_BYTES);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
  }
  return bytes[0] === 0xef ? bytes.toString('utf8') : bytes.toString('latin1');
}
