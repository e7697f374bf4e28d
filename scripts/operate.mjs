// `npm run backup`, `restore`, `audit:verify`, `secrets:rotate`: what an operator does beside the running application.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { spawn } = await import('node:child_process');
const { join } = await import('node:path');
const { ensureBuilt } = await import('./lib/build.mjs');
const { ensureInstalled } = await import('./lib/install.mjs');
const { ROOT } = await import('./lib/paths.mjs');
const { CommandError } = await import('./lib/run.mjs');

try {
  await ensureInstalled({ say: () => console.error('Installing packages …') });
  await ensureBuilt({ only: ['apps/api'] });
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(`${error.output.trimEnd()}\n${error.message}`);
  process.exit(1);
}
const entry = join(ROOT, 'apps', 'api', 'dist', 'operate.js');
const child = spawn(process.execPath, ['--enable-source-maps', entry, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => (process.exitCode = signal ? 1 : code));
