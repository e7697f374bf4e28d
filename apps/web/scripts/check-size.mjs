// Fails when the first load of the queue carries more JavaScript than it may. Counted as a browser would fetch it:
// the entry, the agents' shell and the queue with all they import, and one language; compressed.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 180;
const FIRST_LOAD = [
  'src/first.ts',
  'index.html',
  'src/app/staff-shell.tsx',
  'src/features/queue/queue-page.tsx',
  'src/locales/es.po?part=base',
  'src/locales/es.po?part=staff',
];

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
const files = new Set();

function collect(key) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the build: the size check must name what the queue loads`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const imported of chunk.imports ?? []) collect(imported);
}
FIRST_LOAD.forEach(collect);

let total = 0;
for (const file of files) total += gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length;
const kilobytes = total / 1_000;
process.stdout.write(
  `first load of the queue: ${kilobytes.toFixed(1)} KB of JavaScript compressed, ${BUDGET_KB} allowed\n`,
);
if (kilobytes > BUDGET_KB) process.exit(1);
