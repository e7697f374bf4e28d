import { mkdir, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

const MODE = 0o700;

/**
 * Makes a folder with those above it, where several processes may be making it. Node's own `recursive` never comes back
 * where the system says that a folder is not there while the one above it is, as below `/proc`.
 * @throws Error with the `code` of the system: `EEXIST` or `ENOTDIR` where a file is in the way
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  const refusal = await refusalToMake(path);
  if (refusal === undefined) return;
  if (refusal.code !== 'ENOENT') throw refusal;
  await makeFolder(dirname(path));
  const still = await refusalToMake(path);
  if (still !== undefined) throw still;
}

/** Why a folder is not there after an attempt to make it; undefined where it is, whoever made it. */
async function refusalToMake(path: string): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(path, { mode: MODE });
    return undefined;
  } catch (error) {
    return (await isFolder(path)) ? undefined : (error as NodeJS.ErrnoException);
  }
}

/** Makes a folder and writes into it, so that what forbids that is known before anything relies on it. */
export async function makeWritableFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await rmdir(await mkdtemp(join(folder, '.writable-')));
}

const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
