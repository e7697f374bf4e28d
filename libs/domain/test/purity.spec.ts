import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const source = join(import.meta.dirname, '../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
);

/** The library runs in browsers, and the same input gives the same answer at any time on any machine. */
describe.each(files)('%s', (name) => {
  const text = readFileSync(join(source, name), 'utf8');

  it('imports nothing but its own files and Temporal', () => {
    for (const [, from = ''] of text.matchAll(/from '([^']+)'/g)) {
      expect(from).toMatch(/^\.{1,2}\/.*\.js$|^temporal-polyfill$/);
    }
  });

  it('has no clock, no chance and no environment of its own', () => {
    expect(text).not.toMatch(
      /Date\.now|new Date\(\)|performance\.|Temporal\.Now|Math\.random|process\.|globalThis/,
    );
  });
});
