import { decodeBytes } from '../charset/decode.js';
import { type MailAttachment, type MailInvitation, type MailSecurity } from '../types.js';
import { collectBody, makeAttachment, type CollectedBody, type Special } from './body.js';
import { readInvitation } from './calendar.js';
import { readEntity, type Entity, type WalkContext } from './entity.js';
import { readPkcs7 } from './pkcs7.js';
import { rtfToText } from './rtf-text.js';
import { securityOf } from './security.js';
import { normalizeLines } from './text-part.js';
import { readTnef, type TnefContent } from './tnef.js';

export interface Unpacked {
  invitations: MailInvitation[];
  security: MailSecurity | null;
}

const MAX_INVITATIONS = 20;
const MAX_WRAPPINGS = 4;

/** Looks into the parts that hold more than their bytes: containers, signed contents, calendar objects. */
export function unpackSpecials(root: Entity, body: CollectedBody, context: WalkContext): Unpacked {
  let security = securityOf(root, body);
  // A container may hold another one: what is unpacked joins the list.
  for (let i = 0; i < body.specials.length && i < 500; i++) {
    const special = body.specials[i]!;
    if (isTnef(special)) unpackTnef(special.attachment!, body, context);
    else if (isPkcs7(special) && special.depth < MAX_WRAPPINGS)
      security = unpackPkcs7(special, body, context) ?? security;
  }
  const invitations = readInvitations(body, context);
  addInvitationText(invitations, body);
  readEnclosed(body, context);
  if (security?.encrypted) context.defects.add('encrypted', security.kind);
  return { invitations, security };
}

function isTnef({ entity, attachment }: Special): boolean {
  return (
    attachment !== null &&
    (/^application\/(?:vnd\.)?ms-tnef$/.test(entity.type) || /^winmail.*\.dat$/i.test(attachment.filename))
  );
}

function isPkcs7({ entity, attachment }: Special): boolean {
  return (
    attachment !== null &&
    (/^application\/(?:x-)?pkcs7-mime$/.test(entity.type) || /\.p7m$/i.test(attachment.filename))
  );
}

function unpackTnef(container: MailAttachment, body: CollectedBody, context: WalkContext): void {
  const content = readTnef(bufferOf(container));
  if (!content || content.damaged) context.defects.add('tnef-malformed', container.filename);
  if (!content || !hasContent(content)) return;
  const files = content.files.filter((file) => file.filename !== 'body.rtf');
  const unpacked = files.map((file) => {
    const attachment = makeAttachment(file.filename, file.contentType, file.content, 'tnef');
    attachment.contentId = file.contentId;
    return attachment;
  });
  // A stream that is damaged stays as it came, beside what could be read of it.
  const at = body.attachments.indexOf(container);
  const room = Math.max(0, context.limits.attachments - body.attachments.length);
  body.attachments.splice(at, content.damaged ? 0 : 1, ...unpacked.slice(0, room + 1));
  addTnefText(content, body);
}

function hasContent(content: TnefContent): boolean {
  return content.files.length > 0 || content.text !== '' || content.html !== '';
}

/** The body within the container counts only where the mail has none of its own. */
function addTnefText(content: TnefContent, body: CollectedBody): void {
  if (body.blocks.some((block) => block.text.trim() !== '')) return;
  const rtf = content.files.find((file) => file.filename === 'body.rtf');
  if (content.html !== '') body.blocks.push({ kind: 'html', text: content.html, alternative: 0 });
  else if (content.text !== '')
    body.blocks.push({ kind: 'plain', text: normalizeLines(content.text), alternative: 0 });
  else if (rtf) body.blocks.push({ kind: 'plain', text: rtfToText(rtf.content), alternative: 0 });
}

/** A mail that says nothing itself and only encloses another one, or a delivery status, shows that one's text. */
function readEnclosed(body: CollectedBody, context: WalkContext): void {
  if (body.blocks.some((block) => block.text.trim() !== '')) return;
  const status = body.attachments.find((attachment) => attachment.contentType === 'message/delivery-status');
  if (status) {
    const text = decodeBytes(bufferOf(status).subarray(0, context.limits.textBytes), '');
    body.blocks.push({ kind: 'plain', text: normalizeLines(text), alternative: 0 });
    return;
  }
  const enclosed = body.attachments.filter((attachment) => attachment.contentType === 'message/rfc822');
  if (enclosed.length !== 1 || enclosed[0]!.size > context.limits.textBytes) return;
  const content = bufferOf(enclosed[0]!);
  const inner = readEntity(content, 0, content.length, context, 1);
  body.blocks.push(...collectBody(inner, context, MAX_WRAPPINGS).blocks);
}

/** A signed content is taken out and read as part of the mail; null where the object says nothing of the mail. */
function unpackPkcs7(special: Special, body: CollectedBody, context: WalkContext): MailSecurity | null {
  const object = readPkcs7(bufferOf(special.attachment!));
  if (!object) context.defects.add('smime-malformed', special.attachment!.filename);
  if (object?.kind === 'encrypted') return { kind: 'smime', signed: false, encrypted: true };
  if (object?.kind !== 'signed' || !object.content) return null;
  const inner = readEntity(object.content, 0, object.content.length, context, 1);
  const collected = collectBody(inner, context, special.depth + 1);
  body.blocks.push(...collected.blocks);
  body.attachments.push(...collected.attachments);
  body.specials.push(...collected.specials);
  return { kind: 'smime', signed: true, encrypted: false };
}

function readInvitations(body: CollectedBody, context: WalkContext): MailInvitation[] {
  const invitations: MailInvitation[] = [];
  for (const { entity, attachment } of body.specials) {
    if (attachment?.source !== 'calendar' || invitations.length >= MAX_INVITATIONS) continue;
    const bytes = bufferOf(attachment).subarray(0, context.limits.textBytes);
    const text = normalizeLines(decodeBytes(bytes, entity.params.get('charset') ?? 'utf-8', context.defects));
    const invitation = readInvitation(text, entity.params.get('method') ?? '');
    if (invitation && !invitations.some((other) => other.text === invitation.text))
      invitations.push(invitation);
  }
  return invitations;
}

/** An invitation that comes without a word shows what it is for. */
function addInvitationText(invitations: MailInvitation[], body: CollectedBody): void {
  if (invitations.length === 0 || body.blocks.some((block) => block.text.trim() !== '')) return;
  body.blocks.push({
    kind: 'plain',
    text: invitations.map((invitation) => invitation.text).join('\n\n'),
    alternative: 0,
  });
}

export function bufferOf(attachment: MailAttachment): Buffer {
  const { content } = attachment;
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
