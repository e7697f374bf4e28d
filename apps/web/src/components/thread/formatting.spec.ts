import { describe, expect, it } from '@jest/globals';
import { hasFormatting, splitLinks } from './formatting.js';

describe('web addresses in a message', () => {
  it('become links, without the full stop that ends the sentence', () => {
    expect(splitLinks('Mira https://ejemplo.com/a?b=1. Gracias')).toEqual([
      { text: 'Mira ' },
      { text: 'https://ejemplo.com/a?b=1', href: 'https://ejemplo.com/a?b=1' },
      { text: '. Gracias' },
    ]);
  });

  it('are http and https alone', () => {
    expect(splitLinks('javascript:alert(1) ftp://x')).toEqual([{ text: 'javascript:alert(1) ftp://x' }]);
  });
});

describe('the format of a mail', () => {
  it('is worth showing when text alone would lose something', () => {
    expect(hasFormatting('<div>Hola<br>adiós</div>')).toBe(false);
    expect(hasFormatting('<p>Hola</p><img src="cid:x">')).toBe(true);
    expect(hasFormatting('<table><tr><td>1</td></tr></table>')).toBe(true);
    expect(hasFormatting(null)).toBe(false);
  });
});
