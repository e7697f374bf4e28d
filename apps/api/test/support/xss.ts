import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** What scripts of a case reach for: each call is told to the console, where {@link watch} hears it. */
const TELL = `for (const name of ['alert', 'msgbox']) globalThis[name] = () => console.error('ran a script');`;

interface Signs {
  /** How often a script ran. */
  ran: number;
  /** Addresses that were asked, other than the page's own. */
  asked: string[];
}

/** Hears what pages of a context run and fetch; nothing of it leaves the machine. */
export async function watch(context: BrowserContext, base: string): Promise<Signs> {
  const signs: Signs = { ran: 0, asked: [] };
  await context.addInitScript(TELL);
  context.on('console', (message) => (signs.ran += message.text() === 'ran a script' ? 1 : 0));
  await context.route(
    (url) => /^https?:$/.test(url.protocol) && url.origin !== base,
    async (route) => {
      signs.asked.push(route.request().url());
      await route.abort();
    },
  );
  return signs;
}

const AS_IT_IS = '(html) => html';

interface Show {
  /** A script whose value is the function through which each HTML goes in the browser before it is shown. */
  cleaner?: string;
  /** How many share a frame: what has been cleaned can stand side by side. */
  together?: number;
}

/**
 * Shows HTML in frames of a page that forbids nothing, and tells what came of it. Another frame at the end holds
 * a script that does run: when it is heard, so are all before it.
 */
export async function showUnprotected(
  browser: Browser,
  htmls: readonly string[],
  { cleaner = AS_IT_IS, together = 1 }: Show = {},
): Promise<Signs> {
  const context = await browser.newContext();
  try {
    const signs = await watch(context, 'https://plain.test');
    await context.route('https://plain.test/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>plain</title>' }),
    );
    const page = await context.newPage();
    await page.goto('https://plain.test/');
    await page.evaluate(fillFrames(htmls, cleaner, together));
    const heard = context.waitForEvent('console', (message) => message.text() === 'the end');
    await page.evaluate(fillFrames([`<script>console.log('the end')</script>`], AS_IT_IS, 1));
    await heard;
    return signs;
  } finally {
    await context.close();
  }
}

/** A script that shows each HTML in a frame and waits until all have loaded what they load. */
const fillFrames = (htmls: readonly string[], cleaner: string, together: number) => `(() => {
  const clean = ${JSON.stringify(htmls)}.map(${cleaner});
  const shares = Array.from({ length: Math.ceil(clean.length / ${together}) }, () => clean.splice(0, ${together}));
  return Promise.all(shares.map((share) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = resolve;
    frame.srcdoc = share.join('');
    document.documentElement.append(frame);
  }))).then(() => undefined);
})()`;

const WEB = join(import.meta.dirname, '..', '..', '..', 'web');
const BUNDLE = `
const { build } = await import('vite');
const [{ output }] = await build({
  configFile: false, logLevel: 'silent', root: process.cwd(),
  build: { write: false, lib: { entry: 'src/components/thread/clean-mail.ts', formats: ['iife'], name: 'it' } },
});
process.stdout.write(output[0].code);`;

/** The pass of the browser by itself, as {@link showUnprotected} takes it. */
export function browserCleaner(): string {
  const code = execFileSync(process.execPath, ['--input-type=module', '-e', BUNDLE], { cwd: WEB });
  return `(() => { ${code}; return (html) => it.cleanMail(html, { own: () => undefined, showRemote: false }).html; })()`;
}

/** Every element in the frames of a page, as a tag of its own with its attributes. */
export const elementsInFrames = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('iframe')].flatMap((frame) =>
    [...frame.contentDocument.body.querySelectorAll('*')].map((element) => {
      const escaped = (text) => text.replace(/[&<>"]/g, (char) => '&#' + char.charCodeAt(0) + ';');
      const attributes = [...element.attributes].map(({ name, value }) => ' ' + name + '="' + escaped(value) + '"');
      return '<' + element.localName + attributes.join('') + '>';
    }))`);
