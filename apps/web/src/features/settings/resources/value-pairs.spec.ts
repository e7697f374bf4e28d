import { describe, expect, it } from '@jest/globals';
import { pairsOf, textOfPairs } from './value-pairs.js';

describe('pairs as they are typed', () => {
  it('are one a line, whatever spaces stand around them', () => {
    expect(pairsOf('soporte = agent\n  jefes=admin  \n')).toEqual({ soporte: 'agent', jefes: 'admin' });
  });

  it('may have the sign in their name, and are left out without one', () => {
    expect(pairsOf('cn=soporte,dc=acme = agent\nnada\n= x\ny =')).toEqual({ 'cn=soporte,dc=acme': 'agent' });
  });

  it('are written as they are read', () => {
    const pairs = { soporte: 'agent', 'cn=jefes': 'admin' };
    expect(pairsOf(textOfPairs(pairs))).toEqual(pairs);
  });
});
