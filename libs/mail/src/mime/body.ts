import { parseParameters } from '../headers/parameters.js';
import { type AttachmentSource, type MailAttachment } from '../types.js';
import { base64Length } from './base64.js';
import { bodyBytes, type Entity, type WalkContext } from './entity.js';
import { readTextPart } from './text-part.js';

/** A piece of the readable text, in the order of the mail. */
export interface TextBlock {
  kind: 'plain' | 'html';
  text: string;
  /** Blocks that say the same in two ways (multipart/alternative) share a number; 0: on its own. */
  alternative: number;
}

/** What a mail consists of, before anything is made of it. */
export interface CollectedBody {
  blocks: TextBlock[];
  attachments: MailAttachment[];
  /** Entities that need more than being kept: reports, calendars, TNEF, S/MIME. */
  specials: Special[];
}

/** An entity to be looked into, with the file made of it (none for a multipart). */
export interface Special {
  entity: Entity;
  attachment: MailAttachment | null;
  /** How many signed contents it was taken out of. */
  depth: number;
}

interface Walk extends WalkContext {
  body: CollectedBody;
  alternatives: number;
  depth: number;
}

/** Sorts the parts of a mail into text, files and those that are looked into later. */
export function collectBody(root: Entity, context: WalkContext, depth = 0): CollectedBody {
  const body: CollectedBody = { blocks: [], attachments: [], specials: [] };
  // Alternatives of a mail within the mail must not share numbers with those around it.
  const walk: Walk = { ...context, body, alternatives: depth * 10_000, depth };
  visit(root, walk, { alternative: 0, container: '', first: true });
  context.parts = walk.parts;
  return body;
}

interface Place {
  alternative: number;
  container: string;
  first: boolean;
}

function visit(entity: Entity, walk: Walk, place: Place): void {
  if (entity.type.startsWith('multipart/')) visitMultipart(entity, walk, place);
  else if (isInlineText(entity, place)) addText(entity, walk, place);
  else addFile(entity, walk);
}

function visitMultipart(entity: Entity, walk: Walk, place: Place): void {
  const alternative =
    entity.type === 'multipart/alternative' ? place.alternative || ++walk.alternatives : place.alternative;
  if (/^multipart\/(?:signed|encrypted|report)$/.test(entity.type))
    walk.body.specials.push({ entity, attachment: null, depth: walk.depth });
  entity.parts.forEach((part, index) => {
    visit(part, walk, { alternative, container: entity.type, first: index === 0 });
  });
}

/** The rule of RFC 8621 §4.1.4: a text that is named or attached is a file, unless it opens the mail. */
function isInlineText(entity: Entity, place: Place): boolean {
  if (!/^text\/(?:plain|html|enriched|richtext|markdown|x-amp-html|watch-html)$/.test(entity.type))
    return false;
  if (/^attach/.test(entity.disposition.value)) return false;
  const named = fileName(entity) !== '';
  if (place.container === 'multipart/alternative') return true;
  if (place.container === 'multipart/related' && !place.first && entity.type !== 'text/plain')
    return !named && entity.contentId === '';
  return place.first || !named;
}

function addText(entity: Entity, walk: Walk, place: Place): void {
  // Reduced renderings for special readers; their full counterpart is always there too.
  if (/amp-html|watch-html/.test(entity.type) && place.alternative > 0) return;
  const { text, files } = readTextPart(entity, walk);
  for (const file of files) {
    pushAttachment(walk, makeAttachment(file.filename, 'application/octet-stream', file.content, 'uuencode'));
  }
  const kind = entity.type === 'text/html' || entity.type === 'text/x-amp-html' ? 'html' : 'plain';
  const plain = /enriched|richtext/.test(entity.type) ? stripEnriched(text) : text;
  walk.body.blocks.push({ kind, text: plain, alternative: place.alternative });
}

/** text/enriched (RFC 1896): commands in angle brackets, `<<` for a '<', one line break is a space. */
function stripEnriched(text: string): string {
  return text
    .replace(/<param>[^<]*<\/param>/gi, '')
    .replace(/<<|<\/?[a-z][\w-]{0,59}>/gi, (tag) => (tag === '<<' ? '<' : ''))
    .replace(/\n(\n*)/g, (_, more: string) => (more === '' ? ' ' : more));
}

