import { decodeBytes, decodeGuessed } from '../charset/decode.js';
import { decodeHeaderText } from './encoded-words.js';

/** A structured value: `text/plain; charset=utf-8` → value `text/plain`, params charset. */
export interface ParameterizedValue {
  /** Lower case, without comments. */
  value: string;
  /** Decoded, by lower-case name. */
  params: Map<string, string>;
}

/** Far more than any real value; keeps a hostile one from costing time. */
const MAX_LENGTH = 16 * 1024;

interface Piece {
  index: number;
  encoded: boolean;
  value: string;
}

/**
 * Parameters (RFC 2045 §5.1) with continuations and charsets (RFC 2231), read in all the forms mailers write: not
 * quoted though they should be, encoded words inside quotes, percent escapes without a charset, raw 8-bit bytes.
 */
export function parseParameters(raw: string): ParameterizedValue {
  const segments = splitSegments(raw.slice(0, MAX_LENGTH));
  const value = (segments.shift() ?? '').trim().toLowerCase();
  const pieces = new Map<string, Piece[]>();
  for (const segment of segments) {
    const equals = segment.indexOf('=');
    if (equals <= 0) continue;
    const key = segment.slice(0, equals).trim().toLowerCase();
    const match = /^([^*\s]+)(?:\*(\d{1,4}))?(\*)?$/.exec(key);
    if (!match) continue;
    const name = match[1]!;
    const piece = {
      index: match[2] === undefined ? -1 : Number(match[2]),
      encoded: match[3] === '*',
      value: unquote(segment.slice(equals + 1).trim()),
    };
    const list = pieces.get(name);
    if (list) list.push(piece);
    else pieces.set(name, [piece]);
  }
  const params = new Map<string, string>();
  for (const [name, list] of pieces) params.set(name, joinPieces(list));
  return { value, params };
}

/** Splits at ';' outside quotes, drops comments. A quote that is never closed ends at the end of the value. */
function splitSegments(raw: string): string[] {
  const segments: string[] = [];
  let current = '';
  let quoted = false;
  let depth = 0;
  for (let i = 0; i < raw.length; i++) {
    const char = raw[i]!;
    if (quoted) {
      current += char;
      if (char === '\\' && i + 1 < raw.length) current += raw[++i]!;
      else if (char === '"') quoted = false;
    } else if (depth > 0) {
      if (char === '\\') i++;
      else if (char === '(') depth++;
      else if (char === ')') depth--;
    } else if (char === '"' && (/=\s*$/.test(current.slice(-4)) || current.includes('='))) {
      quoted = true;
      current += char;
    } else if (
      char === '(' &&
      /[\s;]?$/.test(current) &&
      !/=\s*\S/.test(current) &&
      raw.indexOf(')', i) !== -1
    ) {
      depth++;
    } else if (char === ';') {
      segments.push(current);
      current = '';
    } else current += char;
  }
  segments.push(current);
  return segments.flatMap(splitMissingSemicolon);
}

/** `"name.pdf" size=3` and `charset=utf-8 format=flowed`: a forgotten semicolon. */
function splitMissingSemicolon(segment: string): string[] {
  const quoted = /^(\s*[\w*-]+\s*=\s*"(?:[^"\\]|\\.)*")\s+([\w*-]+\s*=.*)$/s.exec(segment);
  if (quoted) return [quoted[1]!, ...splitMissingSemicolon(quoted[2]!)];
  const bare =
    /^(\s*(?:charset|format|delsp|boundary|type)\s*=\s*[^\s"]+)\s+((?:charset|format|delsp|boundary|name|type|reply-type)\s*=.*)$/is.exec(
      segment,
    );
  if (bare) return [bare[1]!, ...splitMissingSemicolon(bare[2]!)];
  const type =
    /^(\s*(?:[\w.+-]+\/[\w.+-]+|attachment|inline))\s+((?:charset|format|boundary|(?:file)?name|type)\*?\s*=.*)$/is.exec(
      segment,
    );
  return type ? [type[1]!, ...splitMissingSemicolon(type[2]!)] : [segment];
}

function unquote(value: string): string {
  if (!value.startsWith('"')) {
    const single = /^'([^']*)'$/.exec(value);
    return single ? single[1]! : value;
  }
  const commented = /^("(?:[^"\\]|\\.)*")\s+\([^()]*\)$/s.exec(value);
  if (commented) return unquote(commented[1]!);
  const end = value.length > 1 && value.endsWith('"') ? value.length - 1 : value.length;
  const inner = value.slice(1, end);
  // A backslash escapes only what needs it: Windows paths are common in the wild.
  return inner.includes('\\') ? inner.replace(/\\(["\\])/g, '$1') : inner;
}

function joinPieces(list: Piece[]): string {
  const numbered = list.filter((piece) => piece.index >= 0);
  const extended = list.find((piece) => piece.index < 0 && piece.encoded);
  const plain = list.find((piece) => piece.index < 0 && !piece.encoded);
  if (numbered.length > 0) {
    numbered.sort((a, b) => a.index - b.index);
    const seen = new Set<number>();
    const unique = numbered.filter((piece) => !seen.has(piece.index) && seen.add(piece.index));
    return decodeContinuations(unique);
  }
  if (extended) return decodeExtended(extended.value);
  return decodePlain(plain?.value ?? '');
}

/** RFC 2231 §4.1: the charset stands in the first piece; each piece says for itself whether it is escaped. */
function decodeContinuations(pieces: Piece[]): string {
  if (!pieces.some((piece) => piece.encoded)) {
    const joined = pieces.map((piece) => piece.value).join('');
    return decodePlain(joined);
  }
  let charset = '';
  const chunks: Buffer[] = [];
  pieces.forEach((piece, at) => {
    let value = piece.value;
    if (at === 0 && piece.encoded) {
      const prefix = /^([^']*)'[^']*'/.exec(value);
      if (prefix) {
        charset = prefix[1]!;
        value = value.slice(prefix[0].length);
      }
    }
    chunks.push(piece.encoded ? unescapePercent(value) : Buffer.from(value, 'latin1'));
  });
  const bytes = Buffer.concat(chunks);
  return tidy(charset === '' ? decodeGuessed(bytes) : decodeBytes(bytes, charset));
}

function decodeExtended(value: string): string {
  const prefix = /^([^']*)'[^']*'/.exec(value);
  if (!prefix)
    return /%[0-9a-f]{2}/i.test(value) ? tidy(decodeGuessed(unescapePercent(value))) : decodePlain(value);
  const rest = value.slice(prefix[0].length);
  if (rest.includes('=?')) return decodePlain(rest);
  const bytes = unescapePercent(rest);
  return tidy(prefix[1] === '' ? decodeGuessed(bytes) : decodeBytes(bytes, prefix[1]!));
}

function decodePlain(value: string): string {
  const extended = /^([\w-]{3,20})'[\w-]*'(.*%[0-9a-f]{2}.*)$/is.exec(value);
  if (extended) return decodeExtended(value);
  // An encoded word cut by folding carries the fold's white space.
  const text = value.includes('=?')
    ? decodeHeaderText(value.replace(/\?=\s+=\?/g, '?==?'))
    : decodeHeaderText(value);
  return tidy(text);
}

function unescapePercent(value: string): Buffer {
  const out = Buffer.allocUnsafe(value.length);
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    if (value[i] === '%' && /^[0-9a-fA-F]{2}/.test(value.slice(i + 1, i + 3))) {
      out[length++] = parseInt(value.slice(i + 1, i + 3), 16);
      i += 2;
    } else out[length++] = value.charCodeAt(i);
  }
  return out.subarray(0, length);
}

function tidy(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
