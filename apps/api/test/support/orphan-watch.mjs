import { spawn } from 'node:child_process';

// Waits for the end of its input, which comes when the test run ends in whatever way, kill -9 included. By then an
// orderly teardown has stopped everything and the list of processes names none that runs.
const WATCHER = `
const { rmSync } = require('node:fs');
let heard = '';
process.stdin.on('data', (chunk) => (heard += chunk));
process.on('SIGINT', () => {});
process.stdin.on('end', async () => {
  const pids = heard.split('\\n').filter(Boolean).map(Number);
  const kill = (signal) => pids.forEach((pid) => { try { process.kill(pid, signal); } catch {} });
  if (!heard.includes('released')) {
    kill('SIGQUIT');
    await new Promise((resolve) => setTimeout(resolve, 500));
    kill('SIGKILL');
  }
  rmSync(process.argv[1], { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});
`;

/**
 * Starts a small process that removes `dataDir` and ends the services watched over once this process is gone, so that
 * an interrupted test run leaves nothing behind.
 */
export function guardAgainstOrphans(dataDir) {
  const child = spawn(process.execPath, ['-e', WATCHER, dataDir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  child.stdin.unref?.();
  child.stdin.on('error', () => undefined);
  return {
    watch: (pids) => child.stdin.write(`${pids.join('\n')}\n`),
    release: () => child.stdin.end('released\n'),
  };
}
