import { type Defects } from '../defects.js';
import { type MailHeader, type MailLimits } from '../types.js';

const FIELD = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:/;
const MBOX_FROM = /^>?From .*\d/;
const LF = 0x0a;
const CR = 0x0d;

/** The header fields of an entity and where its body begins. */
export interface HeaderBlock {
  fields: MailHeader[];
  /** Offset of the first byte of the body. */
  bodyStart: number;
}

/**
 * Reads the header of the entity at `start`..`end` (RFC 5322 §2.2), tolerant of mbox lines, any line ends, a header
 * that runs into the body without an empty line and lines folded without white space.
 */
export function readHeaderBlock(
  raw: Buffer,
  start: number,
  end: number,
  limits: MailLimits,
  defects: Defects,
): HeaderBlock {
  const fields: MailHeader[] = [];
  const stop = Math.min(end, start + limits.headerBytes);
  let at = start;
  let folded: string[] = [];
  const flush = (): void => {
    if (folded.length > 0) pushField(fields, folded, limits);
    folded = [];
  };
  while (at < end) {
    if (at >= stop || fields.length >= limits.headers) {
      defects.add('header-limit', `more than ${fields.length} fields or ${limits.headerBytes} bytes`);
      flush();
      return { fields, bodyStart: skipHeader(raw, at, end) };
    }
    const lineEnd = endOfLine(raw, at, end);
    const next = afterLineEnd(raw, lineEnd, end);
    if (lineEnd === at) {
      flush();
      return { fields, bodyStart: next };
    }
    const whole = raw.toString('latin1', at, lineEnd);
    // White space before the very first field folds nothing.
    const line = fields.length === 0 && folded.length === 0 ? whole.trimStart() : whole;
    const first = line.charCodeAt(0);
    if ((first === 0x20 || first === 0x09) && folded.length > 0) {
      if (line.trim() === '' && !looksLikeHeader(raw, next, end)) {
        flush();
        return { fields, bodyStart: next };
      }
      folded.push(line);
    } else if (FIELD.test(line) && !MBOX_FROM.test(line)) {
      flush();
      folded.push(line);
    } else if (
      fields.length === 0 &&
      folded.length === 0 &&
      (MBOX_FROM.test(line) || isMboxNoise(line, raw, next, end))
    ) {
      // The separator of an mbox file, or noise before the header: no part of the mail.
    } else if (folded.length > 0 && headerWithin(raw, next, end) && line.trim() !== '') {
      defects.add('header-malformed', line);
      if (!/^>?From /.test(line)) folded.push(` ${line}`);
    } else {
      flush();
      defects.add('header-malformed', line);
      return { fields, bodyStart: at };
    }
    at = next;
  }
  flush();
  return { fields, bodyStart: end };
}

/** A blank or broken line at the very top is skipped where a header follows it. */
function isMboxNoise(line: string, raw: Buffer, next: number, end: number): boolean {
  return !line.startsWith('--') && looksLikeHeader(raw, next, end);
}

/** Whether a field follows within the next lines, before an empty one. */
function headerWithin(raw: Buffer, start: number, end: number): boolean {
  let at = start;
  for (let i = 0; i < 3 && at < end; i++) {
    if (looksLikeHeader(raw, at, end)) return true;
    const lineEnd = endOfLine(raw, at, end);
    if (lineEnd === at) return false;
    at = afterLineEnd(raw, lineEnd, end);
  }
  return false;
}

function looksLikeHeader(raw: Buffer, at: number, end: number): boolean {
  if (at >= end) return false;
  const line = raw.toString('latin1', at, Math.min(endOfLine(raw, at, end), at + 200));
  return /^[A-Za-z][A-Za-z0-9-]*:(?!\/\/)/.test(line) || (/^[ \t]+\S/.test(line) && line.length < 200);
}

function pushField(fields: MailHeader[], folded: string[], limits: MailLimits): void {
  const first = folded[0]!;
  const colon = first.indexOf(':');
  const name = first.slice(0, colon).trim().toLowerCase();
  let value = first.slice(colon + 1);
  if (folded.length > 1) value = [value, ...folded.slice(1)].join('');
  if (value.length > limits.headerValueBytes) value = value.slice(0, limits.headerValueBytes);
  fields.push({ name, value: value.trim() });
}

/** Index of the CR or LF that ends the line (or `end`). A CR alone ends a line only where no LF is near. */
export function endOfLine(raw: Buffer, at: number, end: number): number {
  const lf = raw.indexOf(LF, at);
  if (lf === -1 || lf >= end) {
    const cr = raw.indexOf(CR, at);
    return cr === -1 || cr >= end ? end : cr;
  }
  let stop = lf;
  while (stop > at && raw[stop - 1] === CR) stop--;
  return stop;
}

export function afterLineEnd(raw: Buffer, at: number, end: number): number {
  let next = at;
  while (next < end && raw[next] === CR) next++;
  if (next < end && raw[next] === LF) return next + 1;
  // Lone CRs: each is a line end of its own.
  return Math.min(end, at + 1);
}

function skipHeader(raw: Buffer, at: number, end: number): number {
  const lf = raw.indexOf('\n\n', at, 'latin1');
  const crlf = raw.indexOf('\r\n\r\n', at, 'latin1');
  if (crlf !== -1 && (lf === -1 || crlf < lf)) return Math.min(end, crlf + 4);
  return lf === -1 ? end : Math.min(end, lf + 2);
}

/** The first field of that name. */
export function headerValue(fields: readonly MailHeader[], name: string): string | undefined {
  for (const field of fields) if (field.name === name) return field.value;
  return undefined;
}

/** Every field of that name, in order. */
export function headerValues(fields: readonly MailHeader[], name: string): string[] {
  const values: string[] = [];
  for (const field of fields) if (field.name === name) values.push(field.value);
  return values;
}
