import { spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 25;

/** A process, told apart from a later one that was given the same id. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own words; empty where the system does not say. */
  started: string;
}

/** `undefined` when no such process runs (a zombie does not run). */
export function identify(pid: number): ProcessIdentity | undefined {
  if (process.platform === 'linux') {
    try {
      // The second field is the command in parentheses and may hold anything, hence the last parenthesis.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\)\s/s, '')
        .split(' ');
      return fields[0] === 'Z' || fields[0] === 'X'
        ? undefined
        : { pid, started: `${bootId()}:${fields[19]}` };
    } catch {
      return undefined;
    }
  }
  const found = spawnSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' });
  const started = found.stdout?.trim() ?? '';
  return found.status === 0 && started !== '' ? { pid, started } : undefined;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** True while exactly that process runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/**
 * True when `pid` is the given program at work in `folder`. Asked before a process that an earlier run left behind
 * is stopped: its id in a file may long belong to somebody else.
 */
export function isServiceIn(pid: number, program: RegExp, folder: string): boolean {
  if (process.platform === 'linux') {
    try {
      const executable = basename(readlinkSync(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
      return program.test(executable) && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  }
  const found = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  return found.status === 0 && program.test(basename(found.stdout.trim().split(' ')[0] ?? ''));
}

/** Waits until `pid` runs no more; false when it still does after `limitMs`. */
export async function waitUntilGone(pid: number, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs;
  while (identify(pid) !== undefined) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Sends one signal after another, each with its own patience, until the process is gone. */
export async function stopProcess(pid: number, steps: [NodeJS.Signals, number][]): Promise<void> {
  for (const [signal, limitMs] of steps) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await waitUntilGone(pid, limitMs)) return;
  }
}

/** Resolves with a short description once the child has ended. */
export function whenExited(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}
