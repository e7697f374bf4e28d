import { Parser } from 'htmlparser2';

/** What the HTML itself says of a line: within a quote container, within a signature container. */
export type LineMark = '' | 'quote' | 'signature';

export interface TextLines {
  lines: string[];
  /** One per line. */
  marks: LineMark[];
}

const SKIP = new Set([
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
const MAX_DEPTH = 400;

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
  let overflow = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (stack.length >= MAX_DEPTH) {
          overflow++;
          return;
        }
        const open = describe(name, attributes, stack.at(-1), writer);
        stack.push(open);
        if (!open.skip) startElement(open, attributes, stack, writer);
      },
      ontext(text) {
        const top = stack.at(-1);
        if (top?.skip) return;
        writer.text(text, top?.pre === true, top?.mark ?? '');
      },
      onclosetag(name) {
        if (overflow > 0) {
          overflow--;
          return;
        }
        const open = stack.pop();
        if (open && !open.skip) endElement(open, stack.at(-1), writer, name);
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(html);
  parser.end();
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
      !/\bMso(?:Normal|PlainText|NoSpacing)\b/.test(attributes['class'] ?? '') &&
      !/margin(?:-top|-bottom)?\s*:\s*0/i.test(style),
  };
}

/** A blockquote that only indents (Gmail's indent button, older editors) is no quote. */
function isQuote(attributes: Record<string, string>): boolean {
  const style = attributes['style'] ?? '';
  return !/margin:\s*0(?:px)?\s+0(?:px)?\s+0(?:px)?\s+40px;\s*border:\s*none/i.test(style);
}

function markOf(name: string, attributes: Record<string, string>, writer: LineWriter): LineMark {
  const id = attributes['id'] ?? '';
  const classes = attributes['class'] ?? '';
  if (id === '' && classes === '' && name !== 'blockquote')
    return name === 'div' ? outlookBorder(attributes, writer) : '';
  if (
    /^(?:divRplyFwdMsg|x_divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|replySplit|origbody)$/.test(
      id,
    )
  ) {
    writer.quoteRest();
    return 'quote';
  }
  if (/\bOutlookMessageHeader\b/.test(classes)) {
    writer.quoteRest();
    return 'quote';
  }
  if (
    /(?:^|\s)(?:gmail_quote|gmail_quote_container|gmail_extra_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote|mailru-blockquote|ya-quote|quote_container|WordSection1_quote|yandex_quote|moz-forward-container|gmail_attr|BlackBerryReplyHeader)(?:\s|$)/.test(
      classes,
    )
  )
    return 'quote';
  if (
    /(?:^|\s)(?:gmail_signature|moz-signature|protonmail_signature_block(?:-user)?|yahoo-signature)(?:\s|$)/.test(
      classes,
    )
  )
    return 'signature';
  if (
    /^(?:x_)?(?:Signature|ms-outlook-mobile-signature|AppleMailSignature|signature|mobile-signature|ymail_android_signature)$/.test(
      id,
    )
  )
    return 'signature';
  if (name === 'div' && /^yiv.*|ydp.*yahoo_quoted/.test(classes) && /yahoo_quoted/.test(classes))
    return 'quote';
  return name === 'div' ? outlookBorder(attributes, writer) : '';
}

