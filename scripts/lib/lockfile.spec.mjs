import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { looseNames } from './lockfile.mjs';

const lockfile = readFileSync(new URL('../../pnpm-lock.yaml', import.meta.url), 'utf8');
const of = (resolution) =>
  `packages:\n  good@1.0.0:\n    resolution: {integrity: sha512-AAAA==}\n  one@1.0.0:\n    resolution: ${resolution}\n`;

describe('the lockfile', () => {
  it('holds each package to the hash of what it was, and to the registry', () => {
    expect(lockfile.match(/^ {4}resolution:/gm).length).toBeGreaterThan(500);
    expect(looseNames(lockfile)).toEqual([]);
  });

  it.each([
    '{tarball: https://evil.test/one.tgz}',
    '{integrity: sha512-AAAA==, tarball: https://evil.test/one.tgz}',
    '{commit: 0123abcd, repo: https://evil.test/one.git, type: git}',
    '{directory: ../one, type: directory}',
    '{integrity: sha1-AAAA==}',
  ])('would be seen to hold one that is not: %s', (resolution) => {
    expect(looseNames(of(resolution))).toEqual(['one@1.0.0']);
  });
});
