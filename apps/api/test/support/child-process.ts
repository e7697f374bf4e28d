import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process under test, with what it has said so far. */
export interface TestProcess {
  child: ChildProcess;
  pid: number;
  output(): string;
  /** Resolves with the match once the output fits; fails when the process ends or time runs out first. */
  until(pattern: RegExp, limitMs?: number): Promise<RegExpExecArray>;
  /** Resolves with exit code or signal. */
  ended: Promise<number | NodeJS.Signals>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a command without a shell and without a terminal. */
export function startProcess(command: string, args: string[], options: SpawnOptions = {}): TestProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let text = '';
  let hasEnded = false;
  const take = (chunk: Buffer) => (text += chunk.toString('utf8'));
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      hasEnded = true;
      resolve(code ?? signal ?? 1);
    });
  });
  const until = async (pattern: RegExp, limitMs = 20_000) => {
    const deadline = Date.now() + limitMs;
    for (;;) {
      const found = pattern.exec(text);
      if (found !== null) return found;
      if (hasEnded || Date.now() > deadline) throw new Error(`${pattern} was not said:\n${text}`);
      await sleep(30);
    }
  };
  return {
    child,
    pid: child.pid ?? 0,
    output: () => text,
    until,
    ended,
    kill: (signal) => void child.kill(signal),
  };
}

/** True while the process runs; a zombie that nobody has waited for does not. */
export function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for the processes to end; fails naming those that do not. */
export async function untilGone(pids: number[], limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  let left = pids;
  while ((left = left.filter(isAlive)).length > 0) {
    if (Date.now() > deadline) throw new Error(`Still running: ${left.join(', ')}`);
    await sleep(50);
  }
}
