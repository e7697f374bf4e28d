import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packagesInOrder } from './build.mjs';
import { fingerprint } from './fingerprint.mjs';

describe('the order of builds', () => {
  it('has every package after those that it imports', () => {
    const packages = packagesInOrder();
    const names = packages.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['@noxdesk/api', '@noxdesk/web', '@noxdesk/domain', '@noxdesk/embedded']),
    );
    for (const [index, { needs }] of packages.entries()) {
      expect(names.slice(0, index)).toEqual(expect.arrayContaining(needs));
    }
  });
});

describe('the fingerprint of sources', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'noxdesk-fingerprint-'));
    writeFileSync(join(folder, 'a.ts'), 'one');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('changes with a content, a name, a new file and a package below', () => {
    const prints = [fingerprint([folder])];
    writeFileSync(join(folder, 'a.ts'), 'two');
    prints.push(fingerprint([folder]));
    writeFileSync(join(folder, 'b.ts'), '');
    prints.push(fingerprint([folder]));
    prints.push(fingerprint([folder], 'below'));
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('stays when only times change, as in a fresh checkout', () => {
    const before = fingerprint([folder]);
    utimesSync(join(folder, 'a.ts'), 1, 1);
    expect(fingerprint([folder])).toBe(before);
  });
});
