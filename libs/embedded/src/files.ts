import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const LOG_LIMIT_BYTES = 5 * 1024 * 1024;
const TAIL_BYTES = 4096;

/** Replaces `path` in one step: after a crash it holds the old content or the new, never a part. Mode 600. */
export function writePrivateFile(path: string, content: string): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * Opens a service's log for appending and keeps one older generation once it has grown too large.
 * Services write to a file rather than to a pipe, because they outlive a launcher that is killed.
 */
export function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  const file = openSync(path, 'a', 0o600);
  chmodSync(path, 0o600);
  return file;
}

/** The newest lines of a log, for an error message. Empty when there is no log. */
export function logTail(path: string): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path);
  return text
    .subarray(Math.max(0, text.length - TAIL_BYTES))
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** True for an error that carries one of the given codes, of the system or of PostgreSQL. */
export function isErrno(error: unknown, ...codes: string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}

/** Calls `visit` for `path` and everything below it, a folder before what is in it. Links are not followed. */
export function walk(path: string, visit: (path: string, entry: Stats) => void): void {
  const entry = lstatSync(path);
  visit(path, entry);
  if (!entry.isDirectory()) return;
  for (const name of readdirSync(path)) walk(join(path, name), visit);
}
