import { walkHtml } from './html-events.js';
import { type LineMark, LineWriter, type TextLines } from './line-writer.js';
import { isQuote, markOf } from './quote-containers.js';

export { type LineMark, type TextLines } from './line-writer.js';

/** Elements whose content is no text of the mail. */
export const SKIP: ReadonlySet<string> = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'object',
  'svg',
  'math',
  'select',
  'textarea',
  'iframe',
  'canvas',
  'audio',
  'video',
]);
const BLOCK = new Set([
  'address',
  'article',
  'aside',
  'center',
  'dd',
  'dir',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figure',
  'figcaption',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'li',
  'main',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'table',
  'tbody',
  'tfoot',
  'thead',
  'tr',
  'ul',
  'blockquote',
  'body',
  'html',
  'caption',
]);
const SPACED = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'blockquote', 'pre', 'dl']);

interface Open {
  name: string;
  skip: boolean;
  pre: boolean;
  quote: boolean;
  mark: LineMark;
  list: { ordered: boolean; next: number } | null;
  href: string;
  textStart: number;
  /** Where the paragraph has margins of its own (Outlook's MsoNormal has none). */
  spaced: boolean;
}

/** Readable text of a mail's HTML; quotes become `> ` lines. Linear in the size, whatever the nesting. */
export function htmlToText(html: string): string {
  return htmlToLines(html).lines.join('\n');
}

/** As {@link htmlToText}, with what the HTML's containers say of each line. */
export function htmlToLines(html: string): TextLines {
  const writer = new LineWriter();
  const stack: Open[] = [];
  walkHtml(html, {
    open(name, attributes, at) {
      writer.at = at;
      const open = describe(name, attributes, stack.at(-1), writer);
      stack.push(open);
      if (!open.skip) startElement(open, attributes, stack, writer);
    },
    text(text, at) {
      const top = stack.at(-1);
      writer.at = at;
      if (!top?.skip) writer.text(text, top?.pre === true, top?.mark ?? '');
    },
    close(name) {
      const open = stack.pop()!;
      if (!open.skip) endElement(open, writer, name);
    },
  });
  return writer.finish();
}

function describe(
  name: string,
  attributes: Record<string, string>,
  parent: Open | undefined,
  writer: LineWriter,
): Open {
  const style = attributes['style'] ?? '';
  const hidden =
    attributes['hidden'] !== undefined ||
    (style !== '' && /display\s*:\s*none|mso-hide\s*:\s*all/i.test(style));
  return {
    name,
    skip: parent?.skip === true || SKIP.has(name) || hidden,
    pre:
      parent?.pre === true ||
      name === 'pre' ||
      (style !== '' && /white-space\s*:\s*(?:pre|break-spaces)/i.test(style)),
    quote: name === 'blockquote' && isQuote(attributes),
    mark: parent?.mark || markOf(name, attributes, writer),
    list:
      name === 'ol' || name === 'ul'
        ? { ordered: name === 'ol', next: Number(attributes['start']) || 1 }
        : null,
    href: name === 'a' ? (attributes['href'] ?? '') : '',
    textStart: 0,
    spaced:
      SPACED.has(name) &&
      !(isList(name) && (parent?.name === 'li' || parent?.list)) &&
      !/\bMso(?:Normal|PlainText|NoSpacing)\b/.test(attributes['class'] ?? '') &&
      !/margin(?:-top|-bottom)?\s*:\s*0/i.test(style),
  };
}

function isList(name: string): boolean {
  return name === 'ol' || name === 'ul';
}

function startElement(
  open: Open,
  attributes: Record<string, string>,
  stack: Open[],
  writer: LineWriter,
): void {
  switch (open.name) {
    case 'br':
      writer.lineBreak();
      return;
    case 'hr':
      writer.block(false);
      writer.text('________________________________', true, open.mark);
      writer.block(false);
      return;
    case 'img':
      if (attributes['alt'] && !/^(?:image|logo|\s*)$/i.test(attributes['alt']) && !isPixel(attributes))
        writer.text(`[${attributes['alt'].trim()}]`, false, open.mark);
      return;
    case 'td':
    case 'th':
      writer.cell();
      return;
    case 'li':
      writer.block(false);
      writer.text(bullet(stack), true, open.mark);
      return;
  }
  if (BLOCK.has(open.name)) writer.block(open.spaced);
  if (open.quote) writer.quoteIn();
  open.textStart = writer.length;
}

function isPixel(attributes: Record<string, string>): boolean {
  return attributes['width'] === '1' || attributes['height'] === '1';
}

function bullet(stack: Open[]): string {
  const lists = stack.filter((open) => open.list);
  const list = lists.at(-1)?.list;
  const indent = '  '.repeat(Math.min(Math.max(0, lists.length - 1), 10));
  return list?.ordered ? `${indent}${list.next++}. ` : `${indent}- `;
}

function endElement(open: Open, writer: LineWriter, name: string): void {
  if (open.quote) {
    writer.block(false);
    writer.quoteOut();
  }
  if (open.href !== '') writer.link(open.href, open.textStart, open.mark);
  if (BLOCK.has(name)) writer.block(open.spaced);
}
