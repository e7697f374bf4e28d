import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readOrMakeEndpoint, type Endpoint } from './endpoint.js';
import { EmbeddedServiceError } from './errors.js';
import { logTail, openLog, writePrivateFile } from './files.js';
import { isServiceIn, stopProcess, whenExited } from './processes.js';
import { handOver, serviceUserFor, type ServiceUser } from './service-user.js';
import { SERVICE_ENV, type RunningService } from './service.js';

const PROGRAMS = ['redis-server', 'valkey-server'];
const OLDEST_MAJOR = 7;
const READY_LIMIT_MS = 60_000;
const SHUTDOWN: [NodeJS.Signals, number][] = [
  ['SIGTERM', 6000],
  ['SIGKILL', 2000],
];

export interface RedisOptions {
  /** Folder of this installation's data; the server's files are in its subfolder `redis`. */
  dataDir: string;
  /** Program to run, see {@link findRedis}. */
  program: string;
  port?: number;
  /** False keeps nothing on disk: for tests only. */
  durable?: boolean;
}

function isNewEnough(program: string): boolean {
  const said = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const major = /v=(\d+)\./.exec(said.stdout ?? '')?.[1];
  return major !== undefined && Number(major) >= OLDEST_MAJOR;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first `redis-server` or `valkey-server` on `searchPath` that is of version 7 or newer. */
export function findRedis(searchPath: string = process.env['PATH'] ?? ''): string | undefined {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  const candidates = PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((program) => isExecutable(program) && isNewEnough(program));
}

/** Ends a server that outlived its launcher; see the same for PostgreSQL. */
export async function stopLeftoverRedis(dataDir: string): Promise<boolean> {
  const folder = join(dataDir, 'redis');
  const pidFile = join(dataDir, 'redis.pid');
  if (!existsSync(pidFile) || !existsSync(folder)) return false;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const ours = pid > 1 && isServiceIn(pid, /^(?:redis|valkey)-/, realpathSync(folder));
  if (ours) await stopProcess(pid, SHUTDOWN);
  rmSync(pidFile, { force: true });
  return ours;
}

/** Read from standard input, so that the password is on no command line and in no further file. */
function configuration({ port, password }: Endpoint, durable: boolean): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    // The server is started inside its folder, which its account may reach in no other way.
    'dir ./',
    'daemonize no',
    'save ""',
    `appendonly ${durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    // A queue must refuse work rather than forget it.
    'maxmemory-policy noeviction',
    'loglevel notice',
    '',
  ].join('\n');
}

/** One PING over a bare connection: `PONG`, `LOADING`, or undefined where nobody answers. */
function ping({ port, password }: Endpoint): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let heard = '';
    const end = (answer?: string): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => end());
    socket.on('error', () => end());
    socket.on('close', () => end());
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      const answer = /PONG|LOADING|WRONGPASS/.exec(heard)?.[0];
      if (answer !== undefined) end(answer);
    });
  });
}

async function whenReady(endpoint: Endpoint, exited: Promise<string>): Promise<void> {
  let ended: string | undefined;
  void exited.then((reason) => (ended = reason));
  const deadline = Date.now() + READY_LIMIT_MS;
  while ((await ping(endpoint)) !== 'PONG') {
    if (ended !== undefined) throw new Error(ended);
    if (Date.now() > deadline) throw new Error(`no answer after ${READY_LIMIT_MS / 1000} s`);
    await sleep(20);
  }
}

function prepareFolder(folder: string): ServiceUser | undefined {
  const user = serviceUserFor(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const owned = user === undefined || statSync(folder).uid === user.uid;
  if (!owned) handOver(folder, user);
  return user;
}

/** Redis may run as root: it does where the program lies in a folder that nobody else can enter. */
function accountFor(program: string, user: ServiceUser | undefined): ServiceUser | undefined {
  return spawnSync(program, ['--version'], { ...user, cwd: '/' }).status === 0 ? user : undefined;
}

/**
 * Starts a Redis or Valkey of our own on loopback behind a password, with its data under `dataDir/redis` (append-only
 * file), its log in `dataDir/redis.log`, its port and password in `dataDir/redis.json`.
 * The caller holds the data folder's lock.
 * @throws EmbeddedServiceError when the server does not come up
 */
export async function startRedis({
  dataDir,
  program,
  port,
  durable = true,
}: RedisOptions): Promise<RunningService> {
  await stopLeftoverRedis(dataDir);
  const folder = join(dataDir, 'redis');
  const user = accountFor(program, prepareFolder(folder));
  const { endpoint, save } = await readOrMakeEndpoint(join(dataDir, 'redis.json'), port);
  save();
  const logFile = join(dataDir, 'redis.log');
  const log = openLog(logFile);
  const child = spawn(program, ['-'], {
    ...user,
    cwd: folder,
    env: SERVICE_ENV,
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  child.unref();
  const exited = whenExited(child);
  child.stdin!.on('error', () => undefined);
  child.stdin!.end(configuration(endpoint, durable));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      // As with PostgreSQL: this process is to see the child's end before its own.
      child.ref();
      await stopProcess(child.pid, SHUTDOWN);
      await exited;
    }
    rmSync(join(dataDir, 'redis.pid'), { force: true });
  };
  try {
    if (child.pid !== undefined) writePrivateFile(join(dataDir, 'redis.pid'), `${child.pid}\n`);
    await whenReady(endpoint, exited);
  } catch (error) {
    await stop();
    const reason = logTail(logFile).at(-1) ?? String(error);
    throw new EmbeddedServiceError(`${program} did not start: ${reason} (see ${logFile})`, { cause: error });
  }
  return { url: `redis://:${endpoint.password}@127.0.0.1:${endpoint.port}/0`, pid: child.pid!, exited, stop };
}
