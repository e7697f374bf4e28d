// Real: Chromium, the built pages served by the application, PostgreSQL, Redis. Not real: the clock, which stands.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { createPolicy, MONDAY, OFFICE_HOURS } from '../factories/sla.js';
import { change, getTicket, openTicket, reply } from '../factories/tickets.js';
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
    await page.getByRole('option', { name: 'Plazos', exact: true }).click();
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
});

describe('the page of a policy', () => {
  const field = (name: string) => page.getByLabel(name, { exact: true });
  const due = () => page.getByRole('region', { name: 'Un ticket de ejemplo' });
  const HOLIDAYS = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'DTSTART;VALUE=DATE:21000302',
    'SUMMARY:Fiesta local',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'DTSTART:21000303T090000Z',
    'SUMMARY:Reunión de equipo',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');

  it('names what cannot be kept at its place, while one types', async () => {
    await page.goto('/tickets/settings/sla/');
    await page.getByRole('link', { name: 'Nueva política' }).click();
    await field('Nombre').fill('Ventas');
    await field('Departamento').selectOption({ label: 'Ventas' });
    await field('Alta: Primera respuesta').fill('2000');
    await page.getByText('La primera respuesta no puede tardar más que la resolución').waitFor();
    await field('Alta: Primera respuesta').fill('0');
    await page.getByRole('alert').first().waitFor();
    await field('Alta: Primera respuesta').fill('600');
    await field('Contar solo en horario de atención').check();
    await field('Zona horaria').fill('Europe/Atlantis');
    await page.getByText('No es una zona horaria IANA').waitFor();
    await field('Zona horaria').fill('Europe/Madrid');
    await page.getByRole('button', { name: 'Añadir horas: lunes' }).click();
    const lines = page.getByLabel('lunes, desde');
    await lines.nth(1).fill('17:00');
    await page.getByText('Se solapa con otro intervalo').waitFor();
    expect(await lines.nth(1).getAttribute('aria-invalid')).toBe('true');
    await lines.nth(1).fill('20:00');
    await page.getByText('Se solapa con otro intervalo').waitFor({ state: 'detached' });
    expect(await page.getByLabel('lunes, hasta').nth(1).inputValue()).toBe('22:00');
  });

  it('says when an example is due by what the form holds, holidays of a file included', async () => {
    // From Monday 12:00 in Madrid: six hours until 18:00, two from 20:00 on, the last two on the next open day.
    await page.getByLabel('Creado el').fill('2100-03-01T11:00');
    await due().getByText('vence mar, 2 mar, 11:00').waitFor();
    await page.getByLabel('Archivo iCalendar').setInputFiles({
      name: 'festivos.ics',
      mimeType: 'text/calendar',
      buffer: Buffer.from(HOLIDAYS),
    });
    await page.getByText('Festivos leídos del archivo: 1.').waitFor();
    await page.getByText('Reunión de equipo').waitFor();
    await page.getByText('2 mar 2100').waitFor();
    await due().getByText('vence mié, 3 mar, 11:00').waitFor();
  });

  it('keeps warnings, opening hours and the steps of an escalation', async () => {
    await page.getByLabel('Nuevo aviso (%)').fill('50');
    await page.getByRole('button', { name: 'Añadir aviso' }).click();
    await page.getByRole('button', { name: 'Añadir paso' }).click();
    await page.getByLabel('llegue a').selectOption('50');
    await page.getByLabel('Asignar a').selectOption({ label: 'Marta Soler · marta@sla.test' });
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Versión 1, la actual').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Quitar el aviso al 50 %' }).waitFor();
    expect(await page.getByLabel('lunes, desde').count()).toBe(2);
    expect(await page.getByLabel('llegue a').inputValue()).toBe('50');
  });

  it('applies a new version to open tickets after telling what that would do', async () => {
    const { id } = await openTicket(app, customer.token, { department: 2, priority: 'high' });
    await field('Alta: Resolución').fill('3000');
    await page.getByText('Guarda primero los cambios.').waitFor();
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Versión 2, la actual').waitFor();
    await page.getByRole('button', { name: 'Calcular qué cambiaría' }).click();
    // The one of the board, which came before the policy, and the new one.
    await page.getByText(/^Tickets: 2\. Plazos que se mueven: 3\. Quedarían vencidos: 0\.$/).waitFor();
    await page.getByRole('button', { name: 'Aplicar la versión 2' }).click();
    await page.getByText('Versión 2 aplicada; tickets cambiados: 2.').waitFor();
    expect((await getTicket(app, boss.token, id)).sla?.resolution.target_minutes).toBe(3_000);
  });

  it('is found beside its plan and deleted after asking', async () => {
    await page.getByRole('button', { name: 'Eliminar' }).click();
    await page.getByText('¿Eliminar? No se puede deshacer.').waitFor();
    await page.getByRole('button', { name: 'Eliminar' }).click();
    await page.waitForURL('**/tickets/settings/sla/');
    await page.getByRole('button', { name: 'Ventas' }).waitFor({ state: 'detached' });
  });
});