/** Outlook draws a line above the header of the mail it quotes and marks nothing else. */
function outlookBorder(attributes: Record<string, string>, writer: LineWriter): LineMark {
  const style = attributes['style'] ?? '';
  if (style === '' || !style.includes('order')) return '';
  if (
    /border:\s*none;\s*border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\s+1\.0pt;\s*padding:\s*3\.0pt/i.test(style)
  ) {
    writer.quoteRest();
    return 'quote';
  }
  return '';
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
  if (BLOCK.has(open.name)) writer.block(open.spaced && !(stack.at(-2)?.list && open.list));
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

function endElement(open: Open, parent: Open | undefined, writer: LineWriter, name: string): void {
  if (open.quote) {
    writer.block(false);
    writer.quoteOut();
  }
  if (open.href !== '') writer.link(open.href, open.textStart, open.mark);
  if (BLOCK.has(name)) writer.block(open.spaced && !(parent?.list && open.list));
}

/** Collects lines: white space collapsed, at most one empty line between blocks. */
class LineWriter {
  length = 0;
  private readonly lines: string[] = [];
  private readonly marks: LineMark[] = [];
  private current = '';
  private currentMark: LineMark = '';
  private hasText = false;
  private space = false;
  private wantsBlank = false;
  private depth = 0;
  private restQuoted = false;

  text(raw: string, pre: boolean, mark: LineMark): void {
    if (pre && raw.includes('\n')) {
      const parts = raw.split('\n');
      parts.forEach((part, index) => {
        if (index > 0) this.lineBreak();
        this.put(part.replace(/\r$/, ''), mark);
      });
      return;
    }
    if (pre) {
      this.put(raw, mark);
      return;
    }
    const collapsed = raw.replace(/[ \t\r\n\f]+/g, ' ');
    if (collapsed === ' ' || collapsed === '') {
      if (collapsed !== '') this.space = true;
      return;
    }
    const leading = collapsed.startsWith(' ');
    const trailing = collapsed.endsWith(' ');
    const body = collapsed.slice(leading ? 1 : 0, trailing ? -1 : undefined);
    if (leading) this.space = true;
    this.put(body, mark);
    this.space = trailing;
  }

  private put(body: string, mark: LineMark): void {
    if (body === '') return;
    if (!this.hasText) {
      if (this.wantsBlank && this.lines.length > 0 && this.lines.at(-1) !== '')
        this.push('', this.marks.at(-1) === mark ? mark : '');
      this.wantsBlank = false;
      this.current = this.depth > 0 ? `${'>'.repeat(Math.min(this.depth, 20))} ` : '';
      this.currentMark = this.restQuoted ? 'quote' : mark;
    } else if (this.space) this.current += ' ';
    this.space = false;
    this.current += body;
    this.length += body.length;
    this.hasText = true;
  }

  lineBreak(): void {
    if (this.hasText) this.endLine();
    else {
      this.push('', this.restQuoted ? 'quote' : this.currentMark);
      this.wantsBlank = false;
    }
  }

  block(blank: boolean): void {
    if (this.hasText) this.endLine();
    this.space = false;
    if (blank) this.wantsBlank = true;
  }

  cell(): void {
    if (this.hasText) this.space = true;
  }

  quoteIn(): void {
    this.block(false);
    this.depth++;
  }

  quoteOut(): void {
    this.depth = Math.max(0, this.depth - 1);
  }

  /** Outlook's header of the quoted mail: all that follows is quoted. */
  quoteRest(): void {
    if (this.hasText) this.endLine();
    this.restQuoted = true;
  }

  /** The address behind a link, where the text does not show it. */
  link(href: string, textStart: number, mark: LineMark): void {
    const target = href.trim();
    if (!/^(?:https?:|mailto:|tel:)/i.test(target) || this.length === textStart) return;
    const shown = this.current.trim();
    const bare = target.replace(/^(?:mailto:|tel:|https?:\/\/)/i, '').replace(/\/$/, '');
    if (shown.toLowerCase().includes(bare.toLowerCase()) || bare.length > 500) return;
    this.space = true;
    this.put(`<${target}>`, mark);
  }

  private endLine(): void {
    this.push(this.current.replace(/[ \t]+$/, ''), this.currentMark);
    this.current = '';
    this.hasText = false;
    this.space = false;
  }

  private push(line: string, mark: LineMark): void {
    this.lines.push(line === '' && this.depth > 0 ? '>'.repeat(Math.min(this.depth, 20)) : line);
    this.marks.push(mark);
  }

  finish(): TextLines {
    if (this.hasText) this.endLine();
    return trimBlank({ lines: this.lines.map((line) => line.replace(/\u00a0/g, ' ')), marks: this.marks });
  }
}

/** No empty lines at the ends, at most two in a row. */
function trimBlank(input: TextLines): TextLines {
  const lines: string[] = [];
  const marks: LineMark[] = [];
  let blanks = 0;
  input.lines.forEach((raw, index) => {
    const line = raw.trimEnd();
    blanks = line === '' ? blanks + 1 : 0;
    if (blanks > 2 || (blanks > 0 && lines.length === 0)) return;
    lines.push(line);
    marks.push(input.marks[index]!);
  });
  while (lines.length > 0 && lines.at(-1) === '') {
    lines.pop();
    marks.pop();
  }
  return { lines, marks };
}
