import { createHash } from 'node:crypto';
import { attachmentBytes } from '../mime/attachment-bytes.js';
import { type InboundMail } from '../types.js';

/**
 * What makes two deliveries the same mail: From, Date, Subject and body. Trace headers (Received, Delivered-To, spam
 * scores) and transfer encodings differ between two fetches or accounts and do not count; nor does the Message-ID,
 * under which another content may come. 64 hexadecimal digits.
 * @param raw the mail's bytes; needed where files were left in them
 */
export function mailFingerprint(mail: InboundMail, raw?: Uint8Array): string {
  const hash = createHash('sha256');
  const field = (value: string): void => {
    hash.update(`${value.length}:`);
    hash.update(value);
  };
  field(mail.from.address.toLowerCase());
  field(mail.date ? mail.date.toISOString() : '');
  field(mail.subject.replace(/\s+/g, ' ').trim());
  field(normal(mail.text));
  field(normal(mail.html));
  for (const attachment of mail.attachments) {
    field(`${attachment.filename}\0${attachment.contentType}\0${attachment.size}`);
    for (const bytes of attachmentBytes(attachment, raw)) hash.update(bytes);
  }
  return hash.digest('hex');
}

/** Line ends and trailing white space change on the way. */
function normal(text: string): string {
  return text.replace(/[ \t\r]+(?=\n|$)/g, '').trim();
}
