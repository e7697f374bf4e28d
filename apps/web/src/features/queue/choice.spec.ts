import { describe, expect, it } from '@jest/globals';
import { MOST_CHOSEN, NO_CHOICE, all, extended, rangedTo, toggled } from './choice.js';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = ({ ids }: { ids: ReadonlySet<string> }) => [...ids].sort().join('');

describe('choosing rows', () => {
  it('takes a row in and lets it go again', () => {
    const one = toggled(NO_CHOICE, 'b');
    expect(chosen(one)).toBe('b');
    expect(chosen(toggled(one, 'b'))).toBe('');
  });

  it('takes all between the last one and this one, in both directions, and keeps what was chosen before', () => {
    const two = toggled(toggled(NO_CHOICE, 'e'), 'b');
    expect(chosen(rangedTo(two, order, 'c'))).toBe('bce');
    expect(chosen(rangedTo(two, order, 'a'))).toBe('abe');
  });

  it('gives back what a range no longer reaches', () => {
    const far = rangedTo(toggled(NO_CHOICE, 'b'), order, 'e');
    expect(chosen(far)).toBe('bcde');
    expect(chosen(rangedTo(far, order, 'c'))).toBe('bc');
  });

  it('chooses the one row where the start of a range has left the list', () => {
    expect(chosen(rangedTo(toggled(NO_CHOICE, 'gone'), order, 'c'))).toBe('cgone');
  });

  it('grows and shrinks by keys from the row one stands on', () => {
    const two = extended(NO_CHOICE, order, 'b', 'c');
    expect(chosen(two)).toBe('bc');
    const three = extended(two, order, 'c', 'd');
    expect(chosen(three)).toBe('bcd');
    expect(chosen(extended(three, order, 'd', 'c'))).toBe('bc');
  });

  it('chooses no more rows than one change takes', () => {
    const many = Array.from({ length: MOST_CHOSEN + 50 }, (_none, index) => String(index));
    expect(all(many).ids.size).toBe(MOST_CHOSEN);
    expect(all(many).ids.has('0')).toBe(true);
  });
});
