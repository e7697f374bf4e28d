import { type Defects } from '../defects.js';
import { type Entity } from './entity.js';

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

interface Delimiter {
  /** Offset of the line break before it: the part ends there (RFC 2046 §5.1.1). */
  before: number;
  /** Offset behind its line. */
  after: number;
  closing: boolean;
}

/** Ranges of the parts of a multipart. A missing or wrong boundary is found from the body itself where possible. */
export function splitMultipart(entity: Entity, maxParts: number, defects: Defects): [number, number][] {
  const declared = entity.params.get('boundary') ?? '';
  let delimiters = declared === '' ? [] : findDelimiters(entity, declared, maxParts + 1, true);
  if (declared !== '' && delimiters.length === 0)
    delimiters = findDelimiters(entity, declared, maxParts + 1, false);
  if (delimiters.length === 0) {
    defects.add('boundary-missing', declared === '' ? 'no boundary given' : declared);
    const guessed = guessBoundary(entity);
    if (guessed === null) return wholeBody(entity);
    delimiters = findDelimiters(entity, guessed, maxParts + 1, true);
  }
  return toRanges(entity, delimiters, defects);
}

function toRanges(entity: Entity, delimiters: Delimiter[], defects: Defects): [number, number][] {
  const ranges: [number, number][] = [];
  for (let i = 0; i < delimiters.length; i++) {
    const current = delimiters[i]!;
    if (current.closing) {
      // A closing delimiter that more parts follow was not the last: some gateways append.
      if (i === delimiters.length - 1 || delimiters[i + 1]!.closing) break;
      continue;
    }
    const next = delimiters[i + 1];
    if (!next) defects.add('boundary-unclosed', entity.type);
    const end = Math.max(current.after, next ? next.before : entity.bodyEnd);
    ranges.push([current.after, end]);
  }
  return ranges;
}

/** The text before the first delimiter is no part; a body without any is one part without a header. */
function wholeBody(entity: Entity): [number, number][] {
  return entity.bodyStart < entity.bodyEnd ? [[entity.bodyStart, entity.bodyEnd]] : [];
}

function findDelimiters(entity: Entity, boundary: string, max: number, strict: boolean): Delimiter[] {
  const { raw, bodyStart, bodyEnd } = entity;
  const needle = Buffer.from(`--${strict ? boundary : boundary.trim()}`, 'latin1');
  const found: Delimiter[] = [];
  let at = bodyStart;
  while (found.length <= max) {
    const index = raw.indexOf(needle, at);
    if (index === -1 || index >= bodyEnd) break;
    at = index + needle.length;
    const atLineStart = index === bodyStart || raw[index - 1] === LF || raw[index - 1] === CR;
    if (!atLineStart) continue;
    const delimiter = readDelimiter(raw, index, at, bodyStart, bodyEnd, strict);
    if (!delimiter) continue;
    found.push(delimiter);
    at = delimiter.after;
  }
  return found;
}

function readDelimiter(
  raw: Buffer,
  index: number,
  behind: number,
  bodyStart: number,
  bodyEnd: number,
  strict: boolean,
): Delimiter | null {
  let i = behind;
  const closing = raw[i] === DASH && raw[i + 1] === DASH;
  if (closing) i += 2;
  while (i < bodyEnd && (raw[i] === 0x20 || raw[i] === 0x09)) i++;
  if (strict && i < bodyEnd && raw[i] !== LF && raw[i] !== CR) return null;
  while (i < bodyEnd && raw[i] !== LF && raw[i] !== CR) i++;
  if (raw[i] === CR && raw[i + 1] === LF) i += 2;
  else if (i < bodyEnd) i++;
  let before = index;
  if (before > bodyStart && raw[before - 1] === LF) before--;
  if (before > bodyStart && raw[before - 1] === CR) before--;
  return { before, after: Math.min(i, bodyEnd), closing };
}

/** A line `--something` that a header line follows is the boundary that the header forgot. */
function guessBoundary(entity: Entity): string | null {
  const head = entity.raw.toString(
    'latin1',
    entity.bodyStart,
    Math.min(entity.bodyEnd, entity.bodyStart + 64 * 1024),
  );
  const match = /^--([^\s-][^\r\n]{0,200}?|-[^\r\n]{1,200}?)[ \t]*\r?\n(?=[\w-]+:|\r?\n)/m.exec(head);
  return match ? match[1]! : null;
}
