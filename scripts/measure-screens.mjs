// `npm run measure:screens -- URL [EMAIL] [PASSWORD]`: measures the agents' screens of an installation that runs, with
// a cold cache each time, and prints the medians: first paint, first row or newest message, layout shift, nodes,
// compressed JavaScript.
/* global window, document, requestAnimationFrame */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './lib/paths.mjs';

const [base, email = 'agent@demo.test', password = process.env.DEMO_PASSWORD ?? ''] = process.argv.slice(2);
if (!base) {
  process.stderr.write('Usage: npm run measure:screens -- URL [EMAIL] [PASSWORD]\n');
  process.exit(2);
}
const ROUNDS = 7;
const SETTLE_MS = 1_000;
const { chromium } = createRequire(join(ROOT, 'apps/api/package.json'))('playwright-core');

/** Runs in the page: notes when what one came for is there, and what moved on the way. */
const watch = (selector) => {
  window.seen = { cls: 0, at: null };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.cls += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    if (document.querySelector(selector)) window.seen.at ??= performance.now();
    else requestAnimationFrame(look);
  };
  look();
};

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

async function signedIn() {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto('/tickets/login/');
  await page.getByLabel(/Correo|Email/).fill(email);
  await page
    .getByLabel(/Contraseña|Password/)
    .first()
    .fill(password);
  await page.keyboard.press('Enter');
  await page.locator('li[data-ticket]').first().waitFor();
  const first = await page.locator('li[data-ticket] a').first().getAttribute('href');
  await page.close();
  return { context, ticket: first };
}

async function measure(context, path, selector) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  let scripts = 0;
  await session.send('Network.enable');
  const types = new Map();
  session.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (types.get(requestId) === 'Script') scripts += encodedDataLength;
  });
  await page.addInitScript(watch, selector);
  await page.goto(path);
  await page.waitForFunction(() => window.seen.at !== null);
  // What comes later may still move things. The stream of live events stays open: the network is never idle.
  await page.waitForTimeout(SETTLE_MS);
  const result = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    there: window.seen.at,
    cls: window.seen.cls,
    nodes: document.querySelectorAll('*').length,
  }));
  await page.close();
  return { ...result, scripts: scripts / 1_000 };
}

const { context, ticket } = await signedIn();
const screens = [
  ['queue', '/tickets/', 'li[data-ticket]'],
  ['ticket', ticket, 'article'],
];
for (const [name, path, selector] of screens) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(context, path, selector));
  const of = (key) => median(rounds.map((one) => one[key]));
  process.stdout.write(
    `${name}: first paint ${of('paint').toFixed(0)} ms, ${name === 'queue' ? 'first row' : 'messages'} ` +
      `${of('there').toFixed(0)} ms, CLS ${of('cls').toFixed(3)}, ${of('nodes')} nodes, ` +
      `${of('scripts').toFixed(0)} KB of scripts\n`,
  );
}
await browser.close();
