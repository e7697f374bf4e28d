import { decodeCid } from './cid.js';
import { sanitizeStyle } from './css.js';
import { type HtmlHandler, walkHtml } from './html-events.js';

export interface SanitizeOptions {
  /** Address that shows the file with this Content-ID; null or no function: the image is dropped to its text. */
  cidUrl?: (contentId: string) => string | null;
}

export interface SanitizedHtml {
  html: string;
  /** True where an image on another server was held back: its address is in `data-remote-src`. */
  remoteImages: boolean;
}

/** Elements that stay, each with the attributes it may have besides the common ones. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  a: ['href', 'name'],
  abbr: [],
  address: [],
  article: [],
  aside: [],
  b: [],
  bdi: [],
  bdo: [],
  big: [],
  blockquote: ['type'],
  br: ['clear'],
  caption: ['align'],
  center: [],
  cite: [],
  code: [],
  col: ['span', 'width', 'align', 'valign'],
  colgroup: ['span', 'width', 'align', 'valign'],
  dd: [],
  del: ['datetime'],
  details: ['open'],
  dfn: [],
  div: ['align'],
  dl: [],
  dt: [],
  em: [],
  figcaption: [],
  figure: [],
  font: ['color', 'face', 'size'],
  footer: [],
  h1: ['align'],
  h2: ['align'],
  h3: ['align'],
  h4: ['align'],
  h5: ['align'],
  h6: ['align'],
  header: [],
  hr: ['align', 'size', 'width', 'noshade', 'color'],
  i: [],
  img: ['alt', 'width', 'height', 'align', 'border', 'hspace', 'vspace'],
  ins: ['datetime'],
  kbd: [],
  li: ['type', 'value'],
  main: [],
  mark: [],
  ol: ['type', 'start', 'reversed'],
  p: ['align'],
  pre: ['width'],
  q: [],
  rp: [],
  rt: [],
  ruby: [],
  s: [],
  samp: [],
  section: [],
  small: [],
  span: [],
  strike: [],
  strong: [],
  sub: [],
  summary: [],
  sup: [],
  table: [
    'align',
    'bgcolor',
    'border',
    'cellpadding',
    'cellspacing',
    'width',
    'height',
    'rules',
    'frame',
    'summary',
  ],
  tbody: ['align', 'valign'],
  td: ['align', 'bgcolor', 'colspan', 'rowspan', 'height', 'width', 'nowrap', 'valign'],
  tfoot: ['align', 'valign'],
  th: ['align', 'bgcolor', 'colspan', 'rowspan', 'height', 'width', 'nowrap', 'valign', 'scope'],
  thead: ['align', 'valign'],
  time: ['datetime'],
  tr: ['align', 'bgcolor', 'height', 'valign'],
  tt: [],
  u: [],
  ul: ['type'],
  var: [],
  wbr: [],
};
const COMMON: readonly string[] = ['dir', 'lang', 'title'];
const VOID = new Set(['br', 'col', 'hr', 'img', 'wbr']);
/** Elements that go with all they hold; others lose their tags only. */
const DROP = new Set([
  'script',
  'style',
  'head',
  'title',
  'iframe',
  'frame',
  'frameset',
  'noframes',
  'object',
  'embed',
  'applet',
  'svg',
  'math',
  'template',
  'noscript',
  'textarea',
  'select',
  'option',
  'optgroup',
  'datalist',
  'audio',
  'video',
  'canvas',
  'xmp',
  'plaintext',
  'noembed',
  'portal',
  'xml',
  'base',
  'link',
  'meta',
]);

/**
 * HTML of a mail made safe to show: an allow-list of elements and attributes, written anew from the tokens so that no
 * markup of the sender's survives as it was. Remote images are held back, `cid:` images shown where the caller knows
 * them, links open apart and tell nothing.
 */
export function sanitizeMailHtml(html: string, options: SanitizeOptions = {}): SanitizedHtml {
  const writer = new SafeWriter(options);
  walkHtml(html, writer);
  return writer.finish();
}

