/** Elements that plain text cannot stand for. */
const TELLING = /<(?:img|table|ul|ol|blockquote|h[1-6]|strong|b|em|i|u|s|code|pre|a)[\s>/]/i;

/** Whether HTML says more than its text; most mails wrap plain words in markup for nothing. */
export const hasFormatting = (html: string | null): boolean => html !== null && TELLING.test(html);

/** Whether an address is that of a file of ours, whose bytes need the token. */
export const isOwnFile = (url: string): boolean => /^\/tickets\/api\/attachments\/[0-9a-f-]{36}\/$/.test(url);

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+/g;
/** Signs that end a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]»]+$/;

export interface TextPart {
  text: string;
  href?: string;
}

/** Cuts text at its web addresses. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
