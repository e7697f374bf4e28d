import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from './paths.mjs';

const text = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
/** Rows of the tables whose last column names tests: what is promised, and the names. */
const rows = text
  .split(/\n{2,}/)
  .filter((block) => /^\| promise .*\| test +\|\n/.test(block))
  .flatMap((block) => block.split('\n').slice(2))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map((cells) => ({
    promise: cells[1],
    tests: [...(cells[3] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  }));
const BELOW = ['', 'apps/api', 'apps/api/test'];
const exists = (name) =>
  BELOW.some((folder) => ['', '.spec.ts'].some((end) => existsSync(join(ROOT, folder, name + end))));

describe('the promises of docs/security.md', () => {
  it('each name a test', () => {
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
  });

  it('name tests that exist', () => {
    expect(rows.flatMap(({ tests }) => tests).filter((name) => !exists(name))).toEqual([]);
  });
});
