const VALUE = new Int16Array(256).fill(-1);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let i = 0; i < 64; i++) VALUE[ALPHABET.charCodeAt(i)] = i;
const PAD = 0x3d;

/**
 * Base64 (RFC 2045 §6.8). The fast path is Node's decoder; it stops at padding, so bodies glued together from several
 * encoded pieces, or with text after them, take the slow one, which goes on behind each padding.
 */
export function decodeBase64(input: Buffer): { bytes: Buffer; malformed: boolean } {
  const pad = input.indexOf(PAD);
  if (pad === -1 || onlyPaddingAfter(input, pad)) {
    const text = input.toString('latin1', 0, pad === -1 ? input.length : pad);
    if (/^[A-Za-z0-9+/\s]*$/.test(text)) return { bytes: Buffer.from(text, 'base64'), malformed: false };
  }
  return { bytes: decodeSlowly(input), malformed: true };
}

function onlyPaddingAfter(input: Buffer, at: number): boolean {
  for (let i = at; i < input.length; i++) {
    const byte = input[i]!;
    if (byte !== PAD && byte !== 0x0a && byte !== 0x0d && byte !== 0x20 && byte !== 0x09 && byte !== 0)
      return false;
  }
  return true;
}

function decodeSlowly(input: Buffer): Buffer {
  const out = Buffer.allocUnsafe(Math.ceil((input.length * 3) / 4) + 3);
  let length = 0;
  let bits = 0;
  let count = 0;
  for (let i = 0; i < input.length; i++) {
    const byte = input[i]!;
    if (byte === PAD) {
      bits = 0;
      count = 0;
      continue;
    }
    const value = VALUE[byte]!;
    if (value < 0) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out[length++] = (bits >> count) & 0xff;
    }
  }
  return out.subarray(0, length);
}
