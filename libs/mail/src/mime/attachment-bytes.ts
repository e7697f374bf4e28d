import { type MailAttachment } from '../types.js';
import { base64Pieces } from './base64.js';

/**
 * The bytes of a file in pieces, decoded on the way where it was left in the raw mail.
 * @param raw the mail that was parsed; needed where the file has `encoded`
 * @throws Error where it is missing
 */
export function* attachmentBytes(attachment: MailAttachment, raw?: Uint8Array): Generator<Uint8Array> {
  if (!attachment.encoded) {
    yield attachment.content;
    return;
  }
  if (!raw) throw new Error('The file lies in the raw mail, which is not given');
  const { start, end } = attachment.encoded;
  yield* base64Pieces(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), start, end);
}
