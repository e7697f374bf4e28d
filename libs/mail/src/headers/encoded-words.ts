import { type Defects } from '../defects.js';
import { decodeBytes, decodeGuessed } from '../charset/decode.js';
import { decodeBase64 } from '../mime/base64.js';

/** How far ahead the end of an encoded word is looked for: keeps a hostile header linear. */
const WINDOW = 16 * 1024;

interface Word {
  charset: string;
  bytes: Buffer;
  end: number;
}

/**
 * Text of an unstructured header value: encoded words (RFC 2047) in right and wrong forms, raw 8-bit bytes by
 * `charset` (that of the body) or by guess. `raw` holds one character per byte.
 */
export function decodeHeaderText(raw: string, charset = '', defects?: Defects): string {
  if (!raw.includes('=?')) return clean(decodeRaw(raw, charset, defects));
  let out = '';
  let at = 0;
  let pending: { charset: string; chunks: Buffer[] } | null = null;
  const flush = (): void => {
    if (pending) out += decodeBytes(Buffer.concat(pending.chunks), pending.charset, defects);
    pending = null;
  };
  for (;;) {
    const start = raw.indexOf('=?', at);
    const word = start === -1 ? null : readWord(raw, start);
    if (start === -1) {
      flush();
      out += decodeRaw(raw.slice(at), charset, defects);
      return clean(out);
    }
    const between = raw.slice(at, start);
    if (!word) {
      flush();
      out += decodeRaw(between + '=?', charset, defects);
      at = start + 2;
      continue;
    }
    // White space between two encoded words is no text (RFC 2047 §6.2).
    const joins: boolean = pending !== null && between.trim() === '';
    if (!joins) {
      flush();
      out += decodeRaw(between, charset, defects);
    }
    // Some mailers cut a character in two: neighbours of one charset are decoded together.
    const same: boolean = pending !== null && (pending as { charset: string }).charset === word.charset;
    if (same && !/2022|utf-?7|hz/i.test(word.charset)) pending!.chunks.push(word.bytes);
    else {
      flush();
      pending = { charset: word.charset, chunks: [word.bytes] };
    }
    at = word.end;
  }
}

function decodeRaw(text: string, charset: string, defects: Defects | undefined): string {
  if (!hasHighOrEscape(text)) return text;
  const bytes = Buffer.from(text, 'latin1');
  return charset === '' ? decodeGuessed(bytes) : decodeBytes(bytes, charset, defects);
}

function hasHighOrEscape(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80 || code === 0x1b) return true;
  }
  return false;
}

/** Control characters have no place in a subject or a name; they would break lists and mails that quote them. */
function clean(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\r\n]+[ \t]*/g, ' ').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

/** `=?charset?B|Q?text?=` at `start`; the text may hold spaces, '?' or lack its end, as mailers get it wrong. */
function readWord(raw: string, start: number): Word | null {
  const found = raw.slice(start + 2, start + 80).indexOf('?');
  if (found === -1) return null;
  const charsetEnd = start + 2 + found;
  const charset = raw.slice(start + 2, charsetEnd).replace(/\*.*$/, '');
  if (/[\s"<>@]/.test(charset.trim())) return null;
  const encoding = raw[charsetEnd + 1]?.toLowerCase();
  if ((encoding !== 'b' && encoding !== 'q') || raw[charsetEnd + 2] !== '?') return null;
  const textStart = charsetEnd + 3;
  const { text, end } = readWordText(raw, textStart, encoding);
  const bytes = encoding === 'b' ? decodeBase64(Buffer.from(text, 'latin1')).bytes : decodeQ(text);
  return { charset: charset.trim().toLowerCase(), bytes, end };
}

function readWordText(whole: string, start: number, encoding: string): { text: string; end: number } {
  const raw = whole.length > start + WINDOW ? whole.slice(0, start + WINDOW) : whole;
  let end = raw.indexOf('?=', start);
  // In Q, '?=' may be a literal '?' before an escape: "=?utf-8?Q?what?=3F?=".
  while (
    encoding === 'q' &&
    end !== -1 &&
    /^=[0-9A-Fa-f]{2}/.test(raw.slice(end + 1, end + 4)) &&
    raw.indexOf('?=', end + 2) !== -1
  ) {
    const following = raw.indexOf('?=', end + 2);
    const nextWord = raw.indexOf('=?', end + 2);
    if (nextWord !== -1 && nextWord < following) break;
    end = following;
  }
  if (end !== -1) {
    // A word that was never closed must not swallow the next one.
    const nextWord = raw.indexOf('=?', start);
    if (
      nextWord === -1 ||
      nextWord > end ||
      nextWord === end - 1 ||
      !/^=\?[\w-]+\?[bq]\?/i.test(raw.slice(nextWord, nextWord + 40))
    ) {
      return { text: raw.slice(start, end), end: end + 2 };
    }
    return { text: raw.slice(start, nextWord).trimEnd(), end: nextWord };
  }
  const tail = /^[^\s?"<>]*/.exec(raw.slice(start))![0];
  const stop = start + tail.length;
  return { text: tail.replace(/=$/, ''), end: raw[stop] === '?' ? stop + 1 : stop };
}

function decodeQ(text: string): Buffer {
  const out = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x3d) {
      const value = hexPair(text, i + 1);
      if (value >= 0) {
        out[length++] = value;
        i += 2;
        continue;
      }
    }
    out[length++] = code === 0x5f ? 0x20 : code;
  }
  return out.subarray(0, length);
}

function hexPair(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** Value of a hexadecimal digit's character code, -1 for any other. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}
