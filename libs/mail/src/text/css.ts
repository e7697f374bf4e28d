/** Properties a mail's style attributes may set: looks only, nothing that moves, hides or loads. */
const ALLOWED = new Set([
  'background-color',
  'border',
  'border-bottom',
  'border-collapse',
  'border-color',
  'border-left',
  'border-radius',
  'border-right',
  'border-spacing',
  'border-style',
  'border-top',
  'border-width',
  'color',
  'direction',
  'font',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'height',
  'letter-spacing',
  'line-height',
  'list-style-type',
  'margin',
  'margin-bottom',
  'margin-left',
  'margin-right',
  'margin-top',
  'max-width',
  'padding',
  'padding-bottom',
  'padding-left',
  'padding-right',
  'padding-top',
  'table-layout',
  'text-align',
  'text-decoration',
  'text-indent',
  'text-transform',
  'vertical-align',
  'white-space',
  'width',
  'word-break',
  'word-spacing',
  'word-wrap',
  'overflow-wrap',
  'border-top-color',
  'border-top-style',
  'border-top-width',
  'border-left-color',
  'border-left-style',
  'border-left-width',
  'background',
]);

const VALUE = /^[\w\s#%.,'"()!+-]*$/;
const CALLS = /([a-z-]*)\s*\(/gi;
const SAFE_CALL = /^(?:rgb|rgba|hsl|hsla)$/i;
const MAX_STYLE = 4000;

/** A style attribute without what could load, cover or escape; '' where nothing is left. */
export function sanitizeStyle(style: string): string {
  if (style.length > MAX_STYLE) return '';
  // Escapes (`\75rl(`) and comments can hide any word; real mails have none that matter.
  if (style.includes('\\')) return '';
  const plain = style.replace(/\/\*.*?(?:\*\/|$)/gs, ' ');
  const kept: string[] = [];
  for (const declaration of plain.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon === -1) continue;
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    if (ALLOWED.has(property) && isSafeValue(property, value))
      kept.push(`${property}: ${value.replace(/"/g, "'")}`);
  }
  return kept.join('; ');
}

function isSafeValue(property: string, value: string): boolean {
  if (value === '' || value.length > 300 || !VALUE.test(value)) return false;
  for (const call of value.matchAll(CALLS)) if (!SAFE_CALL.test(call[1]!)) return false;
  // Text drawn over or out of its place.
  if (/^(?:margin|text-indent|letter-spacing|word-spacing)/.test(property) && /(?:^|\s)-/.test(value))
    return false;
  return !/expression|javascript|behavior|url|import/i.test(value);
}
