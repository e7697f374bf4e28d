import type { Locale } from '@noxdesk/contracts';

/** What a mail shows, before it becomes text and HTML. */
export interface MailView {
  locale: Locale;
  /** The name at the top. */
  brand: string;
  /** One line, bold. */
  heading: string | null;
  paragraphs: string[];
  /** Words of a person, with who wrote them where that is not clear. */
  message: { author: string | null; text: string; html: string | null } | null;
  /** What one may do, the first of them foremost. */
  actions: { label: string; url: string }[];
  /** Small print. */
  footer: string[];
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Plain text as HTML: addresses become links, lines stay lines. */
export function textAsHtml(text: string): string {
  const linked = text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/)
    .map((part, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(part)}">${escapeHtml(part)}</a>` : escapeHtml(part),
    )
    .join('');
  return linked.replace(/\r?\n/g, '<br>\n');
}

/** The text part (RFC 2046 §4.1.3): what a reader without HTML sees, complete. */
export function asText(view: MailView): string {
  const parts: string[] = [];
  if (view.heading !== null) parts.push(view.heading);
  parts.push(...view.paragraphs);
  if (view.message) {
    const { author, text } = view.message;
    parts.push(author === null ? text : `${author}:\n${text}`);
  }
  parts.push(...view.actions.map(({ label, url }) => `${label}:\n${url}`));
  return `${parts.join('\n\n')}\n\n-- \n${view.footer.join('\n')}\n`;
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** The HTML part: tables and inline styles, since Outlook draws mails with Word and Gmail drops style sheets. */
export function asHtml(view: MailView): string {
  const rows: string[] = [];
  const row = (content: string, style: string) =>
    rows.push(`<tr><td style="${FONT};padding:0 32px 16px;color:#1f2933;${style}">${content}</td></tr>`);
  if (view.heading !== null) row(escapeHtml(view.heading), 'font-size:18px;line-height:26px;font-weight:600');
  for (const text of view.paragraphs) row(textAsHtml(text), 'font-size:15px;line-height:23px');
  if (view.message) row(messageHtml(view.message), 'font-size:15px;line-height:23px');
  view.actions.forEach((action, index) => row(actionHtml(action, index === 0), 'font-size:15px'));
  const footer = view.footer.map(textAsHtml).join('<br>');
  return `<!doctype html>
<html lang="${view.locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><title>${escapeHtml(view.heading ?? view.brand)}</title></head>
<body style="margin:0;padding:0;background-color:#f4f5f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f4f5f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="width:100%;max-width:600px;border:1px solid #e1e4e8;border-radius:8px">
<tr><td style="${FONT};padding:20px 32px;font-size:13px;color:#616e7c">${escapeHtml(view.brand)}</td></tr>
${rows.join('\n')}
<tr><td style="${FONT};padding:16px 32px 24px;border-top:1px solid #e1e4e8;font-size:12px;line-height:18px;color:#616e7c">${footer}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

function messageHtml({ author, text, html }: NonNullable<MailView['message']>): string {
  // The HTML of a message was sanitised when it was stored.
  const body = html ?? textAsHtml(text);
  if (author === null) return body;
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>
<td style="${FONT};padding:12px 16px;border-left:3px solid #cbd2d9;background-color:#f8f9fa;font-size:15px;line-height:23px;color:#1f2933">
<strong>${escapeHtml(author)}</strong><br>${body}</td></tr></table>`;
}

function actionHtml({ label, url }: { label: string; url: string }, isFirst: boolean): string {
  if (!isFirst) return `<a href="${escapeHtml(url)}" style="color:#2454a6">${escapeHtml(label)}</a>`;
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td bgcolor="#2454a6" style="border-radius:6px;padding:10px 18px"><a href="${escapeHtml(url)}" style="${FONT};font-size:15px;font-weight:600;color:#ffffff;text-decoration:none">${escapeHtml(label)}</a></td>
</tr></table>`;
}
