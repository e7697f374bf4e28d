import { describe, expect, it } from '@jest/globals';
import { beginTypeAhead, keepTyped, takeTypeAhead } from './type-ahead.js';

const press = (key: string, ctrlKey = false) => keepTyped({ key, ctrlKey, metaKey: false, altKey: false });

describe('what is typed for something that is still to come', () => {
  it('is kept for it, corrections and all, and nobody else takes it', () => {
    beginTypeAhead();
    expect(['n', 'x', 'Backspace', 'o', ' ', 'Shift'].map((key) => press(key))).not.toContain(false);
    expect(takeTypeAhead()).toBe('no ');
  });

  it('is for the page again once it is there, or was called off', () => {
    expect(press('n')).toBe(false);
    beginTypeAhead();
    press('Escape');
    expect(press('n')).toBe(false);
    expect(takeTypeAhead()).toBe('');
  });

  it('does not hold up the chords of the browser', () => {
    beginTypeAhead();
    expect(press('r', true)).toBe(false);
    expect(takeTypeAhead()).toBe('');
  });
});
