import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const MODE = 0o700;

/**
 * Makes a folder with those above it. Node's own `recursive` never comes back where the system says that a folder is
 * not there while the one above it is, as below `/proc`.
 * @throws Error with the `code` of the system: `EEXIST` or `ENOTDIR` where a file is in the way
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  try {
    await mkdir(path, { mode: MODE });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(path);
    if (code === 'ENOENT' && !(await isThere(above))) {
      await makeFolder(above);
      await mkdir(path, { mode: MODE });
    } else if (!(await isFolder(path))) throw error;
  }
}

/** Makes a folder and writes into it, so that what forbids that is known before anything relies on it. */
export async function makeWritableFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await rmdir(await mkdtemp(join(folder, '.writable-')));
}

const isThere = async (path: string) => (await statOf(path)) !== undefined;
const isFolder = async (path: string) => (await statOf(path))?.isDirectory() ?? false;
const statOf = (path: string) => stat(path).catch(() => undefined);
