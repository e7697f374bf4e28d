// Real: Chromium, the built pages served by the application, PostgreSQL, Redis, the demo tenant.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, Ticket } from '@noxdesk/contracts';
import { sanitizeMailHtml } from '@noxdesk/mail';
import type { Browser, Page } from 'playwright-core';
import { intruder, XSS_CASES } from '../../../../libs/mail/test/xss-cases.js';
import { DemoSeed } from '../../src/modules/tenants/demo-seed.js';
import { signIn } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  accessibilityFaults,
  DESKTOP,
  launchBrowser,
  overflows,
  PHONE,
  picture,
  signInByForm,
  visit,
  type Visitor,
} from '../support/browser.js';
import { eventually } from '../support/clock.js';
import { baseUrl } from '../support/live.js';
import { browserCleaner, elementsInFrames, showUnprotected, watch } from '../support/xss.js';

const PASSWORD = 'demo-password-of-the-tests';
const SETTINGS = [
  '',
  'api-tokens/',
  'departments/',
  'users/',
  'organizations/',
  'plans/',
  'sla/',
  'rules/',
  'canned-replies/',
  'webhooks/',
  'mail/',
  'mail-in/',
  'mail-out/',
];

/** How much has moved since the page began, of itself: cumulative layout shift. */
const layoutShift = (page: Page) =>
  page.evaluate<number>(`new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(sum), 100);
  })`);

