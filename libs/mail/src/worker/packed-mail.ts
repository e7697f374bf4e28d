import { mailFingerprint } from '../threading/fingerprint.js';
import { splitMailHtml, type HtmlParts } from '../text/split-html.js';
import { type InboundMail, type MailAttachment } from '../types.js';

/** A parsed mail in a form that goes from one thread to another without a copy of its bytes. */
export interface PackedMail {
  /** Its files have no content, and its HTML is in {@link PackedMail.html}. */
  mail: InboundMail;
  fingerprint: string;
  /** The HTML in two parts; both '' where there is none, or too much of it to be shown. */
  html: HtmlParts;
  /** Contents that do not lie in the raw mail, one after the other. */
  files: ArrayBuffer;
  /** Of each attachment, where its content lies. */
  places: { in: 'raw' | 'files'; start: number; end: number }[];
}

/** Characters; what is longer is shown as its text alone. */
const MAX_SHOWN_HTML = 1024 * 1024;

/** Views are not sent as they are: with each one the whole memory behind it would be copied. */
export function packMail(mail: InboundMail, raw: Uint8Array): PackedMail {
  const fingerprint = mailFingerprint(mail, raw);
  const isShown = mail.html !== '' && mail.html.length <= MAX_SHOWN_HTML;
  const html = isShown ? splitMailHtml(mail.html) : { own: '', rest: '' };
  const liesInRaw = ({ content }: MailAttachment) => content.length > 0 && content.buffer === raw.buffer;
  const total = mail.attachments.reduce((sum, file) => sum + (liesInRaw(file) ? 0 : file.content.length), 0);
  const files = new Uint8Array(total);
  let at = 0;
  const places = mail.attachments.map((file): PackedMail['places'][number] => {
    const { content } = file;
    if (liesInRaw(file)) {
      const start = content.byteOffset - raw.byteOffset;
      return { in: 'raw', start, end: start + content.length };
    }
    files.set(content, at);
    at += content.length;
    return { in: 'files', start: at - content.length, end: at };
  });
  const attachments = mail.attachments.map((file) => ({ ...file, content: new Uint8Array() }));
  return { mail: { ...mail, html: '', attachments }, fingerprint, html, files: files.buffer, places };
}

/** The mail as it was before it was packed, its HTML aside; contents share memory with `raw` and with what was packed. */
export function unpackMail({ mail, files, places }: PackedMail, raw: Uint8Array): InboundMail {
  const attachments = mail.attachments.map((file, index) => {
    const { in: place, start, end } = places[index]!;
    const bytes = place === 'raw' ? raw : new Uint8Array(files);
    return { ...file, content: bytes.subarray(start, end) };
  });
  return { ...mail, attachments };
}
