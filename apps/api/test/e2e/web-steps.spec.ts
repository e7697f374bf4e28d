// Real: Chromium, the built pages served by the application, PostgreSQL, Redis. Counts the steps that everyday work
// takes: clicks, choices, and keys that are not text; and the loads of pages.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ticket } from '@noxdesk/contracts';
import type { Browser, Locator, Page } from 'playwright-core';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { getTicket, openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser, signInByForm, visit, type Visitor } from '../support/browser.js';
import { eventually } from '../support/clock.js';
import { baseUrl } from '../support/live.js';

/** A person at work, whose steps are counted. Typing words is none; a key that does something is one. */
class Worker {
  steps = 0;
  loads = 0;

  constructor(readonly page: Page) {
    page.on('load', () => (this.loads += 1));
  }

  async click(target: Locator, options: { modifiers?: 'Shift'[] } = {}): Promise<void> {
    this.steps += 1;
    await target.click(options);
  }
  async press(key: string): Promise<void> {
    this.steps += 1;
    await this.page.keyboard.press(key);
  }
  async choose(target: Locator, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    this.steps += 1;
    await target.setInputFiles(file);
  }
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }
  begin(): void {
    this.steps = 0;
    this.loads = 0;
  }
}

const LOG = { name: 'error.log', mimeType: 'text/plain', buffer: Buffer.from('una línea\n') };

