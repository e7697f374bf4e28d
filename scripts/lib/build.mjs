import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearStamp, fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { exclusively } from './lock.mjs';
import { ROOT } from './paths.mjs';
import { runOrThrow } from './run.mjs';

const SCOPE = '@noxdesk/';
const SHARED = ['.swcrc', 'tsconfig.base.json', 'pnpm-lock.yaml'].map((file) => join(ROOT, file));
// One of these is in every finished build; without it the build is done again, whatever the stamp says.
const PRODUCTS = ['index.js', 'main.js', 'index.html'].map((file) => join('dist', file));

function readPackages() {
  const folders = ['libs', 'apps'].flatMap((group) =>
    readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`),
  );
  return folders
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
      const all = { ...manifest.dependencies, ...manifest.devDependencies };
      const needs = Object.keys(all).filter((name) => name.startsWith(SCOPE));
      return { folder, name: manifest.name, needs, script: manifest.scripts?.build };
    })
    .filter(({ script }) => script !== undefined);
}

/** The workspace's packages, each after those that it imports. */
export function packagesInOrder() {
  const packages = readPackages();
  const ordered = [];
  const visit = (item, path) => {
    if (ordered.includes(item)) return;
    if (path.includes(item.name))
      throw new Error(`Packages import each other: ${[...path, item.name].join(' → ')}`);
    for (const name of item.needs) {
      const needed = packages.find((other) => other.name === name);
      if (needed !== undefined) visit(needed, [...path, item.name]);
    }
    ordered.push(item);
  };
  for (const item of packages) visit(item, []);
  return ordered;
}

/** A package is built anew when anything in it, or in a package below it, has changed. */
function currentFingerprint(item, fingerprints) {
  const below = item.needs.map((name) => fingerprints.get(name) ?? '');
  return fingerprint([join(ROOT, item.folder), ...SHARED], ...below);
}

const isBuilt = ({ folder }, print) =>
  readStamp(folder) === print && PRODUCTS.some((product) => existsSync(join(ROOT, folder, product)));

async function buildPackage(item, print) {
  const cwd = join(ROOT, item.folder);
  clearStamp(item.folder);
  await runOrThrow(`The build of ${item.folder}`, item.script, [], { cwd, shell: true });
  writeStamp(item.folder, print);
}

/**
 * Builds what is not built: all packages, or `only` those folders and what they import. `force` builds all the same.
 * `say` hears of each package that is being built. Resolves with the folders that were built.
 */
export function ensureBuilt({ only, force = false, say = () => undefined } = {}) {
  return exclusively('build', async () => {
    const packages = packagesInOrder();
    const wanted = new Set(only ?? packages.map(({ folder }) => folder));
    for (const item of [...packages].reverse()) {
      if (!wanted.has(item.folder)) continue;
      for (const needed of packages) if (item.needs.includes(needed.name)) wanted.add(needed.folder);
    }
    const fingerprints = new Map();
    const built = [];
    for (const item of packages.filter(({ folder }) => wanted.has(folder))) {
      const print = currentFingerprint(item, fingerprints);
      fingerprints.set(item.name, print);
      if (!force && isBuilt(item, print)) continue;
      say(item.folder);
      await buildPackage(item, print);
      built.push(item.folder);
    }
    return built;
  });
}
