import { classify } from './classify/classify.js';
import { Defects } from './defects.js';
import { readEnvelope, readTitle } from './headers/envelope.js';
import { readHeaderBlock } from './headers/header-block.js';
import { parseParameters } from './headers/parameters.js';
import { DEFAULT_LIMITS } from './limits.js';
import { collectBody } from './mime/body.js';
import { pickContentType, readEntity, type WalkContext } from './mime/entity.js';
import { unpackSpecials } from './mime/unpack.js';
import { splitReply } from './reply/split-reply.js';
import { decodeCid } from './text/cid.js';
import { composeText } from './text/compose.js';
import { type InboundMail, type MailLimits, type ParseOptions } from './types.js';

/**
 * Reads a raw mail (RFC 5322, MIME). Never throws and never rejects, whatever the bytes: what breaks a rule or a limit
 * is noted in `defects`. Time and memory are linear in the size. The attachments' `content` may share memory with
 * `raw`: do not change it afterwards.
 */
export function parseInboundMail(raw: Uint8Array, options: ParseOptions = {}): Promise<InboundMail> {
  return Promise.resolve(parseInboundMailSync(raw, options));
}

/** As {@link parseInboundMail}, for callers that already run aside (a worker thread, the benchmark). */
export function parseInboundMailSync(raw: Uint8Array, options: ParseOptions = {}): InboundMail {
  const defects = new Defects();
  const limits: MailLimits = { ...DEFAULT_LIMITS, ...options.limits };
  try {
    return read(toBuffer(raw), limits, defects, options.deferFrom);
  } catch (error) {
    // The last line of defence: a fault of ours must not cost the mail.
    defects.add('internal', error instanceof Error ? error.message : 'unknown');
    return emptyMail(defects);
  }
}

/**
 * Only what a list shows of a mail, as {@link parseInboundMail} tells it: for bytes of which the rest is read later.
 * Never throws.
 * @param raw the mail from its beginning, to anywhere behind its header (RFC 5322 §2.2)
 */
export function readMailHead(raw: Uint8Array): Pick<InboundMail, 'messageId' | 'from' | 'subject'> {
  const defects = new Defects();
  try {
    const { fields } = readHeaderBlock(toBuffer(raw), 0, raw.length, DEFAULT_LIMITS, defects);
    const charset = parseParameters(pickContentType(fields)).params.get('charset') ?? '';
    const { messageId, from, subject } = readTitle(fields, charset, DEFAULT_LIMITS, defects);
    return { messageId, from, subject };
  } catch {
    return { messageId: null, from: { name: '', address: '' }, subject: '' };
  }
}

function toBuffer(raw: Uint8Array): Buffer {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
}

function read(raw: Buffer, limits: MailLimits, defects: Defects, deferFrom?: number): InboundMail {
  const defer = deferFrom === undefined ? undefined : { from: deferFrom, raw };
  const context: WalkContext = { limits, defects, parts: 0, defer };
  const root = readEntity(raw, 0, raw.length, context);
  const body = collectBody(root, context);
  const unpacked = unpackSpecials(root, body, context);
  const composed = composeText(body.blocks);
  const envelope = readEnvelope(root, limits, defects);
  const content = { ...envelope, text: composed.text, html: composed.html, attachments: body.attachments };
  markInline(content.html, body.attachments);
  const split = splitReply(composed.text, { marks: composed.marks });
  const classes = classify({
    own: split.reply,
    root,
    context,
    specials: body.specials.map((special) => special.entity),
    ...content,
  });
  return {
    ...content,
    replyText: split.reply,
    split,
    ...classes,
    invitations: unpacked.invitations,
    security: unpacked.security,
    headers: root.fields,
    defects: defects.list,
  };
}

/** An image that the HTML shows is no file of its own, whatever its disposition says. */
function markInline(html: string, attachments: InboundMail['attachments']): void {
  if (html === '' || !attachments.some((attachment) => attachment.contentId !== '')) return;
  const shown = new Set<string>();
  for (const match of html.matchAll(/cid:([^"'\s>)]{1,500})/gi))
    shown.add(decodeCid(match[1]!).toLowerCase());
  for (const attachment of attachments) {
    if (attachment.contentId !== '' && shown.has(attachment.contentId.toLowerCase()))
      attachment.inline = true;
  }
}

function emptyMail(defects: Defects): InboundMail {
  return {
    messageId: null,
    inReplyTo: null,
    references: [],
    from: { name: '', address: '' },
    fromOthers: [],
    sender: null,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    deliveredTo: [],
    returnPath: null,
    subject: '',
    date: null,
    text: '',
    html: '',
    replyText: '',
    split: splitReply(''),
    attachments: [],
    autoReply: false,
    automatic: false,
    bounce: null,
    report: null,
    invitations: [],
    security: null,
    headers: [],
    defects: defects.list,
  };
}
