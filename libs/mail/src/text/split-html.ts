import { splitReply } from '../reply/split-reply.js';
import { walkHtml, type HtmlHandler } from './html-events.js';
import { htmlToLines, SKIP } from './html-to-text.js';

/** The HTML of a mail in two documents: what its writer wrote, and what came with it. Neither is safe to show as it is. */
export interface HtmlParts {
  own: string;
  /** Quoted mails and the signature; '' where there is nothing of the kind. */
  rest: string;
}

/**
 * Splits a mail's HTML as `splitReply` splits its text: the lines that are folded there are in `rest` with the
 * elements around them, the others in `own`. Nothing that can be read is lost, or in both.
 */
export function splitMailHtml(html: string): HtmlParts {
  const { lines, marks, starts } = htmlToLines(html);
  const { segments } = splitReply(lines.join('\n'), { marks });
  if (segments.every(({ kind }) => kind === 'reply')) return { own: html, rest: '' };
  const cuts = cutsOf(segments, starts);
  const writer = new PartsWriter(cuts);
  walkHtml(html, writer);
  return writer.finish();
}

/** From this offset of the HTML on, its text is the writer's own, or not. */
interface Cut {
  at: number;
  own: boolean;
}

function cutsOf(segments: readonly { kind: string; text: string }[], starts: readonly number[]): Cut[] {
  const cuts: Cut[] = [];
  let line = 0;
  for (const { kind, text } of segments) {
    const own = kind === 'reply';
    const count = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    for (const at of starts.slice(line, line + count)) {
      if (at >= 0 && cuts.at(-1)?.own !== own) cuts.push({ at, own });
    }
    line += count;
  }
  return cuts;
}

interface Open {
  name: string;
  tag: string;
  /** Of own part and rest: whether the tag is written there. */
  written: [boolean, boolean];
}

const VOID = new Set(['br', 'col', 'hr', 'img', 'wbr']);
/** Void elements that show something by themselves. */
const SEEN = new Set(['img', 'hr']);

/** Writes each piece of text to its part, and the elements around it where they hold something. */
class PartsWriter implements HtmlHandler {
  readonly #out: [string[], string[]] = [[], []];
  readonly #stack: Open[] = [];
  #skipped = 0;
  #cut = 0;

  constructor(private readonly cuts: readonly Cut[]) {}

  open(name: string, attributes: Record<string, string>, at: number): void {
    if (this.#skipped > 0 || SKIP.has(name)) {
      this.#skipped++;
      return;
    }
    const tag = `<${name}${Object.entries(attributes).map(attribute).join('')}>`;
    if (VOID.has(name)) {
      const part = this.#partAt(at);
      // A line break keeps its place within what is written; it opens nothing by itself.
      if (SEEN.has(name)) this.#enter(part);
      this.#out[part].push(tag);
      this.#stack.push({ name: '', tag: '', written: [false, false] });
    } else this.#stack.push({ name, tag, written: [false, false] });
  }

  text(text: string, at: number): void {
    if (this.#skipped > 0) return;
    let start = 0;
    while (start < text.length) {
      const part = this.#partAt(at + start);
      const next = this.cuts[this.#cut]?.at ?? Infinity;
      const end = Math.min(text.length, next - at);
      const piece = text.slice(start, end);
      if (piece.trim() !== '') this.#enter(part);
      this.#out[part].push(piece.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`));
      start = end;
    }
  }

  close(): void {
    if (this.#skipped > 0) {
      this.#skipped--;
      return;
    }
    const { name, written } = this.#stack.pop()!;
    for (const part of [0, 1] as const) if (written[part]) this.#out[part].push(`</${name}>`);
  }

  finish(): HtmlParts {
    const [own, rest] = this.#out;
    return { own: own.join(''), rest: rest.join('').trim() };
  }

  /** 0: the writer's own. Offsets only rise; what stands before the first line belongs to it. */
  #partAt(at: number): 0 | 1 {
    while (this.#cut < this.cuts.length && (this.cuts[this.#cut]!.at <= at || this.#cut === 0)) this.#cut++;
    return this.cuts[this.#cut - 1]?.own === false ? 1 : 0;
  }

  #enter(part: 0 | 1): void {
    for (let i = this.#stack.length - 1; i >= 0 && !this.#stack[i]!.written[part]; i--) this.#entered = i;
    for (let i = this.#entered; i < this.#stack.length; i++) {
      const open = this.#stack[i]!;
      if (open.written[part] || open.name === '') continue;
      open.written[part] = true;
      this.#out[part].push(open.tag);
    }
    this.#entered = Infinity;
  }

  /** The outermost element that is not yet written. */
  #entered = Infinity;
}

const attribute = ([name, value]: [string, string]): string =>
  ` ${name.replace(/[^\w:.-]/g, '')}="${value.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)}"`;
