import { describe, expect, it } from '@jest/globals';
import { createKeyMatcher, nameOf } from './keys.js';

const press = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('the name of a key press', () => {
  it('reads control and command as the same modifier', () => {
    expect(nameOf(press('k', { ctrlKey: true }))).toBe('mod+k');
    expect(nameOf(press('K', { metaKey: true }))).toBe('mod+k');
  });

  it('does not count the shift that a sign needs on some keyboards', () => {
    expect(nameOf(press('?', { shiftKey: true }))).toBe('?');
    expect(nameOf(press('Enter', { shiftKey: true }))).toBe('shift+enter');
  });
});

describe('a sequence of keys', () => {
  const shortcuts = ['j', 'g m', 'g a', 'a'];

  it('completes with its second key', () => {
    const match = createKeyMatcher(() => 0);
    expect(match('g', shortcuts)).toEqual({ match: null, pending: true });
    expect(match('a', shortcuts)).toEqual({ match: 'g a', pending: false });
    expect(match('a', shortcuts).match).toBe('a');
  });

  it('is forgotten when the second key comes late', () => {
    let time = 0;
    const match = createKeyMatcher(() => time);
    match('g', shortcuts);
    time = 5_000;
    expect(match('a', shortcuts).match).toBe('a');
  });

  it('lets a key that does not belong to it do its own work', () => {
    const match = createKeyMatcher(() => 0);
    match('g', shortcuts);
    expect(match('j', shortcuts).match).toBe('j');
  });
});
