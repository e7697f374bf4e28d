import { describe, expect, it } from '@jest/globals';
import { MAIL_TEMPLATE_KINDS } from '@noxdesk/contracts';
import { asHtml } from './mail-html.js';
import { asText } from './mail-text.js';
import type { MailContent } from './mail-view.js';
import { renderTemplate } from './render-template.js';
import { DEFAULT_TEMPLATES } from './template-defaults.js';
import { sampleValues, TEMPLATE_KINDS } from './template-kinds.js';

/** What Word, Gmail and Outlook on the web all understand (as of the tables of caniemail.com). */
const TAGS = 'html head meta title body table tr td p a strong span img br'.split(' ');
const STYLES =
  'font-family font-size font-weight line-height color background-color padding margin border border-top border-left border-radius width max-width text-decoration display word-break overflow-wrap -webkit-text-size-adjust'.split(
    ' ',
  );
/** Outlook draws the padding of a cell, and of nothing else. */
const PADDED = new Set(['td', 'body']);

interface Element {
  tag: string;
  attributes: Record<string, string>;
  styles: Map<string, string>;
}

/** Our own HTML is strict enough to be read like this: each attribute in its quotes, nothing escaped within a tag. */
function elementsOf(html: string): { elements: Element[]; comments: string[] } {
  const comments = [...html.matchAll(/<!--([^]*?)-->/g)].map((match) => match[1]!);
  const shown = html.replace(/<!--[^]*?-->/g, '');
  const elements = [...shown.matchAll(/<([a-z][\w:]*)((?:\s+[\w:-]+="[^"<>]*")*)>/g)].map(([, tag, rest]) => {
    const pairs = [...rest!.matchAll(/([\w:-]+)="([^"]*)"/g)];
    const attributes = Object.fromEntries(pairs.map(([, name, value]) => [name!, value!]));
    const styles = (attributes['style'] ?? '').split(';').map((pair) => pair.split(':') as [string, string]);
    return { tag: tag!, attributes, styles: new Map(attributes['style'] ? styles : []) };
  });
  expect(shown.match(/<(?!\/|!doctype)/g)).toHaveLength(elements.length);
  return { elements, comments };
}

const LONG = `https://example.com/${'a'.repeat(300)}`;

function mailOf(kind: (typeof MAIL_TEMPLATE_KINDS)[number], locale: 'es' | 'en', logo: boolean): MailContent {
  const values = sampleValues(locale, { tenant: 'Acme', publicUrl: 'https://desk.example.com' });
  const known = TEMPLATE_KINDS[kind].variables;
  const own = Object.fromEntries(known.map((name) => [name, values[name] ?? '']));
  return {
    locale,
    brand: {
      name: 'Acme',
      logo: logo ? { width: 880, height: 120 } : null,
      accent: '#2454a6',
      onAccent: '#ffffff',
    },
    place: values['department']!,
    blocks: renderTemplate(DEFAULT_TEMPLATES[locale][kind], own).blocks,
    message: known.includes('message') ? { author: 'Marta', text: `Hola\n${LONG}`, html: null } : null,
    footer: ['Pie', 'https://desk.example.com/tickets/'],
  };
}

const all = (['es', 'en'] as const).flatMap((locale) =>
  MAIL_TEMPLATE_KINDS.flatMap((kind) =>
    [true, false].map((logo) => ({ kind, locale, logo, mail: mailOf(kind, locale, logo) })),
  ),
);

describe.each(all)('the mail $kind in $locale, with a logo: $logo', ({ locale, logo, mail }) => {
  const html = asHtml(mail);
  const { elements, comments } = elementsOf(html);

  it('is made of what Outlook and Gmail understand', () => {
    expect(elements.map(({ tag }) => tag).filter((tag) => !TAGS.includes(tag))).toEqual([]);
    const styles = new Set(elements.flatMap((each) => [...each.styles.keys()]));
    expect([...styles].filter((name) => !STYLES.includes(name))).toEqual([]);
    for (const { tag, attributes, styles: own } of elements) {
      expect(Object.keys(attributes)).not.toEqual(expect.arrayContaining(['class']));
      if (tag === 'table')
        expect(attributes).toMatchObject({ role: 'presentation', cellpadding: '0', border: '0' });
      if (own.has('padding') && !PADDED.has(tag)) throw new Error(`<${tag}> is padded`);
      expect(own.get('margin') ?? '0').not.toContain('-');
      // Gmail drops a style with a function that it does not know, and all behind it.
      expect([...own.values()].join()).not.toMatch(/\b(?:var|calc|clamp|min|max|url)\(/);
    }
  });

  it('is 600 wide at most, in Word by a table that only it sees, and narrow where the screen is', () => {
    expect(html.match(/<!--\[if mso\]><table [^>]*width="600"><tr><td><!\[endif\]-->/g)).toHaveLength(1);
    expect(html).toContain('<!--[if mso]></td></tr></table><![endif]-->');
    expect(
      comments.every((comment) => comment.startsWith('[if mso]>') && comment.endsWith('<![endif]')),
    ).toBe(true);
    const widths = elements
      .map(({ attributes }) => attributes['width'])
      .filter((width) => /^\d+$/.test(width ?? ''));
    expect(widths.every((width) => Number(width) <= 220)).toBe(true);
    expect(elements.some(({ styles }) => styles.get('max-width') === '600px')).toBe(true);
    if (html.includes(LONG)) expect(html).toMatch(/<td style="[^"]*word-break:break-word[^"]*">[^]*a{300}/);
  });

  it('names ink and ground together, in hexadecimal digits, and a font of every cell with words', () => {
    const colours = elements.flatMap(({ styles }) =>
      ['color', 'background-color'].flatMap((name) => styles.get(name) ?? []),
    );
    expect(colours.filter((colour) => !/^#[0-9a-f]{6}$/.test(colour))).toEqual([]);
    for (const cell of html.matchAll(/<td([^>]*)>([^<]*)/g)) {
      if (cell[2]!.trim() === '') continue;
      for (const property of ['font-family:', 'font-size:', 'line-height:', 'color:#']) {
        expect(cell[1]).toContain(property);
      }
    }
    expect(html).toContain('<meta name="color-scheme" content="light">');
    expect(elements.filter(({ attributes }) => attributes['bgcolor']).length).toBeGreaterThanOrEqual(2);
  });

  it('says its language and title, asks no server for anything, and stays far below what Gmail cuts', () => {
    expect(html.startsWith(`<!doctype html>\n<html lang="${locale}"`)).toBe(true);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html).not.toMatch(/\ssrc="(?!cid:)/);
    const images = elements.filter(({ tag }) => tag === 'img');
    expect(images).toHaveLength(logo ? 1 : 0);
    for (const { attributes } of images) {
      expect(attributes).toMatchObject({ alt: 'Acme', width: '220', height: '30' });
    }
    expect(Buffer.byteLength(html)).toBeLessThan(16 * 1024);
  });

  it('says as much without HTML', () => {
    const text = asText(mail);
    const links = elements.flatMap(({ tag, attributes }) => (tag === 'a' ? attributes['href']! : []));
    for (const link of links) expect(text).toContain(link);
    expect(text).not.toMatch(/<[a-z/]|&#\d+;|\uE000/);
    expect(text.trimEnd().endsWith(mail.footer.at(-1)!)).toBe(true);
  });
});
