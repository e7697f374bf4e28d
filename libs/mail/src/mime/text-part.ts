import { decodeBytes } from '../charset/decode.js';
import { type Entity, type WalkContext, bodyBytes } from './entity.js';
import { unflow } from './flowed.js';
import { extractUuencoded, type UuFile } from './uuencode.js';

const META_CHARSET = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})/i;

/** Text of a text/* entity with line ends as '\n', and the files its lines carry in uuencode. */
export function readTextPart(entity: Entity, context: WalkContext): { text: string; files: UuFile[] } {
  let bytes = bodyBytes(entity, context.defects);
  let files: UuFile[] = [];
  if (entity.type === 'text/plain' && bytes.includes('begin', 0, 'latin1')) {
    const extracted = extractUuencoded(bytes.toString('latin1'));
    files = extracted.files;
    if (files.length > 0) bytes = Buffer.from(extracted.text, 'latin1');
  }
  if (bytes.length > context.limits.textBytes) {
    context.defects.add('text-limit', `${bytes.length} bytes of ${entity.type}`);
    bytes = bytes.subarray(0, context.limits.textBytes);
  }
  let text = normalizeLines(decodeBytes(bytes, charsetOf(entity, bytes), context.defects));
  if (entity.type === 'text/plain' && /^flowed$/i.test(entity.params.get('format') ?? '')) {
    text = unflow(text, /^yes$/i.test(entity.params.get('delsp') ?? ''));
  }
  return { text, files };
}

function charsetOf(entity: Entity, bytes: Buffer): string {
  const label = entity.params.get('charset') ?? '';
  if (label !== '' && !/^(?:us-ascii|ascii|default|unknown)$/i.test(label)) return label;
  if (entity.type !== 'text/html') return label;
  const meta = META_CHARSET.exec(bytes.toString('latin1', 0, Math.min(bytes.length, 4096)));
  return meta && !/^utf-?16/i.test(meta[1]!) ? meta[1]! : label;
}

export function normalizeLines(text: string): string {
  const unix = text.includes('\r') ? text.replace(/\r+\n|\r/g, '\n') : text;
  return unix.includes('\0') ? unix.replaceAll('\0', '') : unix;
}
