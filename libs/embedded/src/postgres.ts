import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { postgresBinaries, postgresMajor, type PostgresBinaries } from './binaries.js';
import {
  assertReadableCluster,
  clusterVersion,
  createCluster,
  ensureOwned,
  setSuperuserPassword,
  SUPERUSER,
} from './cluster.js';
import { readOrMakeEndpoint, type Endpoint } from './endpoint.js';
import { EmbeddedServiceError } from './errors.js';
import { isErrno, logTail, openLog } from './files.js';
import { isServiceIn, stopProcess, whenExited } from './processes.js';
import { SERVICE_ENV, type RunningService } from './service.js';
import { pathFromInside, serviceUserFor, type ServiceUser } from './service-user.js';

/** Name of the database and of the role that owns it. */
export const OWNER = 'noxdesk';
// Recovery after a crash may have much to replay; this bounds a start that will never succeed.
const READY_LIMIT_MS = 120_000;
const FAST_SHUTDOWN: [NodeJS.Signals, number][] = [
  ['SIGINT', 6000],
  ['SIGQUIT', 2000],
  ['SIGKILL', 1000],
];

export interface PostgresOptions {
  /** Folder of this installation's data; the cluster is its subfolder `postgres`. */
  dataDir: string;
  /** Port on 127.0.0.1; by default the one of the last start when it is free, else any free one. */
  port?: number;
  /** False gives up safety against a crash for speed: for tests only. */
  durable?: boolean;
  /** More server settings (`{max_connections: '50'}`), which win over ours. */
  settings?: Record<string, string>;
}

export interface RunningPostgres extends RunningService {
  /** The same database as a superuser, for tests that manage databases and roles. */
  adminUrl: string;
}

const MIB = 1024 * 1024;

/**
 * What the server keeps of the data itself, in MiB: a sixteenth of the memory that this machine or container has. The
 * rest is better left to the operating system, which keeps files, and to the application.
 */
function sharedBuffers(): number {
  const limit = process.constrainedMemory();
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.min(1_024, Math.max(128, Math.floor(memory / MIB / 16)));
}

