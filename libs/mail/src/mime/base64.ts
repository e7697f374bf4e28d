const VALUE = new Int16Array(256).fill(-1);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let i = 0; i < 64; i++) VALUE[ALPHABET.charCodeAt(i)] = i;
const PAD = 0x3d;

/** Bodies are decoded piece by piece: a big one must not stand in memory as a string too. Divisible by four. */
const PIECE = 768 * 1024;
const PLAIN = /^[A-Za-z0-9+/\s]*$/;

/**
 * Base64 (RFC 2045 §6.8). The fast path is Node's decoder; it stops at padding, so bodies glued together from several
 * encoded pieces, or with text after them, take the slow one, which goes on behind each padding.
 */
export function decodeBase64(input: Buffer): { bytes: Buffer; malformed: boolean } {
  const pad = input.indexOf(PAD);
  const bytes =
    pad === -1 || onlyPaddingAfter(input, pad) ? decodePlain(input, pad === -1 ? input.length : pad) : null;
  return bytes ? { bytes, malformed: false } : { bytes: decodeSlowly(input), malformed: true };
}

/** Null where a character stands that is none of the alphabet. */
function decodePlain(input: Buffer, end: number): Buffer | null {
  if (end <= PIECE) {
    const text = input.toString('latin1', 0, end);
    return PLAIN.test(text) ? Buffer.from(text, 'base64') : null;
  }
  const out = Buffer.allocUnsafe(Math.ceil((end * 3) / 4));
  let length = 0;
  let carry = '';
  for (let at = 0; at < end; at += PIECE) {
    const piece = input.toString('latin1', at, Math.min(end, at + PIECE));
    if (!PLAIN.test(piece)) return null;
    const text = carry + piece.replace(/\s+/g, '');
    const whole = at + PIECE < end ? text.length - (text.length % 4) : text.length;
    length += out.write(text.slice(0, whole), length, 'base64');
    carry = text.slice(whole);
  }
  return out.subarray(0, length);
}

/** Bytes that the base64 in this range decodes to; null where it is malformed. */
export function base64Length(input: Buffer, start: number, end: number): number | null {
  const body = input.subarray(start, end);
  const pad = body.indexOf(PAD);
  if (pad !== -1 && !onlyPaddingAfter(body, pad)) return null;
  const stop = pad === -1 ? body.length : pad;
  let characters = 0;
  for (let i = 0; i < stop; i++) {
    const byte = body[i]!;
    if (VALUE[byte]! >= 0) characters++;
    else if (byte !== 0x0a && byte !== 0x0d && byte !== 0x20 && byte !== 0x09) return null;
  }
  return Math.floor((characters * 3) / 4);
}

/** Small pieces: what they leave behind is collected while the next ones are made. */
const STREAM_PIECE = 48 * 1024;

/** Decodes a range for which {@link base64Length} has given a length, piece by piece. */
export function* base64Pieces(input: Buffer, start: number, end: number): Generator<Buffer> {
  const pad = input.subarray(start, end).indexOf(PAD);
  const stop = pad === -1 ? end : start + pad;
  let carry = '';
  for (let at = start; at < stop; at += STREAM_PIECE) {
    const text = carry + input.toString('latin1', at, Math.min(stop, at + STREAM_PIECE)).replace(/\s+/g, '');
    const whole = at + STREAM_PIECE < stop ? text.length - (text.length % 4) : text.length;
    carry = text.slice(whole);
    if (whole > 0) yield Buffer.from(text.slice(0, whole), 'base64');
  }
}

function onlyPaddingAfter(input: Buffer, at: number): boolean {
  for (let i = at; i < input.length; i++) {
    const byte = input[i]!;
    if (byte !== PAD && byte !== 0x0a && byte !== 0x0d && byte !== 0x20 && byte !== 0x09 && byte !== 0)
      return false;
  }
  return true;
}

/** What lists write below a body: a line that is no base64, behind padding or an empty line. */
function endsAt(input: Buffer, line: number): boolean {
  for (let i = line; i < input.length && input[i] !== 0x0a; i++) {
    const byte = input[i]!;
    if (VALUE[byte]! < 0 && byte > 0x20 && byte !== PAD) return true;
  }
  return false;
}

function decodeSlowly(input: Buffer): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil((input.length * 3) / 4) + 3);
  let length = 0;
  let bits = 0;
  let count = 0;
  let mayEnd = false;
  for (let i = 0; i < input.length; i++) {
    const byte = input[i]!;
    if (byte === PAD) {
      bits = 0;
      count = 0;
      mayEnd = true;
      continue;
    }
    if (byte === 0x0a) {
      mayEnd ||= (input[i + 1] === 0x0d ? input[i + 2] : input[i + 1]) === 0x0a;
      if (mayEnd && length > 0 && endsAt(input, i + 1)) break;
    }
    const value = VALUE[byte]!;
    if (value < 0) continue;
    mayEnd = false;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out[length++] = (bits >> count) & 0xff;
    }
  }
  return out.subarray(0, length);
}
