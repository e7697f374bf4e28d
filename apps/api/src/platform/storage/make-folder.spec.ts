import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeFolder } from './make-folder.js';

describe('makeFolder', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'noxdesk-folders-'));
  });
  afterEach(() => rm(base, { recursive: true }));

  it('makes those above it, for its owner alone', async () => {
    await makeFolder(join(base, 'a', 'b'));
    for (const path of ['a', 'a/b']) {
      const { mode } = await stat(join(base, path));
      expect(mode & 0o777).toBe(0o700);
    }
  });

  it('is done where it is there already', async () => {
    await makeFolder(base);
    await makeFolder('/');
  });

  it('may be asked for by many at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const path = join(base, String(round), 'blobs', 'staging');
      await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
      expect((await stat(path)).isDirectory()).toBe(true);
    }
  });

  it('is refused where a file is in the way, or where nothing can be made', async () => {
    await writeFile(join(base, 'file'), '');
    await expect(makeFolder(join(base, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(base, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(makeFolder('/proc/noxdesk/below')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