describe('the steps of everyday work', () => {
  let app: TestApp;
  let browser: Browser;
  let base: string;
  let tenant: TestTenant;
  let admin: TestUser;
  let agent: TestUser;
  let customer: TestUser;
  let visitor: Visitor;
  let page: Page;
  let work: Worker;

  beforeAll(async () => {
    app = await startTestApp();
    tenant = await createTenant(app);
    admin = await createUser(app, tenant, { role: 'admin' });
    agent = await createUser(app, tenant, { role: 'agent', name: 'Ana Vidal' });
    customer = await createUser(app, tenant, { name: 'Luis Pérez' });
    await app.request({
      method: 'POST',
      path: 'canned-replies/',
      token: admin.token,
      body: { title: 'Reinicio hecho', shortcut: 'reinicio', body: 'Hemos reiniciado el servicio.' },
    });
    browser = await launchBrowser();
    base = await baseUrl(app);
    visitor = await visit({ browser, base });
    page = visitor.page;
    await signInByForm(page, agent.email);
    work = new Worker(page);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const editor = () => page.locator('.rich-text[role=textbox]');
  const row = (name: string) => page.getByRole('link', { name, exact: false });
  /** The list, with this one ticket or with those tickets that carry the tag. */
  const list = async (tag: string) => {
    await page.goto(`/tickets/?tag=${tag}`);
    await page.locator('li[data-ticket]').first().waitFor();
  };
  const ends = (ticket: Ticket, expected: Partial<Ticket>) =>
    eventually(async () => {
      const seen = await getTicket(app, agent.token, ticket.id);
      const matches = Object.entries(expected).every(([key, value]) => seen[key as keyof Ticket] === value);
      return matches && seen.messages.some(({ author }) => author.id === agent.id && author.kind === 'agent');
    }, 20_000);

  describe('open a ticket, set its priority, take it, answer, leave it waiting', () => {
    it('is four by mouse', async () => {
      const ticket = await openTicket(app, agent.token, { subject: 'Con ratón', tags: ['raton'] });
      await list('raton');
      work.begin();
      await work.click(row('Con ratón'));
      await editor().waitFor();
      await work.click(page.getByRole('button', { name: 'Prioridad: Media' }));
      await work.click(page.getByRole('option', { name: 'Alta' }));
      // The answer is what comes next: the field has the focus. Whoever answers first takes the ticket.
      await page.locator('.rich-text:focus').waitFor();
      await work.type('Lo estamos mirando.');
      await work.click(page.getByRole('button', { name: 'Enviar y dejar en Pendiente Cliente' }));
      expect([work.steps, work.loads]).toEqual([4, 0]);
      await ends(ticket, { status: 'pending', priority: 'high' });
      expect((await getTicket(app, agent.token, ticket.id)).assignee?.id).toBe(agent.id);
    }, 40_000);

    it('is four by keyboard', async () => {
      const ticket = await openTicket(app, agent.token, { subject: 'Con teclas', tags: ['teclas'] });
      await list('teclas');
      work.begin();
      await work.press('o');
      await editor().waitFor();
      await work.press('4');
      await work.press('r');
      await work.type('Lo estamos mirando.');
      await work.press('Alt+Enter');
      expect([work.steps, work.loads]).toEqual([4, 0]);
      await ends(ticket, { status: 'pending', priority: 'urgent' });
      expect((await getTicket(app, agent.token, ticket.id)).assignee?.id).toBe(agent.id);
    }, 40_000);
  });

  describe('give ten tickets a person and a priority', () => {
    const ten = async (tag: string) => {
      for (let count = 1; count <= 10; count += 1)
        await openTicket(app, customer.token, { subject: `Tanda ${count}` }).then(({ id }) =>
          app.request({
            method: 'PATCH',
            path: `tickets/${id}/`,
            token: agent.token,
            body: { tags: [tag] },
          }),
        );
    };
    const triaged = (tag: string) =>
      eventually(async () => {
        const seen = await app.request({ path: `tickets/?tag=${tag}`, token: agent.token });
        const { results } = seen.json<{ results: Ticket[] }>();
        return results.every(({ assignee, priority }) => assignee?.id === agent.id && priority === 'high');
      }, 15_000);

    it('is six by mouse', async () => {
      await ten('tanda-raton');
      await list('tanda-raton');
      const rows = page.locator('li[data-ticket]');
      await rows.nth(9).waitFor();
      work.begin();
      await work.click(rows.nth(0).getByRole('checkbox'));
      await work.click(rows.nth(9).getByRole('checkbox'), { modifiers: ['Shift'] });
      await page.getByText('10 seleccionados').waitFor();
      const bar = page.getByRole('toolbar', { name: 'Cambios en la selección' });
      await work.click(bar.getByRole('button', { name: 'Asignar' }));
      await work.click(page.getByRole('option', { name: 'Ana Vidal' }));
      await work.click(bar.getByRole('button', { name: 'Prioridad' }));
      await work.click(page.getByRole('option', { name: 'Alta' }));
      expect([work.steps, work.loads]).toEqual([6, 0]);
      await triaged('tanda-raton');
    }, 40_000);

    it('is three by keyboard', async () => {
      await ten('tanda-teclas');
      await list('tanda-teclas');
      await page.locator('li[data-ticket]').nth(9).waitFor();
      work.begin();
      await work.press('Control+a');
      await page.getByText('10 seleccionados').waitFor();
      await work.press('m');
      await work.press('3');
      expect([work.steps, work.loads]).toEqual([3, 0]);
      await triaged('tanda-teclas');
    }, 40_000);
  });

  describe('answer with a canned reply and resolve', () => {
    it('is three by mouse', async () => {
      const ticket = await openTicket(app, customer.token, { subject: 'Guardada' });
      await page.goto(`/tickets/${ticket.id}/`);
      await editor().waitFor();
      work.begin();
      await work.click(page.getByRole('button', { name: 'Respuestas guardadas' }));
      await work.click(page.getByRole('option', { name: /Reinicio hecho/ }));
      await work.click(page.getByRole('button', { name: 'Enviar y dejar en Resuelto' }));
      expect([work.steps, work.loads]).toEqual([3, 0]);
      await ends(ticket, { status: 'resolved' });
    }, 40_000);

    it('is three by keyboard', async () => {
      const ticket = await openTicket(app, customer.token, { subject: 'Guardada' });
      await page.goto(`/tickets/${ticket.id}/`);
      await editor().waitFor();
      work.begin();
      await work.press('r');
      await work.type('/rei');
      await page.getByRole('option', { name: /Reinicio hecho/ }).waitFor();
      await work.press('Enter');
      await work.press('Control+Shift+Enter');
      expect([work.steps, work.loads]).toEqual([3, 0]);
      await ends(ticket, { status: 'resolved' });
    }, 40_000);
  });

  describe('find a ticket by a word in a message and open it', () => {
    beforeAll(() =>
      openTicket(app, customer.token, { subject: 'Nada que ver', body: 'El ornitorrinco no arranca' }),
    );

    it('is two by mouse', async () => {
      await page.goto('/tickets/');
      await page.locator('li[data-ticket]').first().waitFor();
      work.begin();
      await work.click(page.getByLabel('Buscar tickets'));
      await work.type('ornitorrinco');
      await page.waitForURL(/search=ornitorrinco/);
      await page.locator('li[data-ticket]').nth(1).waitFor({ state: 'detached' });
      await work.click(row('Nada que ver'));
      await page.getByRole('heading', { level: 1, name: 'Nada que ver' }).waitFor();
      expect([work.steps, work.loads]).toEqual([2, 0]);
    }, 20_000);

    it('is two by keyboard', async () => {
      await page.goto('/tickets/');
      await page.locator('li[data-ticket]').first().waitFor();
      work.begin();
      await work.press('Control+k');
      await work.type('ornitorrinco');
      await page.getByRole('option', { name: /Nada que ver/ }).waitFor();
      await work.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Nada que ver' }).waitFor();
      expect([work.steps, work.loads]).toEqual([2, 0]);
    }, 20_000);
  });

  it('a customer opens a ticket with a file in four', async () => {
    const home = await visit({ browser, base });
    await signInByForm(home.page, customer.email);
    const hand = new Worker(home.page);
    await home.page.getByRole('link', { name: 'Nuevo ticket' }).first().waitFor();
    hand.begin();
    await hand.click(home.page.getByRole('link', { name: 'Nuevo ticket' }).first());
    // The subject has the focus, and the department is that of the ticket before.
    await home.page.locator('input:focus').waitFor();
    await hand.type('No carga la factura');
    await hand.click(home.page.getByLabel('Mensaje'));
    await hand.type('Se queda en blanco.');
    await hand.choose(home.page.getByLabel('Adjuntos'), LOG);
    await hand.click(home.page.getByRole('button', { name: 'Enviar Ticket' }));
    await home.page.getByRole('heading', { level: 1, name: 'No carga la factura' }).waitFor();
    expect([hand.steps, hand.loads]).toEqual([4, 0]);
    expect(home.complaints).toEqual([]);
    await home.context.close();
  }, 30_000);
});
