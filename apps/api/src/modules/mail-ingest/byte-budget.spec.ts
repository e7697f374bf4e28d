import { describe, expect, it } from '@jest/globals';
import { ByteBudget } from './byte-budget.js';

describe('a budget of bytes', () => {
  it('holds back what would exceed it, lets a larger one through alone, and keeps the order', async () => {
    const budget = new ByteBudget(100);
    const log: string[] = [];
    const ends = new Map<string, () => void>();
    const start = (name: string, bytes: number) =>
      budget.run(bytes, async () => {
        log.push(name);
        await new Promise<void>((resolve) => ends.set(name, resolve));
      });
    const end = async (name: string) => {
      ends.get(name)!();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const all = [start('a', 60), start('b', 40), start('huge', 500), start('c', 1)];
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(['a', 'b']);
    await end('a');
    expect(log).toEqual(['a', 'b']);
    await end('b');
    expect(log).toEqual(['a', 'b', 'huge']);
    await end('huge');
    expect(log).toEqual(['a', 'b', 'huge', 'c']);
    await end('c');
    await Promise.all(all);
  });

  it('gives back what failed work has held', async () => {
    const budget = new ByteBudget(10);
    await expect(budget.run(10, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await budget.run(10, async () => 'yes')).toBe('yes');
  });
});
