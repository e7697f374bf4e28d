// Real: Chromium, the built pages served by the application, PostgreSQL, Redis, the queue.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createTenant, createUser, type TestUser } from '../factories/people.js';
import { openTicket } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  accessibilityFaults,
  launchBrowser,
  overflows,
  PHONE,
  picture,
  signInByForm,
  visit,
} from '../support/browser.js';
import { baseUrl } from '../support/live.js';

describe('the pages of trust', () => {
  let app: TestApp;
  let browser: Browser;
  let base: string;
  let page: Page;
  let complaints: string[];
  let admin: TestUser;
  let customer: TestUser;

  beforeAll(async () => {
    app = await startTestApp();
    const tenant = await createTenant(app);
    admin = await createUser(app, tenant, { role: 'admin', email: 'marta@trust.test', name: 'Marta Soler' });
    customer = await createUser(app, tenant, { email: 'luz@trust.test', name: 'Luz Ámbar' });
    const ticket = await openTicket(app, customer.token, { subject: 'Ámbar roto' });
    await app.database.admin.query(
      `UPDATE tickets SET status = 'closed', closed_at = now() - interval '100 days' WHERE id = $1`,
      [ticket.id],
    );
    browser = await launchBrowser();
    base = await baseUrl(app);
    ({ page, complaints } = await visit({ browser, base }));
    await signInByForm(page, 'marta@trust.test');
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  it('show the audit log, narrow it down, and compute its chain anew', async () => {
    await app.request({
      method: 'POST',
      path: 'auth/token/',
      body: { email: 'marta@trust.test', password: 'not mine' },
    });
    await page.goto('/tickets/settings/audit/');
    await page.getByRole('cell', { name: 'luz@trust.test' }).first().waitFor();
    await page.getByLabel('Qué').selectOption({ label: 'Inicios de sesión fallidos' });
    await page.getByRole('cell', { name: 'luz@trust.test' }).waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: /^Inicio de sesión fallido/ }).waitFor();
    await page.getByRole('button', { name: 'Comprobar' }).click();
    await page.getByText(/La cadena está entera: \d+ anotaciones\./).waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exportar CSV' }).click();
    expect((await saving).suggestedFilename()).toBe('audit.csv');
    await page.getByLabel('Qué').selectOption('');
    await page.getByRole('cell', { name: /^Auditoría: exportación/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'audit');
  });

  it('count what a retention rule would take before it can be kept', async () => {
    await page.goto('/tickets/settings/privacy/');
    await page.getByText('Se guardan siempre').first().waitFor();
    await page.getByLabel('Días').first().fill('30');
    await page.getByRole('button', { name: 'Calcular' }).click();
    await page.getByText('Tickets a los que afecta ahora: 1').waitFor();
    await page.getByRole('button', { name: 'Guardar' }).first().click();
    await page.getByText('Guardado').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'privacy');
  });

  it('make an archive about a person and hand it over', async () => {
    await page.getByLabel('Persona').first().fill('Luz');
    await page.getByRole('button', { name: 'Luz Ámbar luz@trust.test' }).click();
    await page.getByRole('button', { name: 'Exportar a esta persona' }).click();
    await page.getByRole('cell', { name: /^Lista · / }).waitFor({ timeout: 20_000 });
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Descargar la exportación' }).click();
    expect((await saving).suggestedFilename()).toMatch(/\.tar\.gz$/);
  });

  it('find the organisation of a new customer among more than a list has room for', async () => {
    await app.database.admin.query(
      `INSERT INTO organizations (tenant_id, id, name, shared_tickets, created_at)
       SELECT u.tenant_id, gen_random_uuid(), 'Taller ' || n, false, now()
       FROM users u, generate_series(1, 150) AS n WHERE u.id = $1`,
      [admin.id],
    );
    await page.goto('/tickets/settings/users/');
    await page.getByRole('button', { name: 'Nuevo usuario' }).click();
    await page.getByLabel('Nombre').fill('Iris Cobre');
    await page.getByLabel('Correo electrónico').fill('iris@trust.test');
    const organization = page.getByLabel('Organización');
    await organization.fill('taller 147');
    await page.getByRole('button', { name: 'Taller 147' }).waitFor();
    await page.getByLabel('Nombre').focus();
    await page.getByText('Elige una de la lista, o deja el campo vacío.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Taller 147' }).click();
    expect(await organization.inputValue()).toBe('Taller 147');
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByRole('cell', { name: 'Taller 147' }).waitFor();
    await page.goto('/tickets/settings/privacy/');
    await page.getByRole('cell', { name: /^Lista · / }).waitFor();
  });

  it('erase a person once their address is typed, and show what went', async () => {
    await page.getByLabel('Persona').last().fill('Luz');
    await page.getByRole('button', { name: 'Luz Ámbar luz@trust.test' }).click();
    const confirmation = page.getByLabel('Escribe su correo electrónico para confirmar');
    await confirmation.fill('otra@trust.test');
    await page.getByRole('button', { name: 'Borrar para siempre' }).click();
    await page.getByText('No es la dirección de esa persona').waitFor();
    await confirmation.fill('luz@trust.test');
    complaints.length = 0;
    await page.getByRole('button', { name: 'Borrar para siempre' }).click();
    await page.getByText(/tickets anonimizados: 1/).waitFor({ timeout: 20_000 });
    await picture(page, 'privacy-erased');
    expect(complaints).toEqual([]);
  });

  it('say what the roles and plans of a trusted issuer mean here', async () => {
    const plan = await app.request({
      method: 'POST',
      path: 'plans/',
      token: admin.token,
      body: { name: 'Premium' },
    });
    await page.goto('/tickets/settings/trusted-issuers/');
    await page.getByRole('button', { name: 'Nuevo emisor' }).click();
    await page.getByLabel('Nombre', { exact: true }).fill('Panel');
    await page.getByLabel('Emisor (iss)').fill('https://panel.test');
    await page.getByLabel('Dirección de las claves (JWKS)').fill('https://panel.test/jwks.json');
    await page.getByLabel('Dato que dice si el correo está verificado').fill('user.verified');
    await page.getByLabel('Dato con el plan').fill('plan');
    const means = page.getByRole('group', { name: 'Qué significa cada plan' });
    await means.getByRole('button', { name: 'Añadir valor' }).click();
    await means.getByLabel('Valor', { exact: true }).fill('oro');
    await means.getByLabel('Plan').selectOption({ label: 'Premium' });
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByRole('button', { name: 'Panel' }).waitFor();
    const kept = await app.request({ path: 'trusted-issuers/', token: admin.token });
    expect(kept.json<{ results: object[] }>().results).toMatchObject([
      {
        claims: { email_verified: 'user.verified', plan: 'plan' },
        plans: { oro: plan.json<{ id: string }>().id },
        roles: {},
      },
    ]);
  });

  it('fit a phone', async () => {
    const phone = await visit({ browser, base, viewport: PHONE, colorScheme: 'dark' });
    await signInByForm(phone.page, 'marta@trust.test');
    for (const name of ['audit', 'privacy']) {
      await phone.page.goto(`/tickets/settings/${name}/`);
      await phone.page.getByRole('heading', { level: 1 }).waitFor();
      await phone.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
      expect(await overflows(phone.page)).toBe(false);
      await picture(phone.page, `${name}-phone-dark`);
    }
    expect(phone.complaints).toEqual([]);
  });
});
