// Real: Chromium, the built pages served by the application, PostgreSQL, Redis, the live stream. The customer and the
// admin act through the API.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  accessibilityFaults,
  launchBrowser,
  overflows,
  PHONE,
  picture,
  signInByForm,
  visit,
  written,
  type Visitor,
} from '../support/browser.js';
import { eventually } from '../support/clock.js';
import { baseUrl } from '../support/live.js';

describe('an agent’s workspace', () => {
  let app: TestApp;
  let browser: Browser;
  let base: string;
  let tenant: TestTenant;
  let admin: TestUser;
  let agent: TestUser;
  let customer: TestUser;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    app = await startTestApp();
    tenant = await createTenant(app);
    admin = await createUser(app, tenant, { role: 'admin' });
    agent = await createUser(app, tenant, { role: 'agent', email: 'ana@desk.test', name: 'Ana Vidal' });
    customer = await createUser(app, tenant, { name: 'Luis Pérez' });
    for (const subject of ['Primero', 'Segundo', 'Tercero', 'Cuarto'])
      await openTicket(app, customer.token, { subject });
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

  const view = (name: string) => page.getByRole('navigation', { name: 'Vistas' }).getByRole('link', { name });
  /** Waits for a field to hold a text. */
  const holds = async (field: Locator, text: string) => {
    const until = Date.now() + 10_000;
    // An empty paragraph has a line of its own.
    const now = async () => (await written(field)).replace(/^\n$/, '');
    while ((await now()) !== text && Date.now() < until) await page.waitForTimeout(100);
    expect(await now()).toBe(text);
  };
  const notice = (text: string) => page.getByRole('status').getByText(text);

  it('counts the views beside their names, and counts again as tickets come', async () => {
    await page.goto('/tickets/');
    await view('Sin asignar 4').waitFor();
    await openTicket(app, customer.token, { subject: 'Quinto', priority: 'urgent' });
    await view('Sin asignar 5').waitFor();
    expect(await view('Mis abiertos').textContent()).toBe('Mis abiertos');
  });

  it('saves the filters on the screen as a view, renames it, and deletes it with a way back', async () => {
    await page.goto('/tickets/?priority=urgent,critical');
    await page.getByRole('button', { name: 'Guardar vista' }).click();
    await page.getByLabel('Nombre de la vista').fill('Lo que arde');
    await page.keyboard.press('Enter');
    await view('Lo que arde 1').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Lo que arde' }).waitFor();

    await view('Lo que arde').hover();
    await page.getByRole('button', { name: 'Opciones de la vista Lo que arde' }).click();
    await picture(page, 'agent-saved-view');
    await page.getByRole('menuitem', { name: 'Cambiar el nombre o quién la ve' }).click();
    await page.getByLabel('Nombre de la vista').fill('Incendios');
    await page.getByLabel('Quién la ve').selectOption({ label: 'Departamento Soporte Técnico' });
    await page.getByRole('button', { name: 'Guardar', exact: true }).click();
    await view('Incendios 1').waitFor();
    const seen = await app.request({ path: 'views/', token: admin.token });
    expect(seen.json()).toMatchObject([
      { name: 'Incendios', query: 'priority=urgent,critical', scope: 'department', department: 1 },
    ]);

    await view('Incendios').hover();
    await page.getByRole('button', { name: 'Opciones de la vista Incendios' }).click();
    await page.getByRole('menuitem', { name: 'Eliminar la vista' }).click();
    await notice('Vista «Incendios» eliminada').waitFor();
    await page.getByRole('button', { name: 'Deshacer' }).last().click();
    await view('Incendios 1').waitFor();
  });

  it('chooses rows by keys alone, changes them in one call, tells what was refused, and takes it back', async () => {
    const closed = await openTicket(app, customer.token, { subject: 'Ya cerrado' });
    await change(app, agent.token, closed.id, { status: 'closed' });
    await page.goto('/tickets/');
    await page.getByRole('link', { name: 'Ya cerrado' }).waitFor();
    const calls: string[] = [];
    page.on('request', (request) => {
      if (
        request.method() !== 'GET' &&
        /\/(?:bulk|tickets)\/(?!.*presence)/.test(request.url().split('/api')[1] ?? '')
      )
        calls.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('3 seleccionados').waitFor();
    await page.keyboard.press('Shift+ArrowUp');
    await page.getByText('2 seleccionados').waitFor();
    await picture(page, 'agent-bulk');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('s');
    await page.getByRole('option', { name: 'Pendiente Cliente' }).click();
    await notice('1 ticket cambiado').waitFor();
    await notice(`${closed.number}: `).waitFor();
    expect(calls).toEqual(['POST /tickets/api/bulk/']);
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByRole('img', { name: 'Pendiente Cliente' }).waitFor({ state: 'detached' });
    expect(calls).toEqual(['POST /tickets/api/bulk/', 'POST /tickets/api/bulk/undo/']);
  });

  it('gives all loaded tickets the same tags', async () => {
    await page.goto('/tickets/?status=new');
    await page.getByRole('link', { name: 'Primero' }).waitFor();
    await page.keyboard.press('Control+a');
    await page.getByText('5 seleccionados').waitFor();
    await page.keyboard.press('t');
    await page.getByLabel('Añadir etiquetas, separadas por comas').fill('oleada, web');
    await page.keyboard.press('Enter');
    await notice('5 tickets cambiados').waitFor();
    const listed = await app.request({ path: 'tickets/?tag=oleada', token: agent.token });
    expect(listed.json<{ results: { tags: string[] }[] }>().results.map(({ tags }) => tags)).toEqual(
      Array.from({ length: 5 }, () => ['oleada', 'web']),
    );
  });

  it('rings the bell when a ticket is assigned and when its customer answers, and falls silent once they are read', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Con aviso' });
    await change(app, admin.token, ticket.id, { assignee: agent.id });
    await page.getByRole('button', { name: 'Avisos, 1 sin leer' }).waitFor();
    await reply(app, customer.token, ticket.id, 'Una cosa más');
    await page.getByRole('button', { name: 'Avisos, 2 sin leer' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    const bell = page.getByRole('dialog', { name: 'Avisos' });
    await bell.getByRole('link', { name: 'El cliente ha respondido' }).waitFor();
    await bell.getByRole('link', { name: 'Te han asignado un ticket' }).waitFor();
    await picture(page, 'agent-bell');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Con aviso' }).waitFor();
    // What else it told of this ticket is read by looking at it.
    await page.getByRole('button', { name: 'Avisos', exact: true }).waitFor();
    const bellAfter = await app.request({ path: 'notifications/', token: agent.token });
    expect(bellAfter.json()).toMatchObject({ unread: 0 });
  });

  it('puts in a canned reply by a slash, names filled in, and its state goes along with the sending', async () => {
    await app.request({
      method: 'POST',
      path: 'canned-replies/',
      token: admin.token,
      body: {
        title: 'Reinicio hecho',
        shortcut: 'reinicio',
        body: 'Hola {{requester.name}}: hemos reiniciado el servicio de {{ticket.number}}. {{agent.name}}',
        changes: { status: 'pending', priority: 'high' },
      },
    });
    const ticket = await openTicket(app, customer.token, { subject: 'Con respuesta guardada' });
    await page.goto(`/tickets/${ticket.id}/`);
    const field = page.getByRole('textbox', { name: 'Respuesta' });
    await field.click();
    await page.keyboard.type('/rei');
    await page.getByRole('option', { name: /Reinicio hecho/ }).waitFor();
    await picture(page, 'agent-canned-replies');
    await page.keyboard.press('Enter');
    const text = `Hola Luis Pérez: hemos reiniciado el servicio de ${ticket.number}. Ana Vidal`;
    expect(await written(field)).toBe(text);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Prioridad: Alta' }).waitFor();
    // One undo takes all of it back, and all of it waits again.
    await page.getByRole('button', { name: 'Deshacer', exact: true }).click();
    await page.getByRole('button', { name: 'Prioridad: Media' }).waitFor();
    await holds(field, text);
    await eventually(async () => (await getTicket(app, agent.token, ticket.id)).priority === 'medium');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('article').getByText(text).waitFor();
    await page.getByRole('button', { name: 'Estado: Pendiente Cliente' }).waitFor();
    // The priority follows the sending in a call of its own.
    await page.getByRole('button', { name: 'Prioridad: Alta' }).waitFor();
    const changed = await eventually(async () => {
      const seen = await getTicket(app, agent.token, ticket.id);
      return seen.priority === 'high' && seen;
    });
    expect(changed.status).toBe('pending');
  });

  it('opens a ticket for somebody who is found as one types, and finds their tickets in the palette', async () => {
    await page.goto('/tickets/new/');
    const address = page.getByLabel('Correo del solicitante');
    await address.pressSequentially('luis');
    await page.getByRole('option', { name: /Luis Pérez/ }).waitFor();
    await picture(page, 'agent-new-for-customer');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await address.inputValue()).toBe(customer.email);
    await page.getByLabel('Asunto').fill('Llamó por teléfono');
    await page.getByLabel('Departamento').selectOption('1');
    await page.getByLabel('Mensaje').fill('Pide una copia de la factura.');
    await page.getByRole('button', { name: 'Enviar Ticket' }).click();
    await page.getByRole('heading', { level: 1, name: 'Llamó por teléfono' }).waitFor();
    const details = page.getByRole('complementary', { name: 'Detalles' });
    await details.getByText(customer.email).waitFor();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('luis');
    await page.getByRole('option', { name: /^Luis Pérez/ }).click();
    await page.waitForURL((url) => url.searchParams.get('requester') === customer.id);
    await page.getByRole('link', { name: /Llamó por teléfono/ }).waitFor();
  });

  it('finds a draft again on another device, and forgets it once it is sent', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'A medias' });
    await page.goto(`/tickets/${ticket.id}/`);
    await page.getByRole('textbox', { name: 'Respuesta' }).fill('Estoy mirándolo');
    const stored = async () =>
      (await app.request({ path: `drafts/${ticket.id}/`, token: agent.token })).json();
    await page.waitForResponse(
      (answer) => answer.url().includes(`/drafts/${ticket.id}/`) && answer.request().method() === 'POST',
    );
    expect(await stored()).toMatchObject({ reply: { body: 'Estoy mirándolo' }, note: null });

    const phone = await visit({ browser, base, viewport: PHONE });
    await signInByForm(phone.page, agent.email);
    await phone.page.goto(`/tickets/${ticket.id}/`);
    const field = phone.page.getByRole('textbox', { name: 'Respuesta' });
    await holds(field, 'Estoy mirándolo');
    await field.fill('Estoy mirándolo. Ya está.');
    await phone.page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await phone.page.getByRole('article').getByText('Estoy mirándolo. Ya está.').waitFor();
    await phone.page.waitForTimeout(2_000);
    expect(await stored()).toEqual({ reply: null, note: null });
    expect(await overflows(phone.page)).toBe(false);
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });

  it('never makes an answer of what was written as a note, on this device or another one', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Entre nosotros' });
    const stored = async () =>
      (await app.request({ path: `drafts/${ticket.id}/`, token: agent.token })).json();
    const answer = page.getByRole('textbox', { name: 'Respuesta' });
    const note = page.getByRole('textbox', { name: 'Nota interna' });
    await page.goto(`/tickets/${ticket.id}/`);
    await page.getByRole('heading', { level: 1, name: 'Entre nosotros' }).waitFor();
    await page.keyboard.press('n');
    await note.waitFor();
    await page.keyboard.type('No paga desde marzo');
    await page.getByLabel('Adjuntos').setInputFiles({
      name: 'deuda.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('1.200 €'),
    });
    await page.getByText('deuda.txt').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    // Neither its words nor its file, nor what Ctrl+Z might bring back.
    await holds(answer, '');
    expect(await page.getByText('deuda.txt').count()).toBe(0);
    await page.keyboard.press('Control+z');
    await holds(answer, '');
    await page.keyboard.type('Hola, lo miramos');
    await page.getByRole('button', { name: 'Nota (borrador sin enviar)' }).waitFor();
    await picture(page, 'agent-two-drafts');
    expect(await accessibilityFaults(page)).toEqual([]);
    await eventually(async () => {
      const both = (await stored()) as Record<string, { body: string } | null>;
      return both.reply?.body === 'Hola, lo miramos' && both.note?.body === 'No paga desde marzo';
    });

    await page.reload();
    await holds(answer, 'Hola, lo miramos');
    await page.getByRole('button', { name: 'Nota (borrador sin enviar)' }).click();
    await holds(note, 'No paga desde marzo');

    const phone = await visit({ browser, base, viewport: PHONE });
    await signInByForm(phone.page, agent.email);
    await phone.page.goto(`/tickets/${ticket.id}/`);
    await holds(phone.page.getByRole('textbox', { name: 'Respuesta' }), 'Hola, lo miramos');
    await phone.page.getByRole('button', { name: 'Nota (borrador sin enviar)' }).tap();
    await holds(phone.page.getByRole('textbox', { name: 'Nota interna' }), 'No paga desde marzo');
    expect(phone.complaints).toEqual([]);
    await phone.context.close();

    // A note that is kept leaves one among notes, and the answer where it was.
    await note.click();
    await page.keyboard.press('Control+Enter');
    await page
      .getByRole('article', { name: /Nota interna/ })
      .getByText('No paga desde marzo')
      .waitFor();
    await holds(note, '');
    await page.getByRole('button', { name: 'Respuesta (borrador sin enviar)' }).click();
    await holds(answer, 'Hola, lo miramos');
    const seen = await getTicket(app, customer.token, ticket.id);
    expect(JSON.stringify(seen)).not.toContain('marzo');
  });

  it('sends an answer once and with its state, whatever else is still on its way', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Todo a la vez' });
    await page.goto(`/tickets/${ticket.id}/`);
    const answer = page.getByRole('textbox', { name: 'Respuesta' });
    await answer.fill('Hecho');
    const posted: string[] = [];
    await page.route('**/held-replies/', async (route) => {
      posted.push(route.request().postData() ?? '');
      // A change of one's own arrives first: it makes a version that the answer knows nothing of.
      if (posted.length === 1) {
        await app.request({
          method: 'PATCH',
          path: `tickets/${ticket.id}/`,
          token: agent.token,
          body: { priority: 'high' },
        });
      }
      await route.continue();
    });
    await answer.press('Alt+Enter');
    await answer.press('Alt+Enter');
    await answer.press('Control+Enter');
    await page.getByRole('article').getByText('Hecho').waitFor();
    await page.getByRole('button', { name: 'Estado: Pendiente Cliente' }).waitFor();
    await holds(answer, '');
    const seen = await eventually(async () => {
      const now = await getTicket(app, agent.token, ticket.id);
      return now.status === 'pending' && now;
    });
    expect(seen.messages.filter(({ body }) => body === 'Hecho')).toHaveLength(1);
    expect(seen.priority).toBe('high');
    // Refused once for its version, and sent once more.
    expect(posted).toHaveLength(2);
    expect(visitor.complaints.splice(0)).toEqual([expect.stringContaining('412')]);
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('keeps an answer that is taken back from elsewhere, before what was begun since', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Vuelta atrás' });
    await page.goto(`/tickets/${ticket.id}/`);
    const answer = page.getByRole('textbox', { name: 'Respuesta' });
    await answer.fill('Primero esto');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('article').getByText('Primero esto').waitFor();
    await answer.fill('Y después esto');
    await page.keyboard.press('Escape');
    await page.keyboard.press('u');
    await page.getByRole('heading', { level: 1, name: 'Vuelta atrás' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Deshacer', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Vuelta atrás' }).waitFor();
    await holds(answer, 'Primero esto\n\nY después esto');
    expect((await getTicket(app, agent.token, ticket.id)).messages).toHaveLength(1);
  });

  it('says before anything is sent which files would come back', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Con adjuntos' });
    const allow = (megabytes: number) =>
      app.request({
        method: 'PATCH',
        path: 'settings/',
        token: admin.token,
        body: { attachment_max_bytes: megabytes * 1_048_576 },
      });
    await allow(1);
    await page.goto(`/tickets/${ticket.id}/`);
    const answer = page.getByRole('textbox', { name: 'Respuesta' });
    await answer.fill('Va adjunto');
    const file = (name: string, size: number) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.alloc(size),
    });
    let uploads = 0;
    page.on('request', (request) => (uploads += Number(request.url().includes('held-replies'))));
    await page.getByLabel('Adjuntos').setInputFiles([file('copia.zip', 1_048_577), file('juego.exe', 10)]);
    await page.getByText('«copia.zip» pesa demasiado: como máximo 1 MB.').waitFor();
    await page.getByText(/«juego.exe» no es de un tipo que aceptemos: /).waitFor();
    await picture(page, 'agent-files-refused');
    expect(await accessibilityFaults(page)).toEqual([]);
    await answer.press('Control+Enter');
    const remove = page.getByRole('button', { name: 'Quitar copia.zip' });
    await page.waitForFunction('document.activeElement?.ariaLabel === "Quitar copia.zip"');
    await remove.press('Enter');
    await page.getByRole('button', { name: 'Quitar juego.exe' }).click();
    expect(uploads).toBe(0);
    await answer.press('Control+Enter');
    await page.getByRole('article').getByText('Va adjunto').waitFor();
    expect(uploads).toBe(1);
    await allow(20);
  });

  it('keeps what a customer had begun to write, and brings it to their phone', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Desde casa' });
    const atHome = await visit({ browser, base });
    await signInByForm(atHome.page, customer.email);
    await atHome.page.goto(`/tickets/${ticket.id}/`);
    const saved = atHome.page.waitForResponse(
      (answer) => answer.url().includes(`/drafts/${ticket.id}/`) && answer.request().method() === 'POST',
    );
    await atHome.page.getByLabel('Tu respuesta', { exact: true }).fill('He probado otra vez y');
    await saved;
    await atHome.context.close();

    const phone = await visit({ browser, base, viewport: PHONE });
    await signInByForm(phone.page, customer.email);
    await phone.page.goto(`/tickets/${ticket.id}/`);
    await holds(phone.page.getByLabel('Tu respuesta', { exact: true }), 'He probado otra vez y');
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });

  it('lets a thumb choose rows and change them on a phone', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'Para el pulgar' });
    const phone = await visit({ browser, base, viewport: PHONE });
    await signInByForm(phone.page, agent.email);
    await phone.page.getByRole('checkbox', { name: `Seleccionar ${ticket.number}` }).tap();
    await phone.page.getByText('1 seleccionado').waitFor();
    await picture(phone.page, 'agent-phone-bulk');
    const bar = phone.page.getByRole('toolbar', { name: 'Cambios en la selección' });
    await bar.getByRole('button', { name: 'Prioridad' }).tap();
    await phone.page.getByRole('option', { name: 'Crítica' }).tap();
    await phone.page.getByText('1 ticket cambiado').waitFor();
    expect(await getTicket(app, agent.token, ticket.id)).toMatchObject({ priority: 'critical' });
    expect(await overflows(phone.page)).toBe(false);
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });

  it('left the page without a complaint', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
