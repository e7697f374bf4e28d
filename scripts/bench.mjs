// `npm run bench`: builds what is not built, then runs the benchmark with the arguments given.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { main } = await import('./lib/report.mjs');
await main(async () => {
  const { spawn } = await import('node:child_process');
  const { join } = await import('node:path');
  const { pathToFileURL } = await import('node:url');
  const { ensureInstalled } = await import('./lib/install.mjs');
  const { ensureBuilt } = await import('./lib/build.mjs');
  const { ROOT } = await import('./lib/paths.mjs');
  const { runOrThrow } = await import('./lib/run.mjs');
  const say = (line) => process.stderr.write(`${line}\n`);

  await ensureInstalled({ say: () => say('Installing packages …') });
  await ensureBuilt({ say: (folder) => say(`Building ${folder} …`) });
  const api = join(ROOT, 'apps', 'api');
  const output = ['-d', 'dist/bench', '--strip-leading-paths', '--delete-dir-on-start'];
  const swc = ['bench', ...output, '--config-file', join(ROOT, '.swcrc')];
  await runOrThrow('The build of the benchmark', 'swc', swc, { cwd: api });
  const loader = pathToFileURL(join(ROOT, 'scripts', 'lib', 'bench-loader.mjs')).href;
  const node = [
    '--enable-source-maps',
    '--expose-gc',
    '--import',
    loader,
    join(api, 'dist', 'bench', 'main.js'),
  ];
  // The benchmark's own options pass through: npm run bench -- --quick --json FILE.
  const child = spawn(process.execPath, [...node, ...process.argv.slice(2)], {
    cwd: process.env.INIT_CWD ?? ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((done) => {
    child.on('error', () => done(1));
    child.on('exit', (code) => done(code ?? 1));
  });
});
