import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FloodOptions, FloodResult } from './flood-client.js';

/** Asks from a process of its own: what measures meanwhile is not disturbed by the work of asking. */
export function askElsewhere(options: FloodOptions): Promise<FloodResult> {
  const child = fork(fileURLToPath(new URL('flood.js', import.meta.url)), [], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as FloodResult));
    child.once('exit', (code) => reject(new Error(`Who asked ended with ${code}`)));
    child.send(options);
  });
}
