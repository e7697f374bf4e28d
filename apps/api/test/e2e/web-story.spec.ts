// Real: Chromium, the built pages served by the application, PostgreSQL, Redis. Two people, two browsers.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createTenant, createUser, type TestTenant } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser, picture, signInByForm, visit, type Visitor } from '../support/browser.js';
import { baseUrl } from '../support/live.js';

const SUBJECT = 'Error 500 al crear un sitio web';
const LOG = 'PHP Fatal error: Allowed memory size exhausted\n';

describe('a request, from the form to the confirmed solution', () => {
  let app: TestApp;
  let browser: Browser;
  let tenant: TestTenant;
  let customer: Visitor;
  let agent: Visitor;

  beforeAll(async () => {
    app = await startTestApp();
    tenant = await createTenant(app);
    await createUser(app, tenant, { email: 'ana@story.test', name: 'Ana Ruiz' });
    await createUser(app, tenant, { role: 'agent', email: 'carlos@story.test', name: 'Carlos Medina' });
    browser = await launchBrowser();
    const base = await baseUrl(app);
    customer = await visit({ browser, base });
    agent = await visit({ browser, base });
    await signInByForm(customer.page, 'ana@story.test');
    await signInByForm(agent.page, 'carlos@story.test');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const statusOf = (page: Page) => page.getByRole('button', { name: /^Estado: / });
  const row = () => agent.page.getByRole('link', { name: SUBJECT });

  it('the customer fills in the form, with a file, and arrives at the thread', async () => {
    const { page } = customer;
    await page.goto('/tickets/new/');
    await page.getByLabel('Asunto').fill(SUBJECT);
    await page.getByLabel('Departamento').selectOption({ label: 'Soporte Técnico' });
    await page.getByLabel('Prioridad').selectOption({ label: 'Alta' });
    await page.getByLabel('Mensaje').fill('Al pulsar el botón Crear recibo un error 500.');
    await page
      .getByLabel('Adjuntos')
      .setInputFiles({ name: 'error.log', mimeType: 'text/plain', buffer: Buffer.from(LOG) });
    await picture(page, 'customer-form');
    await page.getByRole('button', { name: 'Enviar Ticket' }).click();
    await page.waitForURL(/\/tickets\/[0-9a-f-]{36}\/$/);
    await page.getByRole('heading', { level: 1, name: SUBJECT }).waitFor();
    await page.getByText('TK-000001', { exact: true }).waitFor();
    await page.getByText('Nuevo', { exact: true }).waitFor();
    await page.getByText('Al pulsar el botón Crear recibo un error 500.').waitFor();
  });

  it('the file comes back byte for byte', async () => {
    const [download] = await Promise.all([
      customer.page.waitForEvent('download'),
      customer.page.getByRole('button', { name: /error\.log/ }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe(LOG);
    expect(download.suggestedFilename()).toBe('error.log');
  });

  it('the agent sees it come in without a reload', async () => {
    await row().waitFor();
    await picture(agent.page, 'agent-queue');
  });

  it('the agent writes a note, which is told apart and never reaches the customer', async () => {
    const { page } = agent;
    await row().click();
    await page.getByRole('textbox', { name: 'Respuesta' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('El límite de memoria del nodo 4.');
    await page.getByRole('button', { name: 'Guardar nota' }).click();
    await page.getByRole('article', { name: 'Nota interna de Carlos Medina' }).waitFor();
  });

  it('the agent answers with a file and leaves it waiting for the customer', async () => {
    const { page } = agent;
    await page.getByRole('button', { name: 'Respuesta', exact: true }).click();
    await page
      .getByRole('textbox', { name: 'Respuesta' })
      .fill('¿Puedes probar ahora? Te adjunto los pasos.');
    await page
      .getByLabel('Adjuntos')
      .setInputFiles({ name: 'pasos.txt', mimeType: 'text/plain', buffer: Buffer.from('1. Entrar') });
    await page.getByRole('button', { name: 'Enviar y dejar en…' }).click();
    await page.getByRole('menuitem', { name: 'Enviar y dejar en Pendiente Cliente' }).click();
    await page.getByRole('button', { name: 'Estado: Pendiente Cliente' }).waitFor();
    await page.getByRole('button', { name: 'Asignado: Carlos Medina' }).waitFor();
    await picture(page, 'agent-ticket');
  });

  it('the customer sees the answer come in, and what is waited for', async () => {
    const { page } = customer;
    await page.getByText('¿Puedes probar ahora? Te adjunto los pasos.').waitFor();
    await page.getByRole('button', { name: /pasos\.txt/ }).waitFor();
    await page.getByText('Esperamos tu respuesta para seguir.').waitFor();
    await page.goto('/tickets/');
    await page.getByRole('heading', { name: 'Esperamos tu respuesta' }).waitFor();
    await picture(page, 'customer-portal');
  });

  it('the customer replies, and the ticket is open again before the agent’s eyes', async () => {
    const { page } = customer;
    await page.getByRole('link', { name: SUBJECT }).click();
    await page.getByLabel('Tu respuesta', { exact: true }).fill('Sigue igual.');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText('Sigue igual.').waitFor();
    await agent.page
      .getByRole('article', { name: 'Mensaje de Ana Ruiz' })
      .getByText('Sigue igual.')
      .waitFor();
    await agent.page.getByRole('button', { name: 'Estado: Abierto' }).waitFor();
  });

  it('the agent resolves it by one key, and can take that back', async () => {
    const { page } = agent;
    await page.reload();
    await statusOf(page).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Estado: Resuelto' }).waitFor();
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByRole('button', { name: 'Estado: Abierto' }).waitFor();
    await page.keyboard.press('e');
    await page.getByRole('button', { name: 'Estado: Resuelto' }).waitFor();
  });

  it('the customer says what is still wrong with a solution, and that opens it again', async () => {
    const { page } = customer;
    await page.getByRole('heading', { name: '¿Está resuelto?' }).waitFor();
    await page.getByRole('button', { name: 'No lo solucionó' }).click();
    const field = page.getByRole('textbox', { name: '¿Qué sigue fallando?' });
    expect(await field.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.type('Ahora sale un error 502.');
    await picture(page, 'customer-unsolved');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText('Abierto', { exact: true }).waitFor();
    await agent.page
      .getByRole('article', { name: 'Mensaje de Ana Ruiz' })
      .getByText('Ahora sale un error 502.')
      .waitFor();
    await agent.page.getByRole('button', { name: 'Estado: Abierto' }).waitFor();
  });

  it('the customer confirms the next one, and it is closed for both', async () => {
    const { page } = customer;
    await agent.page.keyboard.press('e');
    await agent.page.getByRole('button', { name: 'Estado: Resuelto' }).waitFor();
    await page.getByRole('button', { name: 'Esto lo solucionó' }).click();
    await page.getByText('Cerrado', { exact: true }).waitFor();
    await picture(page, 'customer-thread');
    await agent.page.getByRole('button', { name: 'Estado: Cerrado' }).waitFor();
  });

  it('told the customer nothing of the note, and left neither page with a complaint', async () => {
    expect(customer.traffic.join('\n')).toContain('Sigue igual.');
    expect(customer.traffic.join('\n')).not.toContain('nodo 4');
    expect(customer.complaints).toEqual([]);
    expect(agent.complaints).toEqual([]);
  });
});
