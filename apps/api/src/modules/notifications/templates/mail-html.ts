import type { MailBrand, MailContent } from './mail-view.js';
import type { Block, Inline } from './template-markup.js';
import { textOf } from './mail-view.js';

/** The Content-ID of the logo (RFC 2392). */
export const LOGO_ID = 'logo@noxdesk';

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = '#1f2933';
const QUIET = '#5c6874';
const LINE = '#e1e4e8';
const GROUND = '#f4f5f7';
/** An address that has no end must not make the whole mail wider than the screen. */
const BREAK = 'word-break:break-word;overflow-wrap:anywhere';
/**
 * For Outlook on Windows, which draws with Word: it takes Times for a font it does not know, adds space beside tables,
 * and on large screens enlarges letters but no pictures unless it is told how many pixels an inch has.
 */
const FOR_WORD = `<!--[if mso]>
<noscript><xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office"><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml></noscript>
<style>body,table,td,p,a{font-family:'Segoe UI',Arial,sans-serif !important}table{border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt}</style>
<![endif]-->`;
const PRESENTATION = 'role="presentation" cellpadding="0" cellspacing="0" border="0"';
/** As large as a logo is shown; the file may have twice as many pixels, for sharp screens. */
const LOGO_BOX = { width: 220, height: 44 };

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Plain text as HTML: addresses become links, lines stay lines. */
export function textAsHtml(text: string, colour = '#2454a6'): string {
  const linked = text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}])/)
    .map((part, index) => (index % 2 === 1 ? anchor(part, escapeHtml(part), colour) : escapeHtml(part)))
    .join('');
  return linked.replace(/\r?\n/g, '<br>\n');
}

/**
 * The HTML part: tables and inline styles, since Outlook draws mails with Word and Gmail drops style sheets; what is in
 * the head is a gift for the rest, and nothing depends on it. Every ground and the ink on it are named together, so that
 * programs which turn mails dark by themselves turn both; those that ask are told that this one is light.
 */
export function asHtml(view: MailContent): string {
  const { brand, locale, blocks, footer } = view;
  const rows = blocks.map((block, index) => blockHtml(block, view, isFirstButton(blocks, index)));
  const title = blocks.find((block) => block.kind === 'heading');
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><meta name="supported-color-schemes" content="light">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(title?.kind === 'heading' ? textOf(title.inlines) : brand.name)}</title>
${FOR_WORD}</head>
<body style="margin:0;padding:0;background-color:${GROUND};-webkit-text-size-adjust:100%">
<table ${PRESENTATION} width="100%" bgcolor="${GROUND}">
<tr><td align="center" style="padding:24px 12px">
<!--[if mso]><table ${PRESENTATION} width="600"><tr><td><![endif]-->
<table ${PRESENTATION} width="100%" bgcolor="#ffffff" style="width:100%;max-width:600px;border:1px solid ${LINE};border-radius:8px">
<tr><td style="${FONT};padding:22px 32px 18px;font-size:14px;line-height:20px;color:${QUIET}">${headHtml(view)}</td></tr>
${rows.join('\n')}
<tr><td style="${FONT};padding:16px 32px 24px;border-top:1px solid ${LINE};font-size:12px;line-height:18px;color:${QUIET}">${footer.map((line) => textAsHtml(line, QUIET)).join('<br>\n')}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`;
}

function headHtml({ brand, place }: MailContent): string {
  const name = escapeHtml(brand.name);
  const beside = place === '' ? '' : ` <span style="color:${QUIET}">· ${escapeHtml(place)}</span>`;
  if (!brand.logo) return `<strong style="color:${INK}">${name}</strong>${beside}`;
  const { width, height } = shownSize(brand.logo);
  const style = `display:block;border:0;${FONT};font-size:16px;font-weight:600;color:${INK}`;
  const image = `<img src="cid:${LOGO_ID}" width="${width}" height="${height}" alt="${name}" style="${style}">`;
  return place === '' ? image : `${image}<p style="margin:8px 0 0">${escapeHtml(place)}</p>`;
}

/** Outlook goes by the attributes alone: so they hold what is to be seen. */
function shownSize({ width, height }: NonNullable<MailBrand['logo']>): { width: number; height: number } {
  const scale = Math.min(1, LOGO_BOX.width / width, LOGO_BOX.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

const isFirstButton = (blocks: readonly Block[], index: number) =>
  blocks.findIndex(({ kind }) => kind === 'button') === index;

function blockHtml(block: Block, view: MailContent, isFirst: boolean): string {
  const { accent } = view.brand;
  const row = (content: string, style = 'font-size:15px;line-height:23px') =>
    `<tr><td style="${FONT};padding:0 32px 16px;color:${INK};${BREAK};${style}">${content}</td></tr>`;
  switch (block.kind) {
    case 'heading':
      return row(inlineHtml(block.inlines, accent), 'font-size:19px;line-height:27px;font-weight:600');
    case 'paragraph':
      return row(inlineHtml(block.inlines, accent));
    case 'list':
      return row(listHtml(block.items, accent));
    case 'button':
      return row(buttonHtml(block, view.brand, isFirst));
    case 'message':
      return view.message ? row(messageHtml(view.message, accent)) : '';
  }
}

const inlineHtml = (inlines: readonly Inline[], accent: string): string =>
  inlines
    .map((inline) => {
      if (inline.kind === 'text') return escapeHtml(inline.text);
      if (inline.kind === 'break') return '<br>\n';
      if (inline.kind === 'strong') return `<strong>${inlineHtml(inline.inlines, accent)}</strong>`;
      return anchor(inline.url, inlineHtml(inline.label, accent), accent);
    })
    .join('');

/** Rows of a table: Outlook gives lists margins of its own. */
const listHtml = (items: readonly Inline[][], accent: string): string =>
  `<table ${PRESENTATION}>${items
    .map(
      (item) =>
        `<tr><td valign="top" style="${FONT};font-size:15px;line-height:23px;color:${QUIET};padding:0 8px 4px 0">•</td>` +
        `<td style="${FONT};font-size:15px;line-height:23px;color:${INK};padding:0 0 4px">${inlineHtml(item, accent)}</td></tr>`,
    )
    .join('')}</table>`;

function messageHtml({ author, text, html }: NonNullable<MailContent['message']>, accent: string): string {
  const body = html ?? textAsHtml(text, accent);
  if (author === null) return body;
  return `<table ${PRESENTATION} width="100%"><tr>
<td style="${FONT};padding:12px 16px;border-left:3px solid #cbd2d9;background-color:#f8f9fa;font-size:15px;line-height:23px;color:${INK};${BREAK}">
<strong>${escapeHtml(author)}</strong><br>${body}</td></tr></table>`;
}

/** The first one is what the mail asks for; Outlook draws the padding of a cell, but not that of a link. */
function buttonHtml(
  { label, url }: { label: readonly Inline[]; url: string },
  { accent, onAccent }: MailBrand,
  isFirst: boolean,
): string {
  const words = inlineHtml(label, isFirst ? onAccent : accent);
  if (!isFirst) return anchor(url, words, accent);
  return `<table ${PRESENTATION}><tr>
<td bgcolor="${accent}" style="border-radius:6px;padding:11px 20px"><a href="${escapeHtml(url)}" style="${FONT};font-size:15px;line-height:20px;font-weight:600;color:${onAccent};text-decoration:none">${words}</a></td>
</tr></table>`;
}

const anchor = (url: string, html: string, colour: string) =>
  `<a href="${escapeHtml(url)}" style="color:${colour}">${html}</a>`;