describe('the due times on a ticket', () => {
  let id: string;
  const clockOf = (name: string) => page.getByRole('timer', { name });

  beforeAll(async () => {
    await createPolicy(app, tenant, {
      name: 'Oficina',
      department: 2,
      calendar: OFFICE_HOURS,
      minutes: [240, 600],
    });
    // Monday 16:00 in Madrid: two hours today, the rest tomorrow.
    clock.set('2100-03-01T15:00:00Z');
    ({ id } = await openTicket(app, customer.token, { department: 2, priority: 'high' }));
    await atServerTime(page);
    await page.goto(`/tickets/${id}/`);
  });

  it('count down in words, with what is left of the opening hours beside', async () => {
    await clockOf('Primera respuesta').getByText('quedan 19 h').waitFor();
    await page.getByText('4 h de horario de atención').waitFor();
    clock.advance({ hours: 1 });
    await atServerTime(page);
    await page.reload();
    await clockOf('Primera respuesta').getByText('quedan 18 h').waitFor();
    await page.getByText('3 h de horario de atención').waitFor();
  });

  it('say when they stand still and why, and when they were met', async () => {
    await reply(app, boss.token, id, { body: '¿Desde cuándo?', status: 'pending' });
    await page.reload();
    await clockOf('Primera respuesta').getByText('cumplida').waitFor();
    await clockOf('Resolución').getByText('en pausa (Pendiente Cliente), quedan 9 h').waitFor();
  });

  it('are explained by policy, version, calendar and each stretch', async () => {
    await page.getByRole('button', { name: '¿Por qué?' }).click();
    const why = page.getByRole('dialog', { name: 'Por qué estos plazos' });
    await why.getByText('Política «Oficina», versión 1.').waitFor();
    await why.getByText('Cuenta solo el horario de atención, en la hora de Europe/Madrid:').waitFor();
    expect(await why.getByRole('listitem').first().innerText()).toMatch(/^lunes a viernes\s*: 09:00–18:00$/i);
    const stretches = (await why.getByRole('listitem').allInnerTexts()).slice(1);
    expect(stretches[0]).toMatch(/se creó: el reloj corre, gastó 1 h\s+Alta, 4 h · Oficina v1/);
    expect(stretches.at(-1)).toMatch(/pasó a Pendiente Cliente: en pausa/);
    await page.keyboard.press('Escape');
  });

  it('say that they are overdue, and by how much', async () => {
    await change(app, boss.token, id, { status: 'open' });
    clock.set('2100-03-04T09:00:00Z');
    await atServerTime(page);
    await page.reload();
    await clockOf('Resolución')
      .getByText(/^vencido 1 d/)
      .waitFor();
  });
});

describe('the form of a customer', () => {
  it('says by when the department answers', async () => {
    const ana = await visit({ browser, base, viewport: PHONE });
    await atServerTime(ana.page);
    await signInByForm(ana.page, customer.email);
    await ana.page.goto('/tickets/new/');
    await ana.page.getByLabel('Departamento').selectOption({ label: 'Soporte Técnico' });
    await ana.page.getByLabel('Prioridad').selectOption({ label: 'Alta' });
    await ana.page.getByText('Soporte Técnico responde en menos de 4 h').waitFor();
    await ana.page.getByLabel('Departamento').selectOption({ label: 'Ventas' });
    await ana.page
      .getByText(/^Ventas responde en menos de 4 h de su horario de atención: como tarde, el 4 mar, 13:00$/)
      .waitFor();
    await ana.context.close();
  });

  it('left nothing for the browser to complain of but the refusals that were asked for', () => {
    expect(admin.complaints.filter((complaint) => !complaint.includes('422'))).toEqual([]);
  });
});
