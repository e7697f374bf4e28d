import { type Defects } from '../defects.js';
import { hexDigit } from '../headers/encoded-words.js';
import { decodeBase64 } from './base64.js';
import { decodeUuBody } from './uuencode.js';

/** Bytes of a body by its Content-Transfer-Encoding (RFC 2045 §6); an unknown encoding leaves them as they are. */
export function decodeTransfer(body: Buffer, encoding: string, defects: Defects): Buffer {
  const name = encoding
    .toLowerCase()
    .replace(/\([^)]*\)/g, '')
    .replace(/["';\s]/g, '');
  if (name === 'base64' || name === 'b64' || name === 'base-64') {
    const { bytes, malformed } = decodeBase64(body);
    if (malformed) defects.add('encoding-malformed', 'base64');
    return bytes;
  }
  if (name.startsWith('quoted-printable') || name === 'quotedprintable' || name === 'qp')
    return decodeQuotedPrintable(body);
  if (/^(?:x-)?uu(?:e|encode|code)?d?$/.test(name)) return decodeUuBody(body) ?? body;
  if (name !== '' && !/^(?:7|8)-?bits?$|^binary$|^none$|^plain$|^text/.test(name))
    defects.add('encoding-unknown', name);
  return body;
}

/** Quoted-printable (RFC 2045 §6.7); escapes that are none stay as they are. */
export function decodeQuotedPrintable(input: Buffer): Buffer {
  if (!input.includes(0x3d)) return input;
  const out = Buffer.allocUnsafe(input.length);
  let length = 0;
  for (let i = 0; i < input.length; i++) {
    const byte = input[i]!;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const high = hexDigit(input[i + 1] ?? 0);
    const low = hexDigit(input[i + 2] ?? 0);
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      i += 2;
      continue;
    }
    const soft = softBreakEnd(input, i + 1);
    if (soft > 0) i = soft - 1;
    else out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** Offset behind a soft line break that starts at `at` (white space allowed before it), or -1. */
function softBreakEnd(input: Buffer, at: number): number {
  let i = at;
  while (i < input.length && (input[i] === 0x20 || input[i] === 0x09)) i++;
  if (i >= input.length) return i;
  if (input[i] === 0x0d) return input[i + 1] === 0x0a ? i + 2 : i + 1;
  return input[i] === 0x0a ? i + 1 : -1;
}
