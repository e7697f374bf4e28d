import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accentTheme, mailAccent } from './accent-theme.js';
import { contrast, hexOf, rgbOf, toOklch, toRgb } from './colour.js';

const parse = (css: string) => {
  const [l, chroma, hue] = /^oklch\((\S+) (\S+) (\S+)\)$/.exec(css)!.slice(1).map(Number) as [
    number,
    number,
    number,
  ];
  return toRgb({ l, chroma, hue });
};
const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
/** The grounds of the pages, as the style sheet has them. */
const GROUNDS = {
  light: ['oklch(0.978 0.003 85)', 'oklch(0.998 0.001 85)', 'oklch(0.957 0.004 85)'],
  dark: ['oklch(0.178 0.007 270)', 'oklch(0.213 0.008 270)', 'oklch(0.155 0.007 270)'],
};

describe('the colours of a tenant', () => {
  it('are readable on every ground of both themes, whatever the accent', () => {
    fc.assert(
      fc.property(hex, (accent) => {
        const theme = accentTheme(accent);
        for (const name of ['light', 'dark'] as const) {
          const colours = theme[name];
          const grounds = [...GROUNDS[name], colours.accent_soft, colours.selected];
          for (const ground of grounds) {
            expect(contrast(parse(colours.accent), parse(ground))).toBeGreaterThanOrEqual(4.5);
          }
          expect(contrast(parse(colours.on_accent), parse(colours.accent))).toBeGreaterThanOrEqual(4.5);
          expect(contrast(parse(colours.on_accent), parse(colours.accent_hover))).toBeGreaterThanOrEqual(4.5);
        }
        const mail = mailAccent(accent);
        expect(contrast(rgbOf(mail.accent), rgbOf(mail.onAccent))).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 300 },
    );
  });

  it('keep the hue of the accent', () => {
    for (const accent of ['#d4351c', '#00703c', '#1d70b8', '#912b88']) {
      const wanted = toOklch(rgbOf(accent)).hue;
      for (const { accent: css } of Object.values(accentTheme(accent))) {
        expect(Math.abs(toOklch(parse(css)).hue - wanted)).toBeLessThan(8);
      }
    }
  });

  it('leave an accent as it is where it can be read already', () => {
    expect(mailAccent('#1d4f91').accent).toBe('#1d4f91');
    expect(hexOf(rgbOf('#0a0b0c'))).toBe('#0a0b0c');
  });

  // Values of the definitions: https://bottosson.github.io/posts/oklab/ and WCAG's extremes.
  it('are computed by the published formulas', () => {
    expect(toOklch([1, 1, 1]).l).toBeCloseTo(1, 4);
    expect(toOklch([1, 0, 0])).toMatchObject({
      l: expect.closeTo(0.628, 3),
      chroma: expect.closeTo(0.2577, 3),
    });
    expect(contrast([0, 0, 0], [1, 1, 1])).toBeCloseTo(21, 5);
    expect(contrast(rgbOf('#777777'), [1, 1, 1])).toBeCloseTo(4.48, 2);
  });
});
