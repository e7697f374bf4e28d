// `npm run audit:packages`: asks the registry what is known against the packages that production runs. Fails on what is
// grave (1), and where nobody could be asked (2: a mirror, no network): not audited is not found good.
import { requireNode } from './lib/node-version.mjs';

requireNode();
const { main } = await import('./lib/report.mjs');
await main(async () => {
  const { PNPM } = await import('./lib/install.mjs');
  const { run } = await import('./lib/run.mjs');
  const question = ['--yes', PNPM, 'audit', '--prod', '--audit-level', 'high'];
  const { code, output, timedOut } = await run('npx', question, { timeoutMs: 120_000 });
  if (timedOut || /ERR_PNPM_(?:AUDIT|META|FETCH|REQUEST)|ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN/.test(output)) {
    console.log('Packages not audited: the registry does not answer the question.');
    process.exitCode = 2;
    return;
  }
  console.log(output.trimEnd());
  if (code !== 0) process.exitCode = 1;
});
