import { describe, expect, it } from '@jest/globals';
import { fromText, isFormatted, type RichNode, toText } from './document.js';

const text = (value: string, ...marks: NonNullable<RichNode['marks']>): RichNode => ({
  type: 'text',
  text: value,
  ...(marks.length > 0 && { marks }),
});
const p = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });
const doc = (...content: RichNode[]): RichNode => ({ type: 'doc', content });
const item = (...content: RichNode[]): RichNode => ({ type: 'listItem', content });

describe('formatted writing as plain text', () => {
  it('keeps paragraphs and the line breaks in them', () => {
    expect(toText(doc(p(text('Hola'), { type: 'hardBreak' }, text('Ana')), p(text('Adiós'))))).toBe(
      'Hola\nAna\n\nAdiós',
    );
    expect(toText(doc({ type: 'paragraph' }))).toBe('');
  });

  it('has the signs that people type for lists and quotes', () => {
    const list: RichNode = { type: 'bulletList', content: [item(p(text('uno'))), item(p(text('dos')))] };
    const steps: RichNode = { type: 'orderedList', attrs: { start: 3 }, content: [item(p(text('tres')))] };
    const quote: RichNode = { type: 'blockquote', content: [p(text('a')), p(text('b'))] };
    expect(toText(doc(list, steps, quote))).toBe('- uno\n- dos\n\n3. tres\n\n> a\n> \n> b');
  });

  it('says where a link goes, once, and names a picture', () => {
    const link = (href: string) => ({ type: 'link', attrs: { href } });
    const image: RichNode = { type: 'image', attrs: { alt: 'captura.png' } };
    expect(
      toText(
        doc(
          p(
            text('aquí', link('https://a.test/')),
            text(' y '),
            text('https://b.test/', link('https://b.test/')),
          ),
        ),
      ),
    ).toBe('aquí (https://a.test/) y https://b.test/');
    expect(toText(doc(p(image)))).toBe('[captura.png]');
  });
});

describe('whether there is anything to lose', () => {
  it('is not in words and lines, and is in all else', () => {
    expect(isFormatted(doc(p(text('Hola'), { type: 'hardBreak' })))).toBe(false);
    expect(isFormatted(doc(p(text('Hola', { type: 'bold' }))))).toBe(true);
    expect(isFormatted(doc({ type: 'bulletList', content: [item(p(text('a')))] }))).toBe(true);
    expect(isFormatted(doc(p({ type: 'image' })))).toBe(true);
  });
});

describe('plain text in an editor', () => {
  it('is paragraphs and line breaks, and never markup', () => {
    expect(fromText('a\nb\n\nc')).toBe('<p>a<br>b</p><p>c</p>');
    expect(fromText('<img src=x onerror=alert(1)> & "b"')).toBe(
      '<p>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;b&quot;</p>',
    );
  });
});
