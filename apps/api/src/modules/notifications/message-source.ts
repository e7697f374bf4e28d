import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Logo } from '../appearance/logo-check.js';
import type { OutboundRow } from './outbound.repository.js';
import { LOGO_ID } from './templates/mail-html.js';

export interface FileSource {
  /** Where the pages find it; a picture among the words stands in the HTML by this. */
  url: string;
  filename: string;
  contentType: string;
  read: () => Promise<Readable>;
}

/** The bytes of a mail (RFC 5322), made while they are read: files are streamed from the store. */
export async function* messageSource(
  mail: OutboundRow,
  files: readonly FileSource[],
  logo: Logo | null = null,
): AsyncGenerator<Uint8Array> {
  const { headers } = mail;
  const attachments: object[] = logo ? [logoPart(logo)] : [];
  let html = mail.html_body;
  for (const { url, filename, contentType, read } of files) {
    const file = { filename, contentType, content: await read() };
    const shown = `"${url}"`;
    if (html?.includes(shown)) {
      // The address needs a sign-in: in the mail its own part is shown in its place (RFC 2392).
      const cid = `${url.split('/').at(-2)}@noxdesk`;
      html = html.replaceAll(shown, `"cid:${cid}"`);
      attachments.push({ ...file, cid, contentDisposition: 'inline' });
    } else attachments.push(file);
  }
  const composer = new MailComposer({
    from: headers.from,
    to: headers.to,
    cc: headers.cc,
    ...(headers.replyTo !== null && { replyTo: headers.replyTo }),
    ...(headers.inReplyTo !== null && { inReplyTo: `<${headers.inReplyTo}>` }),
    ...(headers.references.length > 0 && { references: headers.references.map((id) => `<${id}>`).join(' ') }),
    messageId: `<${mail.message_id}>`,
    date: mail.created_at,
    subject: mail.subject,
    text: mail.text_body,
    ...(html !== null && { html }),
    attachments,
    headers: automaticHeaders(headers.automatic),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  yield* composer.compile().createReadStream() as AsyncIterable<Uint8Array>;
}

/** Stands beside the HTML that shows it (RFC 2387), so that it is seen without asking the network. */
const logoPart = ({ bytes, type }: Logo) => ({
  filename: type === 'image/png' ? 'logo.png' : 'logo.jpg',
  contentType: type,
  content: bytes,
  cid: LOGO_ID,
  contentDisposition: 'inline',
});

/** Keeps vacation notices from answering us: RFC 3834 §5, and what Exchange listens to. */
function automaticHeaders(automatic: OutboundRow['headers']['automatic']): Record<string, string> {
  if (automatic === null) return { 'X-Auto-Response-Suppress': 'OOF, AutoReply' };
  return { 'Auto-Submitted': automatic, 'X-Auto-Response-Suppress': 'All' };
}