describe('the pages', () => {
  let app: TestApp;
  let browser: Browser;
  let base: string;

  beforeAll(async () => {
    app = await startTestApp({ env: { DEMO: '1', DEMO_PASSWORD: PASSWORD } });
    await app.app.get(DemoSeed).run();
    browser = await launchBrowser();
    base = await baseUrl(app);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  async function enter(email: string, more: Partial<Parameters<typeof visit>[0]> = {}): Promise<Visitor> {
    const visitor = await visit({ browser, base, ...more });
    await signInByForm(visitor.page, email, PASSWORD);
    return visitor;
  }

  const firstTicket = async ({ page }: Visitor) => {
    await page.goto('/tickets/');
    const link = page.locator('main li a[href^="/tickets/0"]').first();
    await link.waitFor();
    return (await link.getAttribute('href'))!;
  };

  /** Opens each path, waits until nothing loads, and gathers what is wrong with it. */
  async function faultsOf({ page, complaints }: Visitor, paths: readonly string[], prefix: string) {
    const faults: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      await page.locator('main').waitFor();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      for (const fault of await accessibilityFaults(page)) faults.push(`${path} ${fault}`);
      if (await overflows(page)) faults.push(`${path} can be scrolled sideways`);
      await picture(
        page,
        `${prefix}${path.replace(/\/tickets\/|\//g, '-').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ticket')}`,
      );
    }
    return [...faults, ...complaints.splice(0)];
  }

  const looks = [
    { name: 'desktop-light', viewport: DESKTOP, colorScheme: 'light' },
    { name: 'desktop-dark', viewport: DESKTOP, colorScheme: 'dark' },
    { name: 'phone-light', viewport: PHONE, colorScheme: 'light' },
    { name: 'phone-dark', viewport: PHONE, colorScheme: 'dark' },
  ] as const;

  it.each(looks)(
    'hold nothing against agents, $name',
    async ({ name, ...look }) => {
      const agent = await enter('agent@demo.test', look);
      const paths = ['/tickets/', await firstTicket(agent), '/tickets/new/', '/tickets/nowhere/at/all/'];
      expect(await faultsOf(agent, paths, `agent-${name}`)).toEqual([]);
      await agent.context.close();
    },
    60_000,
  );

  it.each(looks)(
    'hold nothing against customers, $name',
    async ({ name, ...look }) => {
      const customer = await enter('customer@demo.test', look);
      const paths = ['/tickets/', await firstTicket(customer), '/tickets/new/', '/tickets/settings/'];
      expect(await faultsOf(customer, paths, `customer-${name}`)).toEqual([]);
      await customer.context.close();
    },
    60_000,
  );

  it.each([looks[0], looks[3]])(
    'hold nothing against admins, $name',
    async ({ name, ...look }) => {
      const admin = await enter('admin@demo.test', look);
      const paths = SETTINGS.map((path) => `/tickets/settings/${path}`);
      expect(await faultsOf(admin, paths, `admin-${name}`)).toEqual([]);
      await admin.context.close();
    },
    90_000,
  );

  it('keep a session over a reload, and end it for good', async () => {
    const { page, context } = await enter('customer@demo.test');
    await page.reload();
    await page.getByRole('heading', { name: 'Tus tickets' }).waitFor();
    await page.getByRole('button', { name: /Tu cuenta/ }).click();
    await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
    await page.getByRole('button', { name: 'Iniciar sesión' }).waitFor();
    await page.goto('/tickets/');
    await page.getByRole('button', { name: 'Iniciar sesión' }).waitFor();
    await context.close();
  });

  it('keep a session when a page is left while it renews its token', async () => {
    const { page, context } = await enter('agent@demo.test');
    for (const delay of [0, 5, 10, 20, 40]) {
      await page.goto('/tickets/new/', { waitUntil: 'commit' });
      await page.waitForTimeout(delay);
      await page.goto('/tickets/', { waitUntil: 'domcontentloaded' });
      await page.waitForTimeout(delay);
    }
    await page.goto('/tickets/');
    await page.locator('li[data-ticket]').first().waitFor();
    await context.close();
  }, 40_000);

  it('say the same of a wrong password and of an unknown account', async () => {
    const { page, context } = await visit({ browser, base });
    for (const email of ['customer@demo.test', 'nobody@demo.test']) {
      await page.goto('/tickets/login/');
      await page.getByLabel('Correo electrónico').fill(email);
      await page.getByLabel('Contraseña').fill('no es esta');
      await page.getByRole('button', { name: 'Iniciar sesión' }).click();
      await page.getByText('El correo o la contraseña no son correctos.').waitFor();
      expect(await page.getByLabel('Correo electrónico').inputValue()).toBe(email);
    }
    await context.close();
  });

  it('show nothing to a user without the permission, at whatever address', async () => {
    const { page, context, traffic } = await enter('noaccess@demo.test');
    for (const path of ['/tickets/', '/tickets/new/', '/tickets/settings/users/']) {
      await page.goto(path);
      await page.getByRole('heading', { name: 'No tienes acceso al soporte' }).waitFor();
      await page.getByText(/Contacta con tu administrador/).waitFor();
      expect(await page.getByRole('navigation').count()).toBe(0);
    }
    expect(traffic.join('\n')).not.toContain('"results"');
    await context.close();
  });

  it('speak English to whom the browser says so, and Spanish again when asked to', async () => {
    const { page, context } = await visit({ browser, base, locale: 'en-GB' });
    await page.goto('/tickets/login/');
    await page.getByLabel('Password').waitFor();
    await page.getByRole('button', { name: 'Español' }).click();
    await page.getByLabel('Contraseña').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    await context.close();
  });

  it('do the work by keyboard alone: find a ticket, take it, answer it, resolve it', async () => {
    const { page, context, complaints } = await enter('agent@demo.test');
    await page.locator('li[data-ticket]').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('certificado');
    await page.waitForURL(/search=certificado/);
    await page
      .getByRole('link', { name: /certificado/i })
      .first()
      .waitFor();
    await page.locator('li[data-ticket]').nth(1).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.waitForURL((url) => !url.search.includes('search'));
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Buscar o ejecutar' }).waitFor();
    await page.keyboard.type('certificado');
    await page.getByRole('option', { name: /certificado SSL/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Respuesta' }).waitFor();
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Asignado: Marcos Vidal' }).waitFor();
    await page.keyboard.press('p');
    await page.keyboard.press('a');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Prioridad: Alta' }).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('textbox', { name: 'Respuesta' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('Ya está renovado.');
    await page.keyboard.press('Control+Enter');
    await page
      .getByRole('article', { name: 'Mensaje de Marcos Vidal' })
      .getByText('Ya está renovado.')
      .waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Estado: Resuelto' }).waitFor();
    // A change that crosses another is refused by its version and sent again; the browser notes the refusal.
    expect(complaints.filter((complaint) => !complaint.includes('412'))).toEqual([]);
    await context.close();
  });

  it('show the newest message and the subject on arrival, and at least 18 rows of a full list', async () => {
    const { page, context } = await enter('agent@demo.test');
    await page.locator('li[data-ticket]').first().waitFor();
    const rowHeight = (await page.locator('li[data-ticket]').first().boundingBox())!.height;
    const list = (await page.getByRole('list', { name: 'Tickets' }).locator('..').boundingBox())!;
    expect(Math.floor(list.height / rowHeight)).toBeGreaterThanOrEqual(18);
    // What comes last: the departments at the side, and the type.
    await page.getByRole('link', { name: /Soporte Técnico/ }).waitFor();
    await page.evaluate('document.fonts.ready');
    expect(await layoutShift(page)).toBeLessThan(0.05);
    await page.getByRole('link', { name: /Error 500/ }).click();
    const newest = page.getByRole('article').last();
    await newest.waitFor();
    const inSight = async (locator: typeof newest) => {
      const box = (await locator.boundingBox())!;
      return box.y >= 0 && box.y < DESKTOP.height;
    };
    expect(await inSight(newest)).toBe(true);
    expect(await inSight(page.getByRole('heading', { level: 1 }))).toBe(true);
    expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThanOrEqual(1_500);
    // Come upon by its address, it is put together from nothing.
    await page.reload();
    await newest.waitFor();
    await page.locator('.rich-text').waitFor();
    await page.evaluate('document.fonts.ready');
    expect(await layoutShift(page)).toBeLessThan(0.05);
    await context.close();
  });

  it('show a formatted message in a frame that fetches nothing from outside until asked', async () => {
    const { page, context } = await enter('agent@demo.test');
    const asked: string[] = [];
    await context.route('https://tracker.example/**', async (route) => {
      asked.push(route.request().url());
      await route.fulfill({ contentType: 'image/png', body: Buffer.alloc(0) });
    });
    const token = await signIn(app, { id: 0, slug: 'demo' }, 'customer@demo.test', PASSWORD);
    const html =
      '<p style="color:#b00">Sale <b>en rojo</b></p><img src="https://tracker.example/pixel.png" alt="">' +
      '<script>document.body.dataset.ran = "yes"</script>';
    const created = await app.request({
      method: 'POST',
      path: 'tickets/',
      token,
      body: { subject: 'Con formato', department: 1, messages: [{ body: 'Sale en rojo', body_html: html }] },
    });
    await page.goto(`/tickets/${created.json<{ id: string }>().id}/`);
    const frame = page.frameLocator('iframe[title="Mensaje con formato"]');
    await frame.getByText('en rojo').waitFor();
    expect(await frame.locator('body').getAttribute('data-ran')).toBeNull();
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Mostrar imágenes' }).click();
    await eventually(async () => asked.length > 0, 5_000);
    expect(asked).toEqual(['https://tracker.example/pixel.png']);
    await context.close();
  });

  describe('held to what is known to pass filters', () => {
    const cases = XSS_CASES.map(({ html }) => html);
    const of = (...families: string[]) =>
      XSS_CASES.filter(({ family }) => families.includes(family)).map(({ html }) => html);

    it('let none of it run or be fetched by what the server has cleaned, or the browser, by itself', async () => {
      const raw = await showUnprotected(browser, of('handlers', 'fetches'));
      expect(raw.ran).toBeGreaterThan(10);
      expect(raw.asked.length).toBeGreaterThan(10);
      const byServer = cases.map((html) => sanitizeMailHtml(html).html);
      expect(await showUnprotected(browser, byServer, { together: 20 })).toEqual({ ran: 0, asked: [] });
      const show = { cleaner: browserCleaner(), together: 20 };
      expect(await showUnprotected(browser, cases, show)).toEqual({ ran: 0, asked: [] });
    });

    it('show none of it in a thread, had the server let it through', async () => {
      const { page, context, complaints } = await enter('agent@demo.test');
      const href = (await page.locator('main li a[href^="/tickets/0"]').first().getAttribute('href'))!;
      const signs = await watch(context, base);
      // A rule and a table make it a mail for a frame. So many as a thread draws at first.
      const hostile = of('mutations', 'clobbering').slice(-38);
      const bodies = hostile.map((html) => `<hr><table></table>${html}`);
      await context.route(`**/tickets/api${href}`, async (route) => {
        const response = await route.fetch();
        const ticket = (await response.json()) as Ticket & { messages: Message[] };
        const message = ticket.messages.find((one) => one.message_type === 'reply')!;
        const messages = bodies.map((body_html, at) => ({
          ...message,
          id: `${message.id.slice(0, -6)}${String(at).padStart(6, '0')}`,
          body_html,
        }));
        await route.fulfill({ response, json: { ...ticket, messages } });
      });
      await page.goto(href);
      const frames = page.locator('iframe[title="Mensaje con formato"]');
      await eventually(async () => (await frames.count()) === bodies.length, 20_000);
      await eventually(async () => (await elementsInFrames(page)).length >= 2 * bodies.length, 20_000);
      const elements = await elementsInFrames(page);
      expect(elements.map((element) => intruder(element)).filter(Boolean)).toEqual([]);
      expect(signs).toEqual({ ran: 0, asked: [] });
      // That a handler is no script of ours is told where it is read, too: in the script that reads, not in a frame.
      expect(complaints.filter((complaint) => !/ http\S+\/assets\/[\w-]+\.js$/.test(complaint))).toEqual([]);
      await context.close();
    });
  });

  it('keep what was typed over a reload, and while the network is away', async () => {
    const { page, context } = await enter('customer@demo.test');
    await page.goto('/tickets/new/');
    await page.getByLabel('Asunto').fill('Un asunto a medias');
    await page.getByLabel('Mensaje').fill('Un mensaje a medias');
    await page.waitForTimeout(500);
    await page.reload();
    await page.getByText('Hemos recuperado lo que habías escrito.').waitFor();
    expect(await page.getByLabel('Asunto').inputValue()).toBe('Un asunto a medias');
    await page.getByLabel('Departamento').selectOption({ index: 1 });
    await context.setOffline(true);
    await page.getByText(/Sin conexión/).waitFor();
    await page.getByRole('button', { name: 'Enviar Ticket' }).click();
    await page.getByText(/No hay conexión con el servidor/).waitFor();
    expect(await page.getByLabel('Mensaje').inputValue()).toBe('Un mensaje a medias');
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Enviar Ticket' }).click();
    await page.getByRole('heading', { level: 1, name: 'Un asunto a medias' }).waitFor();
    await context.close();
  });
});
