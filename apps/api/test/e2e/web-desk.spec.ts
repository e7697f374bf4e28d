// Real: Chromium, the built pages served by the application, PostgreSQL, Redis with its queues, the live stream. The
// customer and the admin act through the API.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page as PageOf, Macro, Ticket } from '@noxdesk/contracts';
import type { Browser, Page } from 'playwright-core';
import { PDF, PNG } from '../factories/files.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  accessibilityFaults,
  launchBrowser,
  picture,
  signInByForm,
  visit,
  type Visitor,
  written,
} from '../support/browser.js';
import { eventually } from '../support/clock.js';
import { baseUrl } from '../support/live.js';

describe('an agent at work on tickets', () => {
  let app: TestApp;
  let browser: Browser;
  let base: string;
  let tenant: TestTenant;
  let admin: TestUser;
  let agent: TestUser;
  let colleague: TestUser;
  let customer: TestUser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    app = await startTestApp();
    tenant = await createTenant(app);
    admin = await createUser(app, tenant, { role: 'admin' });
    agent = await createUser(app, tenant, { role: 'agent', name: 'Ana Vidal' });
    colleague = await createUser(app, tenant, { role: 'agent', name: 'Bea Ruiz' });
    customer = await createUser(app, tenant, { name: 'Luis Pérez' });
    browser = await launchBrowser();
    base = await baseUrl(app);
    visitor = await visit({ browser, base });
    page = visitor.page;
    await signInByForm(page, agent.email);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const answer = () => page.getByRole('textbox', { name: 'Respuesta' });
  const editor = () => page.locator('.rich-text[role=textbox]');
  const notice = (text: string) => page.getByRole('status').getByText(text);
  const open = async (ticket: Ticket) => {
    await page.goto(`/tickets/${ticket.id}/`);
    await editor().waitFor();
  };
  /** As a hand would: by the editor's own keys. */
  const erase = async () => {
    await answer().press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await eventually(async () => (await written(answer())).trim() === '', 5_000);
  };
  /** Seconds of script, style and layout that writing a line takes; the least of three, since the machine is shared. */
  const writingCost = async () => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const spent = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      const parts = metrics.filter(({ name }) => /^(?:Script|Layout|RecalcStyle)Duration$/.test(name));
      return parts.reduce((sum, { value }) => sum + value, 0);
    };
    const costs: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      await answer().click();
      const before = await spent();
      await page.keyboard.type('Una respuesta escrita de corrido, sin esperar a nada ni a nadie.');
      costs.push((await spent()) - before);
      await erase();
    }
    await devtools.detach();
    return Math.min(...costs);
  };
  const sent = (ticket: Ticket, count: number) =>
    eventually(async () => {
      const seen = await getTicket(app, agent.token, ticket.id);
      return seen.messages.filter(({ message_type: type }) => type !== 'system').length >= count && seen;
    }, 20_000);
  /** Puts a file into the clipboard's place, or under the pointer that lets it go. */
  const bring = (how: 'paste' | 'drop', name: string, type: string, bytes: Buffer) =>
    page.evaluate(`{
      const data = new DataTransfer();
      const content = Uint8Array.from(atob('${bytes.toString('base64')}'), (sign) => sign.charCodeAt(0));
      data.items.add(new File([content], '${name}', { type: '${type}' }));
      const options = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
      document.querySelector('.rich-text').dispatchEvent(
        '${how}' === 'paste' ? new ClipboardEvent('paste', options) : new DragEvent('drop', options));
    }`);

  it('writes with format by keys alone, and the customer gets both the words and their format', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Con formato' });
    await open(ticket);
    await answer().click();
    await page.keyboard.type('Haga ');
    await page.keyboard.press('Control+b');
    await page.keyboard.type('esto');
    await page.keyboard.press('Control+b');
    await page.keyboard.type(':');
    await page.keyboard.press('Enter');
    await page.keyboard.type('- reinicie');
    await page.keyboard.press('Enter');
    await page.keyboard.type('vuelva a entrar');
    await picture(page, 'agent-rich-text');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await notice(`Respuesta enviada a ${ticket.number}`).waitFor();
    await page.getByRole('article', { name: /a punto de salir/ }).waitFor();
    const message = (await sent(ticket, 2)).messages.findLast(({ message_type: type }) => type === 'reply')!;
    expect(message.body).toBe('Haga esto:\n\n- reinicie\n- vuelva a entrar');
    expect(message.body_html).toContain('<strong>esto</strong>');
    expect(message.body_html).toContain('<li>');
    // Drawn in the thread itself, not in a frame.
    await page.getByRole('article').locator('strong', { hasText: 'esto' }).waitFor();
    expect(await page.locator('iframe').count()).toBe(0);
  }, 40_000);

  it('keeps what is begun while the message before is still on its way', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Dos seguidas' });
    await open(ticket);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/reply/', async (route) => {
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    });
    await page.keyboard.press('n');
    await page.keyboard.type('Mirar el registro.');
    await page.keyboard.press('Control+Enter');
    // The stream tells of the note before its own answer does.
    await page.getByRole('article', { name: 'Nota interna de Ana Vidal' }).waitFor();
    await page.getByRole('button', { name: 'Respuesta', exact: true }).click();
    await answer().fill('Lo estamos mirando.');
    const answered = page.waitForResponse('**/reply/');
    letGo();
    await answered;
    await page.waitForTimeout(300);
    expect(await written(answer())).toBe('Lo estamos mirando.');
    await page.unroute('**/reply/');
  }, 40_000);

  it('shows a pasted picture among the words and sends it there, and opens it large from the thread', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Con imagen' });
    await open(ticket);
    await answer().click();
    await page.keyboard.type('Así: ');
    await bring('paste', 'image.png', 'image/png', PNG);
    await editor().locator('img[data-file]').waitFor();
    await bring('drop', 'registro.log', 'text/plain', Buffer.from('línea 1\nlínea 2\n'));
    await page.getByRole('button', { name: 'Quitar registro.log' }).waitFor();
    await bring('drop', 'factura.pdf', 'application/pdf', PDF);
    await page.getByRole('button', { name: 'Quitar factura.pdf' }).waitFor();
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    const message = (await sent(ticket, 2)).messages.findLast(({ message_type: type }) => type === 'reply')!;
    expect(message.attachments).toHaveLength(3);
    expect(message.body_html).toContain(message.attachments[0]!.url);
    await page.getByRole('article', { name: 'Mensaje de Ana Vidal', exact: true }).getByRole('img').click();
    await page.getByRole('dialog', { name: /captura-/ }).waitFor();
    await picture(page, 'agent-lightbox');
    await page.keyboard.press('Escape');
    // Every file of the ticket stands at its side, and a text can be looked at.
    const details = page.getByRole('complementary', { name: 'Detalles' });
    const file = details.getByRole('listitem').filter({ hasText: 'registro.log' });
    await file.getByRole('button', { name: 'Vista previa' }).click();
    await page.getByRole('dialog', { name: 'registro.log' }).getByText('línea 2').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    // The next one is a document, which the browser's own viewer shows apart from the page.
    await page.keyboard.press('Escape');
    const document = details.getByRole('listitem').filter({ hasText: 'factura.pdf' });
    await document.getByRole('button', { name: 'Vista previa' }).click();
    const viewer = page.getByRole('dialog', { name: 'factura.pdf' }).locator('iframe[title="factura.pdf"]');
    expect(await viewer.getAttribute('src')).toMatch(/^blob:/);
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
  }, 40_000);

  it('takes an answer back before it goes out, with all that was written', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Demasiado pronto' });
    await open(ticket);
    await answer().click();
    await page.keyboard.type('Esto no era');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Deshacer el envío' }).waitFor();
    await picture(page, 'agent-undo-send');
    await page.getByRole('button', { name: 'Deshacer', exact: true }).click();
    await eventually(async () => (await written(answer())).trim() === 'Esto no era', 5_000);
    await page.waitForTimeout(6_500);
    expect((await getTicket(app, customer.token, ticket.id)).messages).toHaveLength(1);
    await erase();
  }, 30_000);

  it('sends what was accepted although its tab is closed', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Y cierro' });
    const tab = await visitor.context.newPage();
    await tab.goto(`/tickets/${ticket.id}/`);
    await tab.locator('.rich-text').click();
    await tab.keyboard.type('Hasta mañana');
    await tab.keyboard.press('Alt+Enter');
    await tab.getByText(`Respuesta enviada a ${ticket.number}`).waitFor();
    await tab.close();
    expect((await sent(ticket, 2)).status).toBe('pending');
  }, 30_000);

  it('names a colleague in a note by the keyboard, whose bell rings', async () => {
    const other = await visit({ browser, base });
    await signInByForm(other.page, colleague.email);
    const ticket = await openTicket(app, customer.token, { subject: 'Para dos' });
    await open(ticket);
    await page.keyboard.press('n');
    await page.keyboard.type('Mira esto @be');
    await page.getByRole('option', { name: /Bea Ruiz/ }).waitFor();
    await picture(page, 'agent-mention');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.keyboard.type('por favor');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('article', { name: 'Nota interna de Ana Vidal' }).getByText('@Bea Ruiz').waitFor();
    await other.page.getByRole('button', { name: 'Avisos, 1 sin leer' }).waitFor();
    expect(other.complaints).toEqual([]);
    await other.context.close();
  }, 30_000);

  it('shows who writes at the same time, what came meanwhile, and what somebody else has changed', async () => {
    const other = await visit({ browser, base });
    await signInByForm(other.page, colleague.email);
    const ticket = await openTicket(app, customer.token, { subject: 'A la vez' });
    await open(ticket);
    await other.page.goto(`/tickets/${ticket.id}/`);
    await other.page.locator('.rich-text').click();
    await other.page.keyboard.type('Yo me encargo');
    await page.getByText('Bea Ruiz está escribiendo…').waitFor();
    await answer().click();
    await page.keyboard.type('Voy yo');
    await other.page.keyboard.press('Control+Enter');
    await page.getByText(/ha llegado algo de Bea Ruiz/).waitFor({ timeout: 20_000 });
    await picture(page, 'agent-collision');
    expect(await accessibilityFaults(page)).toEqual([]);
    await erase();
    await page.getByText(/ha llegado algo de Bea Ruiz/).waitFor({ state: 'detached' });

    // Both change the priority of what they see; the second is told before it is written over.
    let crossed = false;
    await page.route(`**/api/tickets/${ticket.id}/`, async (route) => {
      if (route.request().method() === 'PATCH' && !crossed) {
        crossed = true;
        await change(app, colleague.token, ticket.id, { priority: 'urgent' });
      }
      await route.continue();
    });
    await page.getByRole('button', { name: 'Prioridad: Media' }).click();
    await page.getByRole('option', { name: 'Baja' }).click();
    await notice('alguien lo ha cambiado mientras tanto').waitFor();
    await notice('Bea Ruiz cambió la prioridad de Media a Urgente').waitFor();
    expect((await getTicket(app, agent.token, ticket.id)).priority).toBe('urgent');
    await page.getByRole('button', { name: 'Cambiarlo igualmente' }).click();
    await eventually(async () => (await getTicket(app, agent.token, ticket.id)).priority === 'low');
    await other.context.close();
  }, 60_000);

  it('does several things in one step by a macro, and takes them back in one', async () => {
    await app.request({
      method: 'POST',
      path: 'macros/',
      token: admin.token,
      body: {
        name: 'Cerrar por inactividad',
        changes: { status: 'pending', assignee: 'me', add_tags: ['inactivo'] },
        message: { message_type: 'reply', body: '¿Sigue ahí, {{requester.first_name}}?' },
      },
    });
    const ticket = await openTicket(app, customer.token, { subject: 'Sin noticias' });
    await open(ticket);
    await page.getByRole('button', { name: 'Macros' }).click();
    await page.getByRole('option', { name: 'Cerrar por inactividad' }).click();
    await notice('Macro «Cerrar por inactividad» aplicada').waitFor();
    await page.getByRole('button', { name: 'Estado: Pendiente Cliente' }).waitFor();
    await page.getByRole('button', { name: 'Deshacer', exact: true }).click();
    await page.getByRole('button', { name: 'Estado: Nuevo' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('inactividad');
    await page.getByRole('option', { name: /Macro: Cerrar por inactividad/ }).waitFor();
    await picture(page, 'agent-macro-palette');
    await page.keyboard.press('Enter');
    const seen = await sent(ticket, 2);
    expect(seen).toMatchObject({ status: 'pending', tags: ['inactivo'], assignee: { id: agent.id } });
    expect(seen.messages.some(({ body }) => body === '¿Sigue ahí, Luis?')).toBe(true);
  }, 40_000);

  it('relates tickets, merges two of one person and takes it back, and splits a message off', async () => {
    const one = await openTicket(app, customer.token, { subject: 'La impresora' });
    const two = await openTicket(app, customer.token, {
      subject: 'La impresora otra vez',
      body: 'Sigue igual',
    });
    await open(two);
    await page.keyboard.press('l');
    await page.getByLabel('Número o palabras del otro ticket').fill(one.number);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /La impresora/ })
      .click();
    await notice(`Relacionado con ${one.number}`).waitFor();
    const details = page.getByRole('complementary', { name: 'Detalles' });
    await details.getByRole('link', { name: /relacionado/ }).waitFor();

    await open(one);
    await page.getByRole('button', { name: 'Fusionar con otro ticket' }).click();
    await page.getByLabel('Número o palabras del otro ticket').fill('otra vez');
    const other = page.getByRole('dialog').getByRole('button', { name: /La impresora otra vez/ });
    await other.waitFor();
    await picture(page, 'agent-merge');
    expect(await accessibilityFaults(page)).toEqual([]);
    await other.click();
    await page.getByRole('heading', { level: 1, name: 'La impresora otra vez' }).waitFor();
    await page.getByRole('article').getByText('No puedo entrar en el panel.').waitFor();
    await page.getByRole('button', { name: 'Deshacer', exact: true }).click();
    await page.getByRole('article').getByText('No puedo entrar en el panel.').waitFor({ state: 'detached' });

    const message = page.getByRole('article').filter({ hasText: 'Sigue igual' });
    await message.hover();
    await message.getByRole('button', { name: 'Opciones del mensaje' }).click();
    await page.getByRole('menuitem', { name: 'Dividir en un ticket nuevo' }).click();
    await page.getByLabel('Asunto').fill('Otra cosa');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Otra cosa' }).waitFor();
  }, 40_000);

  it('edits who follows a ticket', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Con copia' });
    await open(ticket);
    await page.getByLabel('Añadir en copia').fill('Jefe@Cliente.test');
    await page.keyboard.press('Enter');
    await page.getByText('La recibe').getByText('jefe@cliente.test').waitFor();
    await page.getByRole('button', { name: 'Quitar de copia a jefe@cliente.test' }).click();
    await eventually(async () => (await getTicket(app, agent.token, ticket.id)).cc.length === 0);
  });

  it('writes without lag below a thread of five hundred messages', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Larguísimo' });
    await app.database.admin.query(
      `INSERT INTO ticket_messages (tenant_id, ticket_id, position, id, message_type, public, author_id, author_kind,
         body, channel, created_at)
       SELECT $1, $2, 1 + n, gen_random_uuid(), 'reply', true, $3, 'customer', 'Mensaje ' || n, 'web', now()
       FROM generate_series(1, 500) n`,
      [tenant.id, ticket.id, customer.id],
    );
    await app.database.admin.query(
      'UPDATE tickets SET message_count = message_count + 500, version = version + 500 WHERE tenant_id = $1 AND id = $2',
      [tenant.id, ticket.id],
    );
    await open(ticket);
    await page.getByText('Mensaje 500').waitFor();
    expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThanOrEqual(1_500);
    const rendered = await page.evaluate<number>('document.querySelectorAll("article").length');
    const below = await writingCost();
    expect(await page.evaluate<number>('document.querySelectorAll("article").length')).toBe(rendered);
    await page.getByRole('button', { name: /Mostrar \d+ anteriores/ }).click();
    await page.getByText('Mensaje 1', { exact: true }).waitFor({ state: 'attached' });
    await open(await openTicket(app, customer.token, { subject: 'Cortísimo' }));
    // What stands above is nothing to the one who writes: about the same work as below a single message.
    expect(below / (await writingCost())).toBeLessThan(3);
  }, 60_000);

  it('chooses the columns of the list and their order, which stay', async () => {
    await page.goto('/tickets/?status=open,pending,new');
    await page.locator('li[data-ticket]').first().waitFor();
    await page.getByRole('button', { name: 'Columnas' }).click();
    const columns = page.getByRole('dialog', { name: 'Columnas' });
    await columns.getByRole('checkbox', { name: 'Número' }).uncheck();
    await columns.getByRole('checkbox', { name: 'Creado' }).check();
    await columns.getByRole('button', { name: 'Antes: Asunto' }).click();
    await picture(page, 'agent-columns');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const row = page.locator('li[data-ticket]').first();
    await row.getByText(/TK-/).first().waitFor({ state: 'detached' });
    await page.reload();
    await row.waitFor();
    expect(await row.locator('time').count()).toBe(2);
    await page.getByRole('button', { name: 'Columnas' }).click();
    await page.getByRole('button', { name: 'Como al principio' }).click();
    await page.keyboard.press('Escape');
  });

  it('renames a tag everywhere and keeps macros, as an admin', async () => {
    await openTicket(app, agent.token, { subject: 'Etiquetado', tags: ['facturaz'] });
    const other = await visit({ browser, base });
    await signInByForm(other.page, admin.email);
    await other.page.goto('/tickets/settings/tags/');
    await other.page.getByRole('button', { name: 'Cambiar el nombre facturaz' }).click();
    await other.page.getByLabel('Nombre de la etiqueta').fill('factura');
    await other.page.keyboard.press('Enter');
    await other.page.getByText('1 ticket cambiado').waitFor();
    expect(await accessibilityFaults(other.page)).toEqual([]);
    await picture(other.page, 'admin-tags');
    await other.page.goto('/tickets/settings/macros/');
    await other.page.getByRole('button', { name: 'Nueva macro' }).click();
    await other.page.getByLabel('Nombre').fill('Tomar y subir');
    await other.page.getByLabel('Asignar a').selectOption('me');
    await other.page.getByLabel('Cambiar la prioridad a').selectOption('high');
    await picture(other.page, 'admin-macro');
    expect(await accessibilityFaults(other.page)).toEqual([]);
    await other.page.getByRole('button', { name: 'Guardar', exact: true }).click();
    await other.page.getByText('Tomar y subir').first().waitFor();
    const macros = await app.request({ path: 'macros/', token: admin.token });
    expect(macros.json<PageOf<Macro>>().results.at(-1)).toMatchObject({
      name: 'Tomar y subir',
      changes: { assignee: 'me', priority: 'high' },
      message: null,
    });
    expect(other.complaints).toEqual([]);
    await other.context.close();
  }, 30_000);

  it('is told on the way of an answer what has come in since, and nothing goes unseen', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Cruce' });
    await open(ticket);
    await answer().click();
    await page.keyboard.type('Respondo');
    await page.route(
      '**/held-replies/',
      async (route) => {
        await reply(app, customer.token, ticket.id, 'Espera, hay más');
        await route.continue();
      },
      { times: 1 },
    );
    await page.keyboard.press('Control+Enter');
    await page.getByText(/ha llegado algo de Luis Pérez/).waitFor();
    expect((await written(answer())).trim()).toBe('Respondo');
    await page.keyboard.press('Control+Enter');
    await sent(ticket, 3);
  }, 30_000);

  it('left the page without a complaint', () => {
    // A change or answer that crosses another is refused by its version; the browser notes the refusal.
    expect(visitor.complaints.filter((complaint) => !complaint.includes('412'))).toEqual([]);
  });
});
