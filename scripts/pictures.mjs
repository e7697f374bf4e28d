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

const AGENT = 'agent@demo.test';
const CUSTOMER = 'customer@demo.test';
const ticket = (page) => page.getByRole('link', { name: /Error 500/ }).click();

/** Which screens, of whom, in which size. `open` walks there from the first page. */
const PICTURES = [
  { name: 'queue', email: AGENT, viewport: DESKTOP },
  { name: 'ticket', email: AGENT, viewport: DESKTOP, open: ticket },
  { name: 'targets', email: AGENT, viewport: DESKTOP, open: (page) => page.goto('/tickets/sla/') },
  {
    name: 'palette',
    email: AGENT,
    viewport: DESKTOP,
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').waitFor();
      await page.keyboard.type('error');
    },
  },
  { name: 'portal', email: CUSTOMER, viewport: PHONE },
  { name: 'form', email: CUSTOMER, viewport: PHONE, open: (page) => page.goto('/tickets/new/') },
  {
    name: 'thread',
    email: CUSTOMER,
    viewport: PHONE,
    open: (page) => page.getByRole('link', { name: /Factura/ }).click(),
  },
];
/** Each picture in each language, for the guides; one more for the README. */
const ALL = [
  ...['es', 'en'].flatMap((locale) => PICTURES.map((picture) => ({ ...picture, locale }))),
  { name: 'queue-dark', email: AGENT, viewport: DESKTOP, colorScheme: 'dark', locale: 'es' },
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

/** People keep their language with their account. */
async function speak(base, email, locale) {
  const call = async (method, path, body, token) => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(`${base}/tickets/api/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer.json();
  };
  const { access } = await call('POST', 'auth/token/', { email, password: PASSWORD });
  await call('PATCH', 'me/', { locale }, access);
}

async function take(browser, base, { name, email, viewport, colorScheme, locale, open }) {
  const isPhone = viewport === PHONE;
  await speak(base, email, locale);
  const context = await browser.newContext({
    baseURL: base,
    viewport,
    locale,
    colorScheme: colorScheme ?? 'light',
    isMobile: isPhone,
    hasTouch: isPhone,
  });
  const page = await context.newPage();
  await page.goto('/tickets/login/');
  await page.locator('input[type=email]').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => !url.pathname.includes('/login'));
  await page.getByRole('main').getByRole('link').first().waitFor();
  await open?.(page);
  await page.waitForLoadState('load');
  // Skeletons go and fonts come before the picture is taken.
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: join(ROOT, 'docs', 'pictures', `${locale}-${name}.png`) });
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
  for (const picture of ALL) await take(browser, demo.base, picture);
  await browser.close();
} finally {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
}
