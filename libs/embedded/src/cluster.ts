import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type PostgresBinaries } from './binaries.js';
import { EmbeddedServiceError } from './errors.js';
import { isErrno } from './files.js';
import { SERVICE_ENV } from './service.js';
import { handOver, namedUser, pathFromInside, type ServiceUser } from './service-user.js';

/** The account that owns the cluster; the application never uses it. */
export const SUPERUSER = 'postgres';

// Letters beyond ASCII are letters for full-text search only under a UTF-8 character type.
const CHARACTER_TYPES = ['C.UTF-8', 'en_US.UTF-8', 'C'];

/** The major version of the data in `cluster`; `undefined` where there is no cluster yet. */
export function clusterVersion(cluster: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'), 10);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    if (isErrno(error, 'EACCES')) {
      throw new EmbeddedServiceError(
        `The data in ${cluster} belong to another user: start as the user that made them.`,
      );
    }
    throw error;
  }
}

/**
 * Refuses data that this PostgreSQL cannot read, before anything is touched.
 * @throws EmbeddedServiceError for another major version, newer or older, or for a folder that holds something else
 */
export function assertReadableCluster(cluster: string, major: number): void {
  const found = clusterVersion(cluster);
  if (found === major) return;
  if (found === undefined) {
    if (!existsSync(cluster)) return;
    throw new EmbeddedServiceError(
      `${cluster} exists but holds no PostgreSQL data (PG_VERSION is missing). Nothing was changed.`,
    );
  }
  const advice = found > major ? 'use the NoxDesk that made it' : 'move it by pg_dump and pg_restore';
  throw new EmbeddedServiceError(
    `The database in ${cluster} is of PostgreSQL ${found}, this NoxDesk comes with ${major}: ${advice}. Nothing was changed.`,
  );
}

function runInitdb({ initdb }: PostgresBinaries, folder: string): void {
  const failures: string[] = [];
  for (const characterType of CHARACTER_TYPES) {
    const args = [
      '-D',
      pathFromInside(folder),
      '-U',
      SUPERUSER,
      '--encoding=UTF8',
      '--auth=reject',
      '--no-instructions',
    ];
    args.push(
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      `--lc-ctype=${characterType}`,
    );
    const done = spawnSync(initdb, args, { ...namedUser(), cwd: folder, env: SERVICE_ENV, encoding: 'utf8' });
    if (done.status === 0) return;
    const lines = (done.stderr ?? '').trim().split('\n');
    const reason = done.error?.message ?? lines.find((line) => line.includes('error')) ?? lines.at(-1) ?? '';
    failures.push(reason);
    if (!reason.includes('locale')) break;
  }
  throw new EmbeddedServiceError(
    `The PostgreSQL data folder could not be made: ${failures.at(-1) ?? 'initdb failed'}`,
  );
}

const draftPrefix = (cluster: string): string => `${basename(cluster)}.draft-`;

function removeDrafts(cluster: string): void {
  const abandoned = readdirSync(dirname(cluster)).filter((name) => name.startsWith(draftPrefix(cluster)));
  for (const name of abandoned) rmSync(join(dirname(cluster), name), { recursive: true, force: true });
}

/** Makes the cluster beside its place and moves it there when it is whole, so that an interrupted first start leaves none. */
export function createCluster(
  cluster: string,
  binaries: PostgresBinaries,
  user: ServiceUser | undefined,
  password: string,
): void {
  mkdirSync(dirname(cluster), { recursive: true, mode: 0o700 });
  removeDrafts(cluster);
  const draft = mkdtempSync(join(dirname(cluster), draftPrefix(cluster)));
  try {
    handOver(draft, namedUser());
    runInitdb(binaries, draft);
    writeFileSync(join(draft, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
    setSuperuserPassword(draft, binaries, user, password);
    renameSync(draft, cluster);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Restores owner and mode after the data folder was copied or moved by hand. */
export function ensureOwned(cluster: string, user: ServiceUser | undefined): void {
  const found = statSync(cluster);
  const owned = user === undefined || found.uid === user.uid;
  if (!owned || (found.mode & 0o077) !== 0) handOver(cluster, user);
}

function runSingleUser({ postgres }: PostgresBinaries, cluster: string, statement: string): void {
  const done = spawnSync(postgres, ['--single', '-D', pathFromInside(cluster), 'postgres'], {
    ...namedUser(),
    cwd: cluster,
    env: SERVICE_ENV,
    input: `${statement}\n`,
    encoding: 'utf8',
  });
  const refused = /(?:FATAL|ERROR|PANIC):.*/.exec(done.stderr ?? '')?.[0];
  if (done.status === 0 && refused === undefined) return;
  const reason = refused ?? done.error?.message ?? done.stderr.trim();
  throw new EmbeddedServiceError(`PostgreSQL's password could not be set: ${reason}`);
}

/**
 * Sets the superuser's password without a connection: on a new cluster, or when the file that kept it is gone.
 * The single-user mode wants an account with a name, so the cluster is lent to one for that moment.
 */
export function setSuperuserPassword(
  cluster: string,
  binaries: PostgresBinaries,
  user: ServiceUser | undefined,
  password: string,
): void {
  handOver(cluster, namedUser());
  try {
    runSingleUser(binaries, cluster, `ALTER ROLE ${SUPERUSER} PASSWORD '${password}'`);
  } finally {
    handOver(cluster, user);
  }
}
