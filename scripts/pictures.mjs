// `npm run pictures`: starts the demo in a folder of its own and makes the pictures of docs/ from what it shows.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ROOT } from './lib/paths.mjs';

const PASSWORD = 'demo-password';
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Which screens, of whom, in which size. `open` walks there from the first page. */
const PICTURES = [
  { name: 'queue', email: 'agent@demo.test', viewport: DESKTOP },
  {
    name: 'ticket',
    email: 'agent@demo.test',
    viewport: DESKTOP,
    open: (page) => page.getByRole('link', { name: /Error 500/ }).click(),
  },
  { name: 'queue-dark', email: 'agent@demo.test', viewport: DESKTOP, colorScheme: 'dark' },
  { name: 'portal', email: 'customer@demo.test', viewport: PHONE },
  {
    name: 'form',
    email: 'customer@demo.test',
    viewport: PHONE,
    open: (page) => page.goto('/tickets/new/'),
  },
];

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function startDemo(folder) {
  const port = await freePort();
  const app = spawn(process.execPath, ['apps/api/dist/main.js'], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(port), DATA_DIR: folder, DEMO: '1', DEMO_PASSWORD: PASSWORD },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    app.stdout.on('data', (chunk) => String(chunk).includes('NoxDesk ready') && resolve());
    app.once('exit', () => reject(new Error('The demo did not start')));
  });
  const stop = () =>
    new Promise((resolve) => {
      app.once('exit', resolve);
      app.kill('SIGTERM');
    });
  return { base: `http://127.0.0.1:${port}`, stop };
}

async function take(browser, base, { name, email, viewport, colorScheme, open }) {
  const isPhone = viewport === PHONE;
  const context = await browser.newContext({
    baseURL: base,
    viewport,
    locale: 'es-ES',
    colorScheme: colorScheme ?? 'light',
    isMobile: isPhone,
    hasTouch: isPhone,
  });
  const page = await context.newPage();
  await page.goto('/tickets/login/');
  await page.getByLabel('Correo electrónico').fill(email);
  await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await page.waitForURL((url) => !url.pathname.includes('/login'));
  await page.getByRole('main').getByRole('link').first().waitFor();
  await open?.(page);
  await page.waitForLoadState('load');
  // Skeletons go and fonts come before the picture is taken.
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(ROOT, 'docs', 'pictures', `${name}.png`) });
  await context.close();
}

await ensureBuilt();
mkdirSync(join(ROOT, 'docs', 'pictures'), { recursive: true });
const { chromium } = createRequire(join(ROOT, 'apps', 'api', 'package.json'))('playwright-core');
const folder = mkdtempSync(join(tmpdir(), 'noxdesk-pictures-'));
const demo = await startDemo(folder);
try {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-gpu'],
  });
  for (const picture of PICTURES) await take(browser, demo.base, picture);
  await browser.close();
} finally {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
}
