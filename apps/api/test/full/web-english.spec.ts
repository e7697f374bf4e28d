// Real: Chromium with English as its language, the built pages served by the application, PostgreSQL, Redis.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { DEMO_DEPARTMENTS } from '../../src/modules/tenants/demo-data.js';
import { DemoSeed } from '../../src/modules/tenants/demo-seed.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser, picture, visit, type Visitor } from '../support/browser.js';
import { baseUrl } from '../support/live.js';

const PASSWORD = 'demo-password-of-the-tests';
const LOCALES = join(import.meta.dirname, '../../../web/src/locales');

/** Messages of a catalogue by their ids; those with variables are left out. */
function catalogue(locale: 'es' | 'en'): Map<string, string> {
  const entries = readFileSync(join(LOCALES, `${locale}.po`), 'utf8').split('\n\n');
  const textOf = (entry: string, key: string) => {
    const [, quoted = ''] = new RegExp(`^${key} ((?:".*"\\n?)+)`, 'm').exec(entry) ?? [];
    return quoted
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as string)
      .join('');
  };
  const messages = entries.map((entry) => [textOf(entry, 'msgid'), textOf(entry, 'msgstr')] as const);
  return new Map(messages.filter(([id]) => id && !id.includes('{')));
}

/** What is only Spanish: equal in no message of the other language, and no name that the demo has given. */
function spanishOnly(): Set<string> {
  const others = new Set([...catalogue('en').values(), ...DEMO_DEPARTMENTS.map(({ name }) => name)]);
  return new Set([...catalogue('es').values()].filter((text) => !others.has(text)));
}

/** Every text a person sees or hears on the page, piece by piece. */
const TEXTS = `(() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    else for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
      if (node.hasAttribute(name)) found.push(node.getAttribute(name));
  }
  return found.map((text) => text.trim()).filter(Boolean);
})()`;

describe('in English', () => {
  let app: TestApp;
  let browser: Browser;
  let base: string;
  const spanish = spanishOnly();

  beforeAll(async () => {
    app = await startTestApp({ env: { DEMO: '1', DEMO_PASSWORD: PASSWORD } });
    await app.app.get(DemoSeed).run();
    // People who speak English, of a desk that speaks Spanish.
    await app.database.admin.query(`UPDATE users SET locale = 'en'`);
    browser = await launchBrowser();
    base = await baseUrl(app);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  async function enter(email: string): Promise<Visitor> {
    const visitor = await visit({ browser, base, locale: 'en-GB' });
    const { page } = visitor;
    await page.goto('/tickets/login/');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL((url) => !url.pathname.includes('/login'));
    return visitor;
  }

  /** Addresses of the links of a page that stay in the product. */
  const linksOf = (page: Page) =>
    page.evaluate<string[]>(
      `[...new Set([...document.querySelectorAll('a[href^="/tickets/"]')].map((link) => link.pathname))]`,
    );

  /** Follows links from one page to the next and gathers what speaks Spanish, where. */
  async function walk({ page }: Visitor, starts: string[], name: string): Promise<string[]> {
    const faults: string[] = [];
    const seen = new Set<string>();
    const left = [...starts];
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      // One ticket stands for the rest.
      const kind = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ticket');
      if (seen.has(kind)) continue;
      seen.add(kind);
      await page.goto(path);
      await page.locator('main').waitFor();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      for (const text of await page.evaluate<string[]>(TEXTS))
        if (spanish.has(text)) faults.push(`${kind}: ${text}`);
      await picture(page, `english-${name}${kind.replace(/\/tickets\/|\//g, '-')}`);
      left.push(...(await linksOf(page)));
    }
    expect(seen.size).toBeGreaterThanOrEqual(starts.length);
    return faults;
  }

  it('there are texts to tell the two languages apart by', () => {
    expect(spanish.size).toBeGreaterThan(300);
    expect(spanish).toContain('Nuevo ticket');
  });

  it('nobody who is not signed in reads Spanish', async () => {
    const visitor = await visit({ browser, base, locale: 'en-GB' });
    const faults = await walk(
      visitor,
      ['/tickets/login/', '/tickets/forgot/', '/tickets/reset/', '/tickets/confirm/'],
      'visitor',
    );
    expect(faults).toEqual([]);
    await visitor.context.close();
  }, 60_000);

  it.each([
    ['customer@demo.test', 'customer'],
    ['agent@demo.test', 'agent'],
    ['admin@demo.test', 'admin'],
  ])(
    '%s reads no Spanish on any page that links lead to',
    async (email, name) => {
      const visitor = await enter(email);
      const faults = await walk(
        visitor,
        ['/tickets/', '/tickets/new/', '/tickets/settings/', '/tickets/nowhere/'],
        name,
      );
      expect(faults).toEqual([]);
      expect(visitor.complaints).toEqual([]);
      await visitor.context.close();
    },
    120_000,
  );

  it('a request that is refused is explained in English', async () => {
    const { page, context } = await enter('customer@demo.test');
    await page.goto('/tickets/new/');
    await page.getByRole('button', { name: 'Send ticket' }).click();
    const texts = await page.evaluate<string[]>(TEXTS);
    expect(texts.filter((text) => spanish.has(text))).toEqual([]);
    await context.close();
  });
});
