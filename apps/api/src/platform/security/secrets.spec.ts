import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adoptSecret, forgetPreviousSecrets, generateNextSecret, Keys, loadRootSecrets } from './keys.js';
import { SecretBox } from './secret-box.js';

const [first, second, third] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const boxOf = (current: string, ...previous: string[]) => new SecretBox(new Keys(current, previous));

describe('a sealed secret', () => {
  it('opens under the key and in the place it was sealed for, and nowhere else', () => {
    const box = boxOf(first);
    const sealed = box.seal('hunter2', 'mail_accounts:1:x');
    expect(sealed).not.toContain('hunter2');
    expect(box.open(sealed, 'mail_accounts:1:x')).toBe('hunter2');
    expect(() => box.open(sealed, 'mail_accounts:2:x')).toThrow();
    expect(() => boxOf(second).open(sealed, 'mail_accounts:1:x')).toThrow('another SECRET_KEY');
  });

  it('does not open once a bit of it has changed, or its tag was cut short', () => {
    const box = boxOf(first);
    const parts = box.seal('hunter2', 'x').split('.');
    for (const [index, change] of [
      [2, (text: string) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`)],
      [3, (text: string) => text.slice(0, 6)],
      [4, (text: string) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`)],
    ] as const) {
      const changed = parts.map((part, at) => (at === index ? change(part) : part)).join('.');
      expect(() => box.open(changed, 'x')).toThrow();
    }
    expect(() => box.open('v1.only', 'x')).toThrow('Not a sealed secret');
  });

  it('opens under a previous key, and is renewed under the current one just once', () => {
    const sealed = boxOf(first).seal('hunter2', 'x');
    const rotated = boxOf(third, second, first);
    expect(rotated.open(sealed, 'x')).toBe('hunter2');
    const renewed = rotated.renew(sealed, 'x')!;
    expect(rotated.renew(renewed, 'x')).toBeUndefined();
    expect(boxOf(third).open(renewed, 'x')).toBe('hunter2');
    expect(rotated.keyIds).toHaveLength(3);
  });
});

describe('the root secret of a data directory', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'noxdesk-keys-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const load = (secretKey?: string, secretKeyPrevious: string[] = []) =>
    loadRootSecrets({ secretKey, secretKeyPrevious, dataDir });

  it('is made once, for its owner alone', () => {
    const { current, previous } = load();
    expect(load().current).toBe(current);
    expect(previous).toEqual([]);
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
  });

  it('becomes a previous one when the next is made, until it is forgotten', () => {
    const { current } = load();
    generateNextSecret(dataDir);
    generateNextSecret(dataDir);
    expect(load().previous).toHaveLength(2);
    expect(load().previous[1]).toBe(current);
    forgetPreviousSecrets(dataDir);
    expect(load().previous).toEqual([]);
    expect(load().current).not.toBe(current);
  });

  it('still opens what it sealed after SECRET_KEY has taken its place', () => {
    const { current } = load();
    expect(load(first, [second])).toEqual({ current: first, previous: [second, current] });
  });

  it('comes from a backup only where there is none', () => {
    expect(adoptSecret(dataDir, [first, second])).toBe(true);
    expect(load()).toEqual({ current: first, previous: [second] });
    expect(adoptSecret(dataDir, [third])).toBe(false);
    expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).toBe(first);
  });
});
