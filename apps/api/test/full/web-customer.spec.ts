// Real: Chromium, the built pages served by the application, PostgreSQL, Redis. The line is made slow by the browser.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser, PHONE, signInByForm, visit, type Visitor } from '../support/browser.js';
import { baseUrl } from '../support/live.js';

const NOTE = 'Este cliente paga tarde.';
const ELSEWHERE = 'Asunto de otra empresa';
/** A poor 3G: what a train has. */
const THIRD_GENERATION = { latency: 300, downloadThroughput: 50_000, uploadThroughput: 30_000 };
/** Lists, threads and settings have more, which nobody misses by a finger's breadth. */
const TOUCH_PX = 44;

interface Chunk {
  file: string;
}
const manifest = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', '..', 'web', 'dist', '.vite', 'manifest.json'), 'utf8'),
) as Record<string, Chunk>;

/** Screens that customers have no use for, by their built files. */
const STAFF_FILES = Object.entries(manifest)
  .filter(([source]) =>
    /src\/(?:app\/staff|features\/(?:queue|ticket|palette|bell|sla|setup|settings\/(?:resources\/(?!api-tokens)|audit|privacy|sla|mail|webhooks|appearance|tags|tenant|outbox)))/.test(
      source,
    ),
  )
  .map(([, { file }]) => file);

