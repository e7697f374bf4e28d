import { type Defects } from '../defects.js';
import { headerValue, readHeaderBlock } from '../headers/header-block.js';
import { parseParameters, type ParameterizedValue } from '../headers/parameters.js';
import { type MailHeader, type MailLimits } from '../types.js';
import { splitMultipart } from './multipart.js';
import { decodeTransfer } from './transfer.js';

/** A MIME entity (RFC 2045 §2.4): its header, where its body lies in the raw mail, and its parts. */
export interface Entity {
  fields: MailHeader[];
  /** Lower case; `text/plain` where the mail gives none it could mean. */
  type: string;
  params: Map<string, string>;
  disposition: ParameterizedValue;
  encoding: string;
  contentId: string;
  raw: Buffer;
  bodyStart: number;
  bodyEnd: number;
  parts: Entity[];
  /** True where the entity has a Content-Type that can be read. */
  typed: boolean;
}

/** What bounds the walk; shared by the mails within the mail. */
export interface WalkContext {
  limits: MailLimits;
  defects: Defects;
  parts: number;
  /** Files of at least so many encoded bytes are not decoded where they lie in this raw mail. */
  defer?: { from: number; raw: Buffer } | undefined;
}

/** Reads the entity at `start`..`end` with all its parts; `defaultType` is that of RFC 2046 §5.1.5 for a digest. */
export function readEntity(
  raw: Buffer,
  start: number,
  end: number,
  context: WalkContext,
  depth = 0,
  defaultType = 'text/plain',
): Entity {
  const { fields, bodyStart } = readHeaderBlock(raw, start, end, context.limits, context.defects);
  const entity = describe(raw, fields, bodyStart, end, defaultType);
  context.parts++;
  if (entity.type.startsWith('multipart/')) readParts(entity, context, depth);
  return entity;
}

function describe(
  raw: Buffer,
  fields: MailHeader[],
  bodyStart: number,
  bodyEnd: number,
  defaultType: string,
): Entity {
  const contentType = parseParameters(pickContentType(fields));
  const type = tidyType(contentType.value);
  return {
    fields,
    type: type ?? (contentType.value === '' ? defaultType : guessType(contentType.value)),
    params: contentType.params,
    disposition: parseParameters(headerValue(fields, 'content-disposition') ?? ''),
    encoding: (headerValue(fields, 'content-transfer-encoding') ?? '').slice(0, 100).trim(),
    contentId: (headerValue(fields, 'content-id') ?? '')
      .trim()
      .replace(/^<|>.*$/g, '')
      .trim(),
    raw,
    bodyStart,
    bodyEnd,
    parts: [],
    typed: type !== null,
  };
}

/** Where a gateway added a second Content-Type, the one that can be read counts. */
export function pickContentType(fields: MailHeader[]): string {
  let first: string | undefined;
  for (const field of fields) {
    if (field.name !== 'content-type') continue;
    if (/^\s*[\w.+-]+\/[\w.+-]+/.test(field.value)) return field.value;
    first ??= field.value;
  }
  return first ?? '';
}

function tidyType(value: string): string | null {
  const match = /^([a-z0-9!#$&^_.+-]+)\s*\/\s*([a-z0-9!#$&^_.+-]+)/.exec(value.replace(/^["']/, ''));
  return match ? `${match[1]}/${match[2]}` : null;
}

function guessType(value: string): string {
  if (/^(?:text|plain)\b/.test(value)) return 'text/plain';
  if (/^(?:text\/?)?html\b/.test(value)) return 'text/html';
  if (/^multipart\b/.test(value)) return 'multipart/mixed';
  return 'application/octet-stream';
}

function readParts(entity: Entity, context: WalkContext, depth: number): void {
  if (depth >= context.limits.depth) {
    context.defects.add('depth-limit', `parts nested deeper than ${context.limits.depth}`);
    return;
  }
  const ranges = splitMultipart(entity, context.limits.parts - context.parts, context.defects);
  const defaultType = entity.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const [start, end] of ranges) {
    if (context.parts >= context.limits.parts) {
      context.defects.add('parts-limit', `more than ${context.limits.parts} parts`);
      return;
    }
    entity.parts.push(readEntity(entity.raw, start, end, context, depth + 1, defaultType));
  }
}

/** The decoded bytes of an entity's body. */
export function bodyBytes(entity: Entity, defects: Defects): Buffer {
  return decodeTransfer(entity.raw.subarray(entity.bodyStart, entity.bodyEnd), entity.encoding, defects);
}
