import { describe, expect, it } from '@jest/globals';
import { rank } from './rank.js';

const labels = ['Cambiar la prioridad', 'Asignármelo', 'Ir a Mis abiertos', 'Prioridad alta'];
const ranked = (text: string) => rank(labels, text, (label) => label);

describe('what the palette finds', () => {
  it('is everything, as it stands, while nothing is typed', () => {
    expect(ranked('')).toEqual(labels);
  });

  it('puts a label that begins with the words before one that has them inside', () => {
    expect(ranked('prio')).toEqual(['Prioridad alta', 'Cambiar la prioridad']);
  });

  it('does not mind accents or capitals', () => {
    expect(ranked('ASIGNARMELO')).toEqual(['Asignármelo']);
  });

  it('is nothing where nothing matches', () => {
    expect(ranked('zzz')).toEqual([]);
  });
});
