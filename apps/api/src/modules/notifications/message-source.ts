import type { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Logo } from '../appearance/logo-check.js';
import type { OutboundRow } from './outbound.repository.js';
import { LOGO_ID } from './templates/mail-html.js';

export interface FileSource {
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
  for (const { filename, contentType, read } of files) {
    attachments.push({ filename, contentType, content: await read() });
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
    ...(mail.html_body !== null && { html: mail.html_body }),
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
