import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { PASSWORD } from '../factories/people.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const SCREENSHOTS = join(ROOT, 'test-output', 'screens');

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Chromium as the system ships it; `CHROMIUM` names another. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-gpu'],
  });
}

export interface Visit {
  browser: Browser;
  base: string;
  viewport?: { width: number; height: number };
  locale?: string;
  colorScheme?: 'light' | 'dark';
}

export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** What the page complained of: exceptions, console errors, and what the content security policy refused. */
  complaints: string[];
  /** Bodies of the answers of the API that the page has received. */
  traffic: string[];
}

/** A person with a browser of their own: cookies and storage are shared with nobody. */
export async function visit({
  browser,
  base,
  viewport = DESKTOP,
  locale = 'es-ES',
  colorScheme,
}: Visit): Promise<Visitor> {
  const phone = viewport.width < 600;
  const context = await browser.newContext({
    baseURL: base,
    viewport,
    locale,
    hasTouch: phone,
    isMobile: phone,
    ...(colorScheme && { colorScheme }),
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  const traffic: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('response', (response) => {
    if (!response.headers()['content-type']?.includes('json')) return;
    void response.text().then(
      (text) => traffic.push(text),
      () => undefined,
    );
  });
  return { context, page, complaints, traffic };
}

/** Signs in by the form. */
export async function signInByForm(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/tickets/login/');
  await page.getByLabel('Correo electrónico').fill(email);
  await page.getByLabel('Contraseña').fill(password);
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
  await page.waitForURL((url) => !url.pathname.includes('/login'));
}

/** What stands in a field, whether it is a plain one or an editor. */
export const written = (field: Locator): Promise<string> =>
  field.evaluate(
    (element: { value?: string; innerText?: string }) => element.value ?? element.innerText ?? '',
  );

/** Keeps a picture of the screen among the outputs of the test run. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

let axe: string | undefined;
const axeSource = () => {
  const fromWeb = createRequire(join(ROOT, 'apps', 'web', 'package.json'));
  return (axe ??= readFileSync(fromWeb.resolve('axe-core/axe.min.js'), 'utf8'));
};

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

/** What axe finds wrong on the page, of any impact, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource());
  const { violations } = await page.evaluate<AxeResult>('axe.run({ resultTypes: ["violations"] })');
  return violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.html).join(' | ')}`,
  );
}

/** Whether the page can be scrolled sideways. */
export const overflows = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
