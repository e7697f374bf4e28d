/** What the HTML itself says of a line: within a quote container, within a signature container. */
export type LineMark = '' | 'quote' | 'signature';

export interface TextLines {
  lines: string[];
  /** One per line. */
  marks: LineMark[];
  /** One per line: where its text begins in the HTML; -1 for an empty line. */
  starts: number[];
}

/** Collects lines: white space collapsed, at most one empty line between blocks. */
export class LineWriter {
  length = 0;
  /** Where in the HTML what is written next stands. */
  at = 0;
  private readonly lines: string[] = [];
  private readonly marks: LineMark[] = [];
  private readonly starts: number[] = [];
  private currentStart = -1;
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
        this.at += part.length + 1;
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
      this.currentStart = this.at;
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
    if (this.wantsBlank && this.lines.length > 0 && this.lines.at(-1) !== '') this.push('', '');
    this.wantsBlank = false;
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
    this.starts.push(line === '' ? -1 : this.currentStart);
  }

  finish(): TextLines {
    if (this.hasText) this.endLine();
    return trimBlank({
      lines: this.lines.map((line) => line.replace(/\u00a0/g, ' ')),
      marks: this.marks,
      starts: this.starts,
    });
  }
}

/** No empty lines at the ends, at most two in a row. */
function trimBlank(input: TextLines): TextLines {
  const lines: string[] = [];
  const marks: LineMark[] = [];
  const starts: number[] = [];
  let blanks = 0;
  input.lines.forEach((raw, index) => {
    const line = raw.trimEnd();
    blanks = line === '' ? blanks + 1 : 0;
    if (blanks > 2 || (blanks > 0 && lines.length === 0)) return;
    lines.push(line);
    marks.push(input.marks[index]!);
    starts.push(input.starts[index]!);
  });
  while (lines.length > 0 && lines.at(-1) === '') {
    lines.pop();
    marks.pop();
    starts.pop();
  }
  return { lines, marks, starts };
}
