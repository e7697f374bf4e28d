import { describe, expect, it } from '@jest/globals';
import { followsServer } from './merge-drafts.js';

describe('a draft that two devices write', () => {
  it.each([
    ['goes on here where it was begun elsewhere', { local: '', base: '', remote: 'Hola' }, true],
    ['takes what was added elsewhere', { local: 'Hola', base: 'Hola', remote: 'Hola, Ana' }, true],
    ['is gone here once it was sent elsewhere', { local: 'Hola', base: 'Hola', remote: '' }, true],
    ['keeps what was written here since', { local: 'Hola, Luis', base: 'Hola', remote: 'Hola, Ana' }, false],
    ['stays erased where it was erased here', { local: '', base: 'Hola', remote: 'Hola' }, false],
    ['survives a server that knows nothing of it yet', { local: 'Hola', base: '', remote: '' }, false],
    ['is left alone where all agree', { local: 'Hola', base: 'Hola', remote: 'Hola' }, false],
  ])('%s', (_what, drafts, follows) => {
    expect(followsServer(drafts)).toBe(follows);
  });
});
