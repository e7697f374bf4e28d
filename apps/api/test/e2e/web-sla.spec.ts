// Real: Chromium, the built pages served by the application, PostgreSQL, Redis. Not real: the clock, which stands.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { MONDAY } from '../factories/sla.js';
import { change, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser, PHONE, signInByForm, visit, type Visitor } from '../support/browser.js';
import { eventually, TestClock } from '../support/clock.js';
import { baseUrl } from '../support/live.js';

let app: TestApp;
let clock: TestClock;
let tenant: TestTenant;
let browser: Browser;
let base: string;
let admin: Visitor;
let page: Page;
let boss: TestUser;
let agent: TestUser;
let customer: TestUser;

beforeAll(async () => {
  clock = new TestClock(MONDAY);
  app = await startTestApp({ clock });
  tenant = await createTenant(app);
  boss = await createUser(app, tenant, { role: 'admin', email: 'marta@sla.test', name: 'Marta Soler' });
  agent = await createUser(app, tenant, {
    role: 'agent',
    departments: [1],
    email: 'lola@sla.test',
    name: 'Lola Gil',
  });
  customer = await createUser(app, tenant, { email: 'ana@sla.test', name: 'Ana Ruiz' });
  browser = await launchBrowser();
  base = await baseUrl(app);
  admin = await visit({ browser, base });
  page = admin.page;
  await atServerTime(page);
  await signInByForm(page, boss.email);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** Pages tell the time themselves; the clock of the server stands in 2100. */
const atServerTime = (one: Page) => one.clock.setFixedTime(clock.now());

describe('the board of due times', () => {
  beforeAll(async () => {
    await openTicket(app, customer.token, { priority: 'critical' });
    const mine = await openTicket(app, customer.token, { priority: 'high' });
    await change(app, agent.token, mine.id, { assignee: agent.id });
    await openTicket(app, customer.token, { priority: 'low', department: 2 });
  });

  it('is reached from the sidebar and the palette, and counts by department and agent', async () => {
    await page.goto('/tickets/');
    await page.getByRole('link', { name: 'Plazos' }).click();
    await page.getByRole('rowheader', { name: 'Lola Gil' }).waitFor();
    const row = async (name: string) =>
      page.getByRole('row').filter({ hasText: name }).first().getByRole('cell').allInnerTexts();
    expect(await row('Soporte Técnico')).toEqual(['0', '1', '2', '2']);
    expect(await row('Lola Gil')).toEqual(['0', '0', '1', '1']);
    expect(await row('Ventas')).toEqual(['0', '0', '0', '1']);
    await page.goto('/tickets/');
    await page.getByRole('link', { name: 'Plazos' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('plazos');
    await page.getByRole('option', { name: 'Plazos' }).click();
    await page.waitForURL('**/tickets/sla/');
  });

  it('leads to the tickets behind a row, what is due next first', async () => {
    await page.getByRole('link', { name: 'Lola Gil' }).click();
    await page.waitForURL(
      (url) =>
        url.searchParams.get('ordering') === 'sla_due_at' && url.searchParams.get('assignee') === agent.id,
    );
  });

  it('shows an agent their departments alone, and is no page for customers', async () => {
    const lola = await visit({ browser, base, viewport: PHONE });
    await atServerTime(lola.page);
    await signInByForm(lola.page, agent.email);
    await lola.page.goto('/tickets/sla/');
    await lola.page.getByRole('rowheader', { name: 'Soporte Técnico' }).first().waitFor();
    expect(await lola.page.getByRole('rowheader', { name: 'Ventas' }).count()).toBe(0);
    await lola.context.close();
    const ana = await visit({ browser, base, viewport: PHONE });
    await signInByForm(ana.page, customer.email);
    await ana.page.goto('/tickets/sla/');
    await ana.page.getByRole('heading', { name: 'No hemos encontrado esta página' }).waitFor();
    await ana.context.close();
  });
});

describe('compliance', () => {
  beforeAll(async () => {
    const late = await openTicket(app, customer.token, { priority: 'critical' });
    const fine = await openTicket(app, customer.token, { priority: 'high' });
    clock.advance({ hours: 2 });
    await reply(app, agent.token, late.id, 'Perdona la espera');
    await change(app, agent.token, fine.id, { status: 'resolved' });
    await eventually(async () => {
      const { rows } = await app.database.admin.query('SELECT 1 FROM sla_alerts WHERE percent = 100');
      return rows.length >= 2;
    });
    await atServerTime(page);
    await page.goto('/tickets/sla/');
  });

  it('is drawn by week, department and priority, each chart with its words and the table behind it', async () => {
    const weeks = page.getByRole('region', { name: 'Por semana' });
    await weeks.getByRole('img', { name: /^Primera respuesta: 33\s% · 1 de 3$/ }).waitFor();
    await weeks.getByText('Ver la tabla').click();
    const table = weeks.getByRole('table', { name: 'Por semana' });
    expect(await table.getByRole('row').nth(1).innerText()).toMatch(/1 mar\s+Primera respuesta\s+1\s+2\s+2/);
    const places = page.getByRole('region', { name: 'Por prioridad' });
    await places.getByText('Crítica').first().waitFor();
  });

  it('keeps its filters in the URL', async () => {
    await page.getByLabel('Departamento', { exact: true }).selectOption({ label: 'Ventas' });
    await page.waitForURL((url) => url.searchParams.get('department') === '2');
    await page.getByRole('region', { name: 'Por semana' }).getByText('todo en curso').first().waitFor();
    await page.reload();
    await eventually(
      async () => (await page.getByLabel('Departamento', { exact: true }).inputValue()) === '2',
    );
    await page.getByLabel('Departamento', { exact: true }).selectOption('');
  });

  it('is exported as the table it is', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exportar CSV: Por prioridad' }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toBe('sla-priority.csv');
    const text = await readFile(await file.path(), 'utf8');
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      'key,name,target,met,breached,running,compliance',
      'critical,critical,first_response,0,2,0,0',
    ]);
  });

  it('left nothing for the browser to complain of', () => {
    expect(admin.complaints).toEqual([]);
  });
});