describe('a customer on a phone', () => {
  let app: TestApp;
  let browser: Browser;
  let base: string;
  let ana: TestUser;
  let carlos: TestUser;
  let visitor: Visitor;
  let page: Page;
  const fetched: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    const tenant = await createTenant(app);
    ana = await createUser(app, tenant, { email: 'ana@portal.test', name: 'Ana Ruiz' });
    carlos = await createUser(app, tenant, { role: 'agent', name: 'Carlos Medina' });
    const other = await createUser(app, tenant, { name: 'Otra Persona' });
    await openTicket(app, other.token, { subject: ELSEWHERE });
    browser = await launchBrowser();
    base = await baseUrl(app);
    visitor = await visit({ browser, base, viewport: PHONE });
    ({ page } = visitor);
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await page.addInitScript(rememberStreams);
    await signInByForm(page, ana.email);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const throttle = async (conditions: typeof THIRD_GENERATION | null) => {
    const session = await visitor.context.newCDPSession(page);
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      ...(conditions ?? { latency: 0, downloadThroughput: -1, uploadThroughput: -1 }),
    });
    return () => session.detach();
  };

  const answers = async (id: string, body: string) =>
    (await getTicket(app, ana.token, id)).messages.filter((message) => message.body === body);

  it('gets nothing of notes, of other people and of the agents’ screens, live events included', async () => {
    const ticket = await openTicket(app, ana.token, { subject: 'Mi propio asunto' });
    await reply(app, carlos.token, ticket.id, { body: NOTE, message_type: 'note' });
    await page.goto('/tickets/');
    await page.getByRole('link', { name: /Mi propio asunto/ }).click();
    await page.getByLabel('Tu respuesta', { exact: true }).waitFor();
    await reply(app, carlos.token, ticket.id, { body: `${NOTE} Otra vez.`, message_type: 'note' });
    await reply(app, carlos.token, ticket.id, '¿Sigue pasando?');
    await page.getByText('¿Sigue pasando?').waitFor();
    for (const path of [
      '',
      'new/',
      'settings/',
      'settings/security/',
      'settings/api-tokens/',
      'settings/users/',
      'sla/',
    ]) {
      await page.goto(`/tickets/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    const streams = await page.evaluate<string>('sessionStorage.getItem("streams") ?? ""');
    const seen = [...visitor.traffic, streams, await page.content()].join('\n');
    expect(streams).toContain(ticket.id);
    expect(seen).toContain('Mi propio asunto');
    expect(seen).not.toContain(NOTE);
    expect(seen).not.toContain(ELSEWHERE);
    expect(STAFF_FILES.length).toBeGreaterThan(10);
    expect(STAFF_FILES.filter((file) => fetched.some((path) => path.endsWith(file)))).toEqual([]);
  });

  it('reaches every control with a thumb, and the button to send without scrolling', async () => {
    const ticket = await openTicket(app, ana.token, { subject: 'Con el pulgar' });
    for (const path of ['', 'new/', `${ticket.id}/`, 'settings/', 'login/', 'forgot/', 'link/']) {
      await page.goto(`/tickets/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      expect({ path, small: await page.evaluate<string[]>(tooSmall(TOUCH_PX)) }).toEqual({ path, small: [] });
    }
    await page.goto(`/tickets/${ticket.id}/`);
    const box = await page.getByRole('button', { name: 'Enviar', exact: true }).boundingBox();
    expect(box!.y + box!.height).toBeLessThanOrEqual(PHONE.height);
    expect(box!.y).toBeGreaterThan(PHONE.height / 2);
    const camera = page.getByLabel('Hacer una foto');
    expect(await camera.getAttribute('capture')).toBe('environment');
    expect(await camera.getAttribute('accept')).toBe('image/jpeg');
  });

  it('sees how far a file is on a slow line, stops it, and loses neither file nor words', async () => {
    const ticket = await openTicket(app, ana.token, { subject: 'En el tren' });
    await page.goto(`/tickets/${ticket.id}/`);
    await page.getByLabel('Tu respuesta', { exact: true }).fill('Te mando el registro.');
    await page.getByLabel('Adjuntos').setInputFiles({
      name: 'registro.log',
      mimeType: 'text/plain',
      buffer: Buffer.from(randomBytes(100_000).toString('hex')),
    });
    const release = await throttle(THIRD_GENERATION);
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByRole('button', { name: 'Enviando…' }).waitFor();
    const progress = page.getByRole('progressbar', { name: 'Subiendo archivos' });
    await progress.waitFor();
    await page.getByRole('button', { name: 'Cancelar' }).click();
    await progress.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Tu respuesta', { exact: true }).inputValue()).toBe('Te mando el registro.');
    await page.getByText('registro.log').waitFor();
    await throttle(null);
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByRole('button', { name: /Descargar registro\.log/ }).waitFor();
    expect(await answers(ticket.id, 'Te mando el registro.')).toHaveLength(1);
    await release();
  });

  it('sends once over a line that breaks after the server has heard, without a hand', async () => {
    const ticket = await openTicket(app, ana.token, { subject: 'Línea rota' });
    await page.goto(`/tickets/${ticket.id}/`);
    let broken = 0;
    await page.route('**/reply/', async (route) => {
      if (broken > 0) return route.continue();
      broken += 1;
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByLabel('Tu respuesta', { exact: true }).fill('¿Me habéis oído?');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByRole('listitem').getByText('¿Me habéis oído?').waitFor();
    await page.getByRole('button', { name: 'Enviar', exact: true }).waitFor();
    expect(broken).toBe(1);
    expect(await answers(ticket.id, '¿Me habéis oído?')).toHaveLength(1);
    await page.unroute('**/reply/');
  });

  it('opens one ticket by the form over a line that breaks the same way', async () => {
    let broken = 0;
    await page.route(/\/api\/tickets\/$/, async (route) => {
      if (route.request().method() !== 'POST' || broken > 0) return route.continue();
      broken += 1;
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.goto('/tickets/new/');
    await page.getByLabel('Asunto').fill('Una sola vez');
    await page.getByLabel('Departamento').selectOption({ label: 'Ventas' });
    await page.getByLabel('Mensaje').fill('Por una línea mala.');
    await page.getByRole('button', { name: 'Enviar Ticket' }).click();
    await page.getByRole('heading', { level: 1, name: 'Una sola vez' }).waitFor();
    expect(broken).toBe(1);
    const found = await app.request({ path: 'tickets/?search=sola', token: ana.token });
    expect(found.json<{ results: unknown[] }>().results).toHaveLength(1);
  });

  it('finds headings in order and is told what happens', async () => {
    const ticket = await openTicket(app, ana.token, { subject: 'De oído' });
    await reply(app, carlos.token, ticket.id, 'Prueba ahora.');
    await change(app, carlos.token, ticket.id, { status: 'resolved' });
    for (const path of ['', `${ticket.id}/`, 'new/', 'settings/']) {
      await page.goto(`/tickets/${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      const levels = await page.evaluate<number[]>(
        '[...document.querySelectorAll("h1,h2,h3,h4")].filter((heading) => heading.checkVisibility()).map((heading) => Number(heading.tagName[1]))',
      );
      const jumps = levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1);
      expect({ path, levels, jumps }).toEqual({ path, levels, jumps: [] });
    }
    await page.goto(`/tickets/${ticket.id}/`);
    await page.getByRole('button', { name: 'Esto lo solucionó' }).click();
    await page.getByRole('status').getByText('Gracias por confirmarlo. El ticket queda cerrado.').waitFor();
  });
});

/** Keeps what live streams bring, which the browser tells no test of. Runs in the page. */
function rememberStreams(): void {
  const page = globalThis as unknown as {
    fetch: typeof fetch;
    sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  };
  const original = page.fetch;
  page.fetch = async (...args) => {
    const response = await original(...args);
    if (!response.body || !response.headers.get('content-type')?.includes('event-stream')) return response;
    const [given, kept] = response.body.tee();
    void (async () => {
      const reader = kept.pipeThrough(new TextDecoderStream()).getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        page.sessionStorage.setItem('streams', (page.sessionStorage.getItem('streams') ?? '') + read.value);
      }
    })().catch(() => undefined);
    return new Response(given, response);
  };
}

/** A script that names what can be pressed and is smaller than a finger; links within sentences are text. */
const tooSmall = (
  pixels: number,
) => `[...document.querySelectorAll('a, button, input, select, textarea, label:has(input)')]
  .filter((element) => {
    const { width, height } = (element.type === 'file' ? element.parentElement : element).getBoundingClientRect();
    if (width < 2 || height < 2 || getComputedStyle(element).visibility === 'hidden') return false;
    if (element.matches('.sr-only') && element !== document.activeElement) return false;
    if (element.matches('input[type=checkbox]')) return element.closest('div').getBoundingClientRect().height < ${pixels};
    return !element.closest('p') && height < ${pixels};
  })
  .map((element) => element.tagName + ' ' + (element.textContent || element.getAttribute('aria-label') || element.id).trim().slice(0, 40) + ' ' + Math.round(element.getBoundingClientRect().height))`;
