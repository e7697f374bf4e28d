import { sanitizeStyle } from './css.js';

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

const MAX_VALUE = 2000;
const MAX_URL = 8000;
const EMBEDDED_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]+$/i;

/**
 * What becomes of an element: it stays with its allowed attributes, loses its tags only, or goes with all it holds.
 * @param name in lower case
 */
export function fateOf(name: string): 'keep' | 'unwrap' | 'drop' {
  if (DROP.has(name)) return 'drop';
  return Object.hasOwn(ALLOWED, name) ? 'keep' : 'unwrap';
}

/** Whether an element has no end tag. */
export const isVoid = (name: string): boolean => VOID.has(name);

/**
 * The attributes an element that stays may have, in the order they came; links open apart and tell nothing about us.
 * Sources of pictures are not among them: where those come from is for the caller to say. What this wrote, it writes
 * again.
 * @param name of an element that {@link fateOf} keeps
 */
export function safeAttributes(
  name: string,
  attributes: Readonly<Record<string, string>>,
): [string, string][] {
  const kept: [string, string][] = [];
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'style') {
      const style = sanitizeStyle(value);
      if (style !== '') kept.push(['style', style]);
    } else if (key === 'href' && name === 'a') {
      const href = safeUrl(value, /^(?:https?|mailto|tel)$/);
      if (href !== null)
        kept.push(['href', href], ['rel', 'noopener noreferrer nofollow'], ['target', '_blank']);
    } else if ((ALLOWED[name]!.includes(key) || COMMON.includes(key)) && value.length <= MAX_VALUE) {
      kept.push([key, key === 'name' ? anchorName(value) : value]);
    }
  }
  return kept;
}

/** A name of its own space: one that the page goes by would be found in its place. */
const anchorName = (name: string) => (name.startsWith('mail-') ? name : `mail-${name}`);

/** A picture within its own address, without white space; null for all others. SVG could carry markup. */
export function embeddedImage(source: string): string | null {
  return EMBEDDED_IMAGE.test(source) ? source.replace(/\s+/g, '') : null;
}

/** The address of a picture on another server; null for all others. */
export const remoteImage = (source: string): string | null =>
  safeUrl(source.startsWith('//') ? `https:${source}` : source, /^https?$/);

/** An absolute URL of an allowed scheme, as the browser would read it; null for all others. */
function safeUrl(raw: string, schemes: RegExp): string | null {
  if (raw.length > MAX_URL) return null;
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
