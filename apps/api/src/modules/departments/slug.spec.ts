import { describe, expect, it } from '@jest/globals';
import { freeSlug, slugOf } from './slug.js';

describe('the slug of a name', () => {
  it.each([
    ['Soporte Técnico', 'soporte-tecnico'],
    ['  ¿Facturación & Cobros?  ', 'facturacion-cobros'],
    ['ATENCIÓN AL AÑO', 'atencion-al-ano'],
    ['2.ª línea', '2-a-linea'],
    ['営業部', ''],
  ])('%s → %s', (name, slug) => expect(slugOf(name)).toBe(slug));

  it('is never longer than 63 characters and never ends in a hyphen', () => {
    expect(slugOf(`${'a'.repeat(62)} b`)).toBe('a'.repeat(62));
  });
});

describe('a free slug', () => {
  it('is the slug itself while nobody has it', () => expect(freeSlug('ventas', new Set())).toBe('ventas'));

  it('is counted on when it is taken', () =>
    expect(freeSlug('ventas', new Set(['ventas', 'ventas-2']))).toBe('ventas-3'));

  it('stays within 63 characters when it is counted on', () => {
    const long = 'a'.repeat(63);
    expect(freeSlug(long, new Set([long]))).toBe(`${'a'.repeat(61)}-2`);
  });
});
