import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

/** What a walk over HTML reports; every opening gets exactly one closing. `at`: offset in the HTML. */
export interface HtmlHandler {
  open(name: string, attributes: Record<string, string>, at: number): void;
  text(text: string, at: number): void;
  close(name: string): void;
}

const VOID = new Set([
  'area',
  'base',
  'basefont',
  'br',
  'col',
  'embed',
  'frame',
  'hr',
  'img',
  'input',
  'keygen',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
]);
const FOREIGN = new Set(['svg', 'math']);
const CLOSES_P = [
  'address',
  'article',
  'aside',
  'blockquote',
  'center',
  'details',
  'dir',
  'div',
  'dl',
  'fieldset',
  'figcaption',
  'figure',
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
  'main',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'table',
  'ul',
];
/** Which elements an opening closes where they are the innermost ones (HTML §13.1.2.4, optional end tags). */
const IMPLIED = new Map<string, readonly string[]>([
  ...CLOSES_P.map((name): [string, readonly string[]] => [name, ['p']]),
  ['li', ['p', 'li']],
  ['dt', ['p', 'dt', 'dd']],
  ['dd', ['p', 'dt', 'dd']],
  ['td', ['p', 'td', 'th']],
  ['th', ['p', 'td', 'th']],
  ['tr', ['p', 'td', 'th', 'tr']],
  ['tbody', ['td', 'th', 'tr', 'thead', 'tbody']],
  ['thead', ['td', 'th', 'tr', 'thead', 'tbody']],
  ['tfoot', ['td', 'th', 'tr', 'thead', 'tbody']],
  ['option', ['option']],
  ['body', ['head']],
]);
/** An end tag closes nothing beyond these: a stray one in a cell must not end the table. */
const BARRIERS = new Set(['table', 'td', 'th']);
const MAX_DEPTH = 400;
const MAX_ATTRIBUTES = 60;

/**
 * Walks HTML on htmlparser2's tokenizer. Its own tree logic takes quadratic time on deep nesting; here what is nested
 * deeper than 400 elements is read as if those elements were not there.
 */
export function walkHtml(html: string, handler: HtmlHandler): void {
  const walk = new Walk(html, handler);
  const tokenizer = new Tokenizer({ decodeEntities: true }, walk);
  tokenizer.write(html);
  tokenizer.end();
  walk.finish();
}

class Walk implements TokenizerCallbacks {
  private readonly stack: string[] = [];
  private overflow = 0;
  private name = '';
  private at = 0;
  private attributes: Record<string, string> = {};
  private attributeCount = 0;
  private attribute = '';
  private value = '';

  constructor(
    private readonly html: string,
    private readonly handler: HtmlHandler,
  ) {}

  ontext(start: number, end: number): void {
    this.handler.text(this.html.slice(start, end), start);
  }

  ontextentity(codepoint: number, end: number): void {
    this.handler.text(String.fromCodePoint(codepoint), end - 1);
  }

  onopentagname(start: number, end: number): void {
    this.name = this.html.slice(start, end).toLowerCase();
    this.at = start;
    this.attributes = {};
    this.attributeCount = 0;
  }

  onattribname(start: number, end: number): void {
    this.attribute = this.html.slice(start, end).toLowerCase();
  }

  onattribdata(start: number, end: number): void {
    this.value += this.html.slice(start, end);
  }

  onattribentity(codepoint: number): void {
    this.value += String.fromCodePoint(codepoint);
  }

  onattribend(): void {
    // The first of two attributes counts, as in browsers; names like __proto__ are no names of HTML.
    const known = Object.hasOwn(this.attributes, this.attribute) || this.attribute.startsWith('__');
    if (!known && this.attributeCount++ < MAX_ATTRIBUTES) this.attributes[this.attribute] = this.value;
    this.value = '';
  }

  onopentagend(): void {
    this.open(VOID.has(this.name));
  }

  onselfclosingtag(): void {
    this.open(VOID.has(this.name) || FOREIGN.has(this.name));
  }

  private open(empty: boolean): void {
    const implied = IMPLIED.get(this.name);
    if (implied) while (this.stack.length > 0 && implied.includes(this.stack.at(-1)!)) this.pop();
    if (empty) {
      this.handler.open(this.name, this.attributes, this.at);
      this.handler.close(this.name);
    } else if (this.stack.length >= MAX_DEPTH) this.overflow++;
    else {
      this.stack.push(this.name);
      this.handler.open(this.name, this.attributes, this.at);
    }
  }

  onclosetag(start: number, end: number): void {
    const name = this.html.slice(start, end).toLowerCase();
    if (this.overflow > 0) {
      this.overflow--;
      return;
    }
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const open = this.stack[i]!;
      if (open === name) {
        while (this.stack.length > i) this.pop();
        return;
      }
      if (
        BARRIERS.has(open) &&
        name !== 'table' &&
        name !== 'tr' &&
        name !== 'tbody' &&
        name !== 'body' &&
        name !== 'html'
      )
        return;
    }
  }

  private pop(): void {
    this.handler.close(this.stack.pop()!);
  }

  finish(): void {
    while (this.stack.length > 0) this.pop();
  }

  oncdata(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}
}