function serverSettings(port: number, { durable = true, settings }: PostgresOptions): string[] {
  const all: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    // The name of a Unix socket is too short for many data folders, and loopback serves.
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: `${sharedBuffers()}MB`,
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The server that an earlier, killed run left behind in this cluster, if any. */
function leftoverPid(cluster: string): number | undefined {
  const file = join(cluster, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
  return pid > 1 && isServiceIn(pid, /^postgres(?:\.exe)?$/, realpathSync(cluster)) ? pid : undefined;
}

/**
 * Ends a PostgreSQL that outlived its launcher. It is stopped rather than taken over: that ends the sessions of
 * whatever is left of the old application too. A stale pid file is removed, because its number may by now belong
 * to a stranger, on whose account PostgreSQL would refuse to start.
 */
export async function stopLeftoverPostgres(dataDir: string): Promise<boolean> {
  const cluster = join(dataDir, 'postgres');
  if (!existsSync(cluster)) return false;
  const pid = leftoverPid(cluster);
  if (pid !== undefined) await stopProcess(pid, FAST_SHUTDOWN);
  if (leftoverPid(cluster) === undefined) rmSync(join(cluster, 'postmaster.pid'), { force: true });
  return pid !== undefined;
}

function launch(
  cluster: string,
  binaries: PostgresBinaries,
  user: ServiceUser | undefined,
  args: string[],
  log: number,
): ChildProcess {
  // A session of its own: Ctrl-C in the terminal is for us, and we end PostgreSQL after the last query.
  const child = spawn(binaries.postgres, ['-D', pathFromInside(cluster), ...args], {
    ...user,
    cwd: cluster,
    env: SERVICE_ENV,
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  return child;
}

async function connect(port: number, password: string): Promise<Client> {
  const client = new Client({ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** "Still starting" has two faces: nobody listens yet, or the server says so (57P03). */
const isStarting = (error: unknown): boolean => isErrno(error, 'ECONNREFUSED', 'ECONNRESET', '57P03');

async function whenReady(endpoint: Endpoint, exited: Promise<string>): Promise<Client> {
  let ended: string | undefined;
  void exited.then((reason) => (ended = reason));
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    try {
      return await connect(endpoint.port, endpoint.adminPassword);
    } catch (error) {
      if (ended !== undefined) throw new Error(ended, { cause: error });
      if (!isStarting(error) || Date.now() > deadline) throw error;
    }
    await sleep(30);
  }
}

/** The application's role owns its database and no more: it may make roles and databases, and is bound by row security. */
async function ensureOwner(client: Client, password: string): Promise<void> {
  const role = escapeIdentifier(OWNER);
  const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [OWNER]);
  const verb = known.rowCount === 0 ? 'CREATE' : 'ALTER';
  await client.query(`${verb} ROLE ${role} LOGIN CREATEDB CREATEROLE PASSWORD ${escapeLiteral(password)}`);
  await client.query(`GRANT pg_signal_backend TO ${role}`);
  const database = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [OWNER]);
  if (database.rowCount === 0) await client.query(`CREATE DATABASE ${escapeIdentifier(OWNER)} OWNER ${role}`);
}

function startFailure(error: unknown, logFile: string): EmbeddedServiceError {
  const lines = logTail(logFile);
  const said = lines.findLast((line) => /(?:FATAL|PANIC):/.test(line))?.replace(/^.*?(?=FATAL|PANIC)/, '');
  const reason = said ?? (error instanceof Error ? error.message : String(error));
  return new EmbeddedServiceError(`PostgreSQL did not start: ${reason} (see ${logFile})`, { cause: error });
}

/** The address of the embedded database for one of its roles. */
export const databaseUrl = (user: string, password: string, port: number): string =>
  `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${OWNER}`;

/**
 * Refuses a data folder whose database this PostgreSQL cannot read; changes nothing.
 * @throws EmbeddedServiceError with one line that says which versions meet
 */
export function assertUsableData(dataDir: string): void {
  assertReadableCluster(join(dataDir, 'postgres'), postgresMajor());
}

/**
 * Starts the PostgreSQL that came with the installation on loopback, with its data under `dataDir/postgres`, its log
 * in `dataDir/postgres.log`, its port and passwords in `dataDir/postgres.json`. The first start makes the cluster.
 * As root it runs under an account without rights. The caller holds the data folder's lock.
 * @throws EmbeddedServiceError when the data are of another major version, or the server does not come up
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir } = options;
  const cluster = join(dataDir, 'postgres');
  assertUsableData(dataDir);
  const user = serviceUserFor(cluster);
  const binaries = postgresBinaries(user);
  await stopLeftoverPostgres(dataDir);

  const { endpoint, isNew, save } = await readOrMakeEndpoint(join(dataDir, 'postgres.json'), options.port);
  if (clusterVersion(cluster) === undefined) createCluster(cluster, binaries, user, endpoint.adminPassword);
  else if (isNew) setSuperuserPassword(cluster, binaries, user, endpoint.adminPassword);
  else ensureOwned(cluster, user);
  save();

  const logFile = join(dataDir, 'postgres.log');
  const log = openLog(logFile);
  const child = launch(cluster, binaries, user, serverSettings(endpoint.port, options), log);
  closeSync(log);
  const exited = whenExited(child);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    // Unreferenced, the child would let this process end before it has seen the child's end.
    child.ref();
    await stopProcess(child.pid, FAST_SHUTDOWN);
    await exited;
  };
  try {
    const client = await whenReady(endpoint, exited);
    await ensureOwner(client, endpoint.password).finally(() => client.end());
  } catch (error) {
    await stop();
    throw startFailure(error, logFile);
  }
  return {
    url: databaseUrl(OWNER, endpoint.password, endpoint.port),
    adminUrl: databaseUrl(SUPERUSER, endpoint.adminPassword, endpoint.port),
    pid: child.pid!,
    exited,
    stop,
  };
}
