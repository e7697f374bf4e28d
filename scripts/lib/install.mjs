import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { exclusively } from './lock.mjs';
import { ROOT } from './paths.mjs';
import { runOrThrow } from './run.mjs';

/** The package manager, at the version that made the lockfile. */
export const PNPM = 'pnpm@12.21.0';
const STAMP = 'install';

function wanted() {
  const manifests = ['libs', 'apps'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => join(ROOT, group, name, 'package.json')),
  );
  const files = ['package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml'].map((name) => join(ROOT, name));
  // A tree that another platform or Node installed (a copied folder, a container's mount) has the wrong binaries.
  return fingerprint(
    [...files, ...manifests],
    process.platform,
    process.arch,
    process.versions.modules,
    ROOT,
  );
}

/**
 * Installs the workspace from its lockfile, by a pinned pnpm, unless that is done already.
 * `say` hears of it before it begins.
 */
export async function ensureInstalled({ say = () => undefined } = {}) {
  const isInstalled = () =>
    readStamp(STAMP) === wanted() && existsSync(join(ROOT, 'node_modules', '.modules.yaml'));
  if (isInstalled()) return;
  await exclusively('install', async () => {
    if (isInstalled()) return;
    say();
    // CI: pnpm must not ask whether it may replace a node_modules of another make.
    const env = { ...process.env, CI: 'true' };
    delete env.NODE_ENV;
    const args = ['--yes', PNPM, 'install', '--frozen-lockfile', '--prod=false'];
    await runOrThrow('The installation of packages', 'npx', args, { env });
    writeStamp(STAMP, wanted());
  });
}
