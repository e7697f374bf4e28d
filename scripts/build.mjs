// `npm run build`: builds every package, in the order in which they import each other.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { main } = await import('./lib/report.mjs');
await main(async () => {
  const { ensureInstalled } = await import('./lib/install.mjs');
  const { ensureBuilt } = await import('./lib/build.mjs');
  await ensureInstalled({ say: () => console.log('Installing packages …') });
  await ensureBuilt({ force: true, say: (folder) => console.log(`Building ${folder} …`) });
});
