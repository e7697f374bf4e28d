import { headerValue, readHeaderBlock } from '../headers/header-block.js';
import { parseMessageId } from '../headers/message-ids.js';
import { Defects } from '../defects.js';
import { type MailAttachment, type MailLimits } from '../types.js';
import { type ClassifyInput } from './classify.js';

/** Message-ID of the mail that a report returns: from the mail or header it encloses, else from the quoted text. */
export function originalMessageId(input: ClassifyInput): string | null {
  for (const attachment of input.attachments) {
    const id = fromAttachment(attachment, input.context.limits);
    if (id !== null) return id;
  }
  return fromText(input) ?? fromReferences(input);
}

function fromAttachment(attachment: MailAttachment, limits: MailLimits): string | null {
  if (
    !/^(?:message\/rfc822|message\/global|text\/rfc822-headers?|message\/rfc822-headers|message\/global-headers)$/.test(
      attachment.contentType,
    )
  )
    return null;
  const content = attachment.content as Buffer;
  const { fields } = readHeaderBlock(content, 0, content.length, limits, new Defects());
  return parseMessageId(headerValue(fields, 'message-id'));
}

/** A returned header within the text: `Message-ID: <…>` at the start of a line, perhaps quoted. */
function fromText(input: ClassifyInput): string | null {
  const match = /^[>|\s]*message-id:\s*(<[^<>\s]+>)/im.exec(input.text);
  return match ? parseMessageId(match[1]) : null;
}

function fromReferences(input: ClassifyInput): string | null {
  return input.inReplyTo ?? input.references.at(-1) ?? null;
}
