import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

const SHELLS = new Set(['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh', 'ksh']);

function parentOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\)\s/s, '')
    .split(' ');
  return Number(fields[1]);
}

/**
 * The processes that this script stands and falls with: npm, and the shell that npm may have put in between. npm can
 * be killed without a word to us, and a shell dies of a signal without passing it on. Empty when npm did not start us.
 */
export function launchingProcesses() {
  if (process.env.npm_lifecycle_event === undefined) return [];
  const parents = [process.ppid];
  try {
    if (SHELLS.has(basename(readlinkSync(`/proc/${process.ppid}/exe`)))) parents.push(parentOf(process.ppid));
  } catch {
    // No /proc here, or not for us: the direct parent has to do.
  }
  return parents.filter((pid) => pid > 1);
}
