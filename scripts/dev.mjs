// `npm run dev`: watch mode. Compiles the libraries and the API as they change, restarts the API with its workers, and
// serves the SPA with Vite's hot reload (which passes calls of the API on).
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { main } = await import('./lib/report.mjs');
await main(async () => {
  const { spawn } = await import('node:child_process');
  const { join } = await import('node:path');
  const { ensureInstalled } = await import('./lib/install.mjs');
  const { ensureBuilt, packagesInOrder } = await import('./lib/build.mjs');
  const { ROOT } = await import('./lib/paths.mjs');
  const { toolEnvironment } = await import('./lib/run.mjs');

  await ensureInstalled({ say: () => console.log('Installing packages …') });
  await ensureBuilt({ say: (folder) => console.log(`Building ${folder} …`) });

  const children = [];
  let stopping = false;
  const stop = (code) => {
    if (stopping) return;
    stopping = true;
    process.exitCode = code;
    for (const child of children) child.kill('SIGTERM');
  };
  const keepRunning = (name, command, args, folder) => {
    const cwd = join(ROOT, folder);
    const child = spawn(command, args, {
      cwd,
      // Vite passes the API's calls on to where it listens.
      env: { API_ORIGIN: `http://127.0.0.1:${process.env.PORT || 3000}`, ...toolEnvironment(cwd) },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    children.push(child);
    child.on('error', (error) => console.error(`${name}: ${error.message}`));
    child.on('exit', (code) => {
      if (!stopping) console.error(`${name} ended (${code}).`);
      stop(code ?? 1);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));

  const compiled = packagesInOrder().filter(({ script }) => script.startsWith('swc '));
  for (const { folder } of compiled) {
    // Without emptying dist first: the API would be restarted on half a build.
    const args = [
      'src',
      '-d',
      'dist',
      '--strip-leading-paths',
      '--watch',
      '--config-file',
      join(ROOT, '.swcrc'),
    ];
    keepRunning(`The compiler of ${folder}`, 'swc', args, folder);
  }
  const watched = compiled.map(({ folder }) => `--watch-path=${join(ROOT, folder, 'dist')}`);
  const entry = join(ROOT, 'apps', 'api', 'dist', 'main.js');
  keepRunning(
    'The API',
    process.execPath,
    [...watched, '--watch-preserve-output', '--enable-source-maps', entry],
    '.',
  );
  keepRunning('Vite', 'vite', ['--clearScreen', 'false'], 'apps/web');
});