class SafeWriter implements HtmlHandler {
  private out: string[] = [];
  private stack: (string | null)[] = [];
  private dropDepth = 0;
  private remote = false;

  constructor(private readonly options: SanitizeOptions) {}

  open(name: string, attributes: Record<string, string>): void {
    if (this.dropDepth > 0 || DROP.has(name)) {
      // Each opening has its closing call, that of a void element too.
      this.dropDepth++;
      return;
    }
    const allowed = Object.hasOwn(ALLOWED, name) ? ALLOWED[name]! : null;
    const written = allowed && this.writeTag(name, attributes, allowed);
    this.stack.push(written && !VOID.has(name) ? name : null);
  }

  private writeTag(name: string, attributes: Record<string, string>, allowed: readonly string[]): boolean {
    const kept: [string, string][] = [];
    if (name === 'img' && !this.imageSource(attributes, kept)) return false;
    for (const [key, value] of Object.entries(attributes)) {
      if (key === 'style') {
        const style = sanitizeStyle(value);
        if (style !== '') kept.push(['style', style]);
      } else if (key === 'href' && name === 'a') this.link(value, kept);
      else if ((allowed.includes(key) || COMMON.includes(key)) && value.length <= 2000) {
        kept.push([key, key === 'name' ? `mail-${value}` : value]);
      }
    }
    this.out.push(`<${name}${kept.map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`).join('')}>`);
    return true;
  }

  private link(raw: string, kept: [string, string][]): void {
    const href = safeUrl(raw, /^(?:https?|mailto|tel)$/);
    if (href === null) return;
    kept.push(['href', href], ['rel', 'noopener noreferrer nofollow'], ['target', '_blank']);
  }

  /** False where nothing of the image is shown. */
  private imageSource(attributes: Record<string, string>, kept: [string, string][]): boolean {
    const raw = (attributes['src'] ?? '').trim();
    if (/^cid:/i.test(raw)) {
      const url = this.options.cidUrl?.(decodeCid(raw.slice(4))) ?? null;
      if (url !== null) kept.push(['src', url]);
      return url !== null || Boolean(attributes['alt']);
    }
    // Small pictures within the address itself; SVG could carry markup.
    if (/^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+$/i.test(raw)) {
      kept.push(['src', raw.replace(/\s+/g, '')]);
      return true;
    }
    const url = safeUrl(raw.startsWith('//') ? `https:${raw}` : raw, /^https?$/);
    if (url === null) return Boolean(attributes['alt']);
    this.remote = true;
    kept.push(['data-remote-src', url]);
    return true;
  }

  text(text: string): void {
    if (this.dropDepth === 0) this.out.push(escapeText(text));
  }

  close(name: string): void {
    if (this.dropDepth > 0) {
      this.dropDepth--;
      return;
    }
    const open = this.stack.pop();
    if (open === name) this.out.push(`</${name}>`);
  }

  finish(): SanitizedHtml {
    return { html: this.out.join(''), remoteImages: this.remote };
  }
}

/** An absolute URL of an allowed scheme, as the browser would read it; null for all others. */
function safeUrl(raw: string, schemes: RegExp): string | null {
  if (raw.length > 8000) return null;
  // Browsers ignore control characters and white space around and within the scheme.
  const text = raw
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028\u2029\ufeff]+/g, (run, at: number) =>
      at > 0 && /^ +$/.test(run) ? '%20' : '',
    )
    .replace(/(?:%20)+$/, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || !schemes.test(scheme)) return null;
  if (scheme.startsWith('http') && !URL.canParse(text)) return null;
  return text;
}

function escapeText(text: string): string {
  return text.replaceAll('\0', '').replace(/[&<>]/g, (char) => ESCAPES[char]!);
}

function escapeAttribute(text: string): string {
  return text.replaceAll('\0', '').replace(/[&<>"'`]/g, (char) => ESCAPES[char]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};