function addFile(entity: Entity, walk: Walk): void {
  const source = sourceOf(entity.type);
  const deferred = deferredFile(entity, source, walk);
  if (deferred) {
    pushAttachment(walk, deferred);
    return;
  }
  const content =
    entity.type.startsWith('message/') &&
    !/^base64$/i.test(entity.encoding) &&
    !/^quoted/i.test(entity.encoding)
      ? entity.raw.subarray(entity.bodyStart, entity.bodyEnd)
      : bodyBytes(entity, walk.defects);
  const attachment = makeAttachment(fileName(entity), entity.type, content, source);
  attachment.contentId = entity.contentId;
  attachment.inline = entity.disposition.value === 'inline' && entity.contentId !== '';
  if (isSpecial(entity, attachment)) walk.body.specials.push({ entity, attachment, depth: walk.depth });
  // An empty part without a name is a mailer's leftover, not a file.
  if (content.length === 0 && attachment.filename === '' && !entity.typed) return;
  pushAttachment(walk, attachment);
}

/** A large file that nothing here looks into is left as it lies; null where it has to be decoded now. */
function deferredFile(entity: Entity, source: AttachmentSource, walk: Walk): MailAttachment | null {
  const { bodyStart: start, bodyEnd: end } = entity;
  const isLarge = walk.defer !== undefined && entity.raw === walk.defer.raw && end - start >= walk.defer.from;
  if (!isLarge || source !== 'mime' || !/^base64$/i.test(entity.encoding)) return null;
  if (/^(?:text|message)\//.test(entity.type)) return null;
  const size = base64Length(entity.raw, start, end);
  if (size === null) return null;
  const attachment = makeAttachment(fileName(entity), entity.type, Buffer.alloc(0), source);
  attachment.contentId = entity.contentId;
  attachment.inline = entity.disposition.value === 'inline' && entity.contentId !== '';
  if (isSpecial(entity, attachment)) return null;
  return { ...attachment, size, encoded: { start, end } };
}

function sourceOf(type: string): AttachmentSource {
  if (/^application\/(?:x-)?pkcs7-|^application\/pgp-/.test(type)) return 'signature';
  if (type === 'text/calendar' || type === 'application/ics') return 'calendar';
  return type === 'message/rfc822' || type === 'message/global' ? 'message' : 'mime';
}

function isSpecial(entity: Entity, attachment: MailAttachment): boolean {
  return (
    /^message\/(?:delivery-status|global-delivery-status|disposition-notification|feedback-report)$/.test(
      entity.type,
    ) ||
    /^application\/(?:(?:x-)?pkcs7-mime|ms-tnef|vnd\.ms-tnef)$/.test(entity.type) ||
    attachment.source === 'calendar' ||
    /^winmail\.dat$/i.test(attachment.filename) ||
    /\.(?:p7m|ics)$/i.test(attachment.filename)
  );
}

function pushAttachment(walk: Walk, attachment: MailAttachment): void {
  if (walk.body.attachments.length >= walk.limits.attachments) {
    walk.defects.add('attachment-limit', `more than ${walk.limits.attachments}`);
    return;
  }
  walk.body.attachments.push(attachment);
}

export function makeAttachment(
  filename: string,
  contentType: string,
  content: Buffer,
  source: AttachmentSource,
): MailAttachment {
  return {
    filename: tidyName(filename),
    contentType,
    contentId: '',
    inline: false,
    size: content.length,
    content,
    source,
  };
}

/** The name of a part: Content-Disposition before Content-Type, whichever is there. */
export function fileName(entity: Entity): string {
  const disposition = entity.disposition.params.get('filename') || entity.disposition.params.get('name');
  const name = disposition || entity.params.get('name') || entity.params.get('filename');
  if (name) return tidyName(name);
  if (entity.type.startsWith('message/') || entity.type.startsWith('text/')) return '';
  const location = entity.fields.find((field) => field.name === 'content-location')?.value ?? '';
  if (/^[\w.% -]+\.\w{2,5}$/.test(location))
    return tidyName(parseParameters(`x; f*=''${location}`).params.get('f') ?? location);
  return '';
}

/** Without a folder (absolute or climbing), without control characters. */
function tidyName(name: string): string {
  // eslint-disable-next-line no-control-regex
  let text = name.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  if (/^(?:[a-z]:[\\/]|\\\\|\/|\.\.?[\\/])/i.test(text)) text = text.replace(/^.*[\\/]/, '');
  return text.slice(0, 1000);
}
