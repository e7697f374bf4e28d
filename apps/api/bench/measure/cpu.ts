import { readdirSync, readFileSync } from 'node:fs';

// USER_HZ, which Linux fixes at 100 for what /proc tells.
const TICK_MS = 10;

interface Times {
  parent: number;
  ms: number;
  /** Of children that have ended. */
  endedMs: number;
}

function times(pid: number): Times | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\)\s/s, '')
      .split(' ')
      .map(Number);
    const at = (place: number) => fields[place - 3]!;
    return { parent: at(4), ms: (at(14) + at(15)) * TICK_MS, endedMs: (at(16) + at(17)) * TICK_MS };
  } catch {
    return undefined;
  }
}

/** Processor time of a process so far, in milliseconds; undefined where there is no /proc. */
export const cpuOf = (pid: number): number | undefined => times(pid)?.ms;

/** The same of a process and all its children, those that have ended included: PostgreSQL with its sessions. */
export function cpuOfFamily(pid: number): number | undefined {
  const own = times(pid);
  if (!own) return undefined;
  let sum = own.ms + own.endedMs;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const child = times(Number(name));
    if (child?.parent === pid) sum += child.ms;
  }
  return sum;
}

/** Resident memory in MiB. */
export function residentMb(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}
