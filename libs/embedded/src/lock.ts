import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedServiceError } from './errors.js';
import { isErrno, writePrivateFile } from './files.js';
import { identify, isRunning, stopProcess, type ProcessIdentity } from './processes.js';

const LOCK_FILE = 'noxdesk.lock';
// An application that lost its launcher, or was told to stop, is gone within 10 s; a little more for a busy machine.
const LEAVING_LIMIT_MS = 14_000;

interface LockContent {
  holder: ProcessIdentity;
  /** The processes that started the holder: when one of them is gone, the holder is about to leave. */
  launchers: ProcessIdentity[];
  stopping: boolean;
}

export interface DataDirLock {
  /** Says that the holder is about to leave, so that the next start waits instead of refusing. */
  announceStop(): void;
  release(): void;
}

function parseIdentity(text: string): ProcessIdentity | undefined {
  const [pid = '', ...started] = text.split('@');
  return Number(pid) > 0 ? { pid: Number(pid), started: started.join('@') } : undefined;
}

/** Name of the environment variable by which a launcher makes itself known: `pid@started`, comma-separated. */
export const LAUNCHERS_VARIABLE = 'NOXDESK_LAUNCHERS';

function launchersFromEnvironment(): ProcessIdentity[] {
  const entries = (process.env[LAUNCHERS_VARIABLE] ?? '').split(',');
  return entries.map(parseIdentity).filter((identity) => identity !== undefined);
}

function readLock(path: string): LockContent | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockContent;
  } catch (error) {
    // The file is put in place whole; one that cannot be read was damaged later and holds nobody.
    if (error instanceof SyntaxError)
      return { holder: { pid: 0, started: '' }, launchers: [], stopping: true };
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Puts the lock in place unless there is one: a hard link is made by one of several or not at all. */
function tryCreate(path: string, content: LockContent): boolean {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, JSON.stringify(content), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a dead holder's lock away; puts it back where a third process was quicker and it is not the dead one's. */
function removeStale(path: string, stale: LockContent): void {
  const aside = `${path}.stale.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return;
    throw error;
  }
  const taken = readLock(aside);
  const isStale = taken?.holder.pid === stale.holder.pid && taken.holder.started === stale.holder.started;
  try {
    if (!isStale) linkSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

const isLeaving = ({ stopping, launchers }: LockContent): boolean =>
  stopping || launchers.some((launcher) => !isRunning(launcher));

/** The process that runs on a data folder; `undefined` where none does. */
export function lockHolder(dataDir: string): number | undefined {
  const holder = readLock(join(dataDir, LOCK_FILE))?.holder;
  return holder !== undefined && isRunning(holder) ? holder.pid : undefined;
}

const refusal = (dataDir: string, pid: number): EmbeddedServiceError =>
  new EmbeddedServiceError(
    `NoxDesk already runs on ${dataDir} (process ${pid}). Stop it first, or set another DATA_DIR and PORT.`,
  );

/**
 * Takes the data folder for this process, until {@link DataDirLock.release} or its death. A holder that is on its way
 * out is waited for, and ended when it does not go.
 * @throws EmbeddedServiceError when another NoxDesk runs on the folder
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, LOCK_FILE);
  const own = identify(process.pid) ?? { pid: process.pid, started: '' };
  const content: LockContent = { holder: own, launchers: launchersFromEnvironment(), stopping: false };
  const deadline = Date.now() + LEAVING_LIMIT_MS;
  while (!tryCreate(path, content)) {
    const current = readLock(path);
    if (current === undefined) continue;
    const { holder } = current;
    if (!isRunning(holder)) {
      removeStale(path, current);
      continue;
    }
    // Our own lock from the same process counts as foreign too: two starts in one process would share the files.
    if (!isLeaving(current) || holder.pid === process.pid) throw refusal(dataDir, holder.pid);
    if (Date.now() > deadline) await stopProcess(holder.pid, [['SIGKILL', 2000]]);
    await sleep(100);
  }
  const holdsIt = (): boolean =>
    readLock(path)?.holder.started === own.started && readLock(path)?.holder.pid === own.pid;
  return {
    announceStop: () => {
      if (holdsIt()) writePrivateFile(path, JSON.stringify({ ...content, stopping: true }));
    },
    release: () => {
      if (holdsIt()) rmSync(path, { force: true });
    },
  };
}
