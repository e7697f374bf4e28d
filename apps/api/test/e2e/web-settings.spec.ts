// Real: Chromium, the built pages served by the application, PostgreSQL, Redis.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { createTenant, createUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchBrowser, PHONE, signInByForm, visit, type Visitor } from '../support/browser.js';
import { baseUrl } from '../support/live.js';

describe('the settings', () => {
  let app: TestApp;
  let browser: Browser;
  let base: string;
  let admin: Visitor;
  let page: Page;

  beforeAll(async () => {
    app = await startTestApp();
    const tenant = await createTenant(app);
    await createUser(app, tenant, { role: 'admin', email: 'marta@settings.test', name: 'Marta Soler' });
    await createUser(app, tenant, { email: 'ana@settings.test', name: 'Ana Ruiz' });
    browser = await launchBrowser();
    base = await baseUrl(app);
    admin = await visit({ browser, base });
    page = admin.page;
    await signInByForm(page, 'marta@settings.test');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  const save = () => page.getByRole('button', { name: 'Guardar' }).click();
  const saved = () => page.getByRole('dialog').waitFor({ state: 'detached' });

  it('make a department with a member, and delete it after asking', async () => {
    await page.goto('/tickets/settings/departments/');
    await page.getByRole('button', { name: 'Nuevo departamento' }).click();
    await page.getByLabel('Nombre', { exact: true }).fill('Dominios');
    await page.getByLabel(/Marta Soler/).check();
    await save();
    await saved();
    await page.getByRole('button', { name: 'Dominios' }).click();
    expect(await page.getByLabel('Nombre corto').inputValue()).toBe('dominios');
    expect(await page.getByLabel(/Marta Soler/).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Eliminar' }).click();
    await page.getByText('¿Eliminar? No se puede deshacer.').waitFor();
    await page.getByRole('button', { name: 'Eliminar' }).click();
    await saved();
    await page.getByRole('button', { name: 'Dominios' }).waitFor({ state: 'detached' });
  });

  it('show a refusal at its field and keep what was typed', async () => {
    await page.goto('/tickets/settings/departments/');
    await page.getByRole('button', { name: 'Nuevo departamento' }).click();
    await page.getByLabel('Nombre', { exact: true }).fill('Otro');
    await page.getByLabel('Nombre corto').fill('¡No vale!');
    await save();
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByLabel('Nombre corto').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Nombre', { exact: true }).inputValue()).toBe('Otro');
  });

  it('ask before a half-filled form is thrown away', async () => {
    await page.keyboard.press('Escape');
    await page.getByText('Hay cambios sin guardar.').waitFor();
    await page.getByRole('button', { name: 'Volver' }).click();
    expect(await page.getByLabel('Nombre', { exact: true }).inputValue()).toBe('Otro');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Descartar' }).click();
    await saved();
  });

  it('say what is wrong with a field once it is left, and until it is mended', async () => {
    await page.goto('/tickets/settings/users/');
    await page.getByRole('button', { name: 'Nuevo usuario' }).click();
    const email = page.getByLabel('Correo electrónico');
    await email.fill('eva@');
    await page.keyboard.press('Tab');
    await page.getByText('No parece una dirección de correo.').waitFor();
    await email.fill('eva@settings.test');
    await page.getByText('No parece una dirección de correo.').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Descartar' }).click();
    await saved();
  });

  it('ask before a page with changes is left, on a phone too', async () => {
    const phone = await visit({ browser, base, viewport: PHONE });
    await signInByForm(phone.page, 'marta@settings.test');
    await phone.page.goto('/tickets/settings/rules/');
    await phone.page.getByLabel('Archivos por mensaje').fill('3');
    const leave = async () => {
      await phone.page.getByRole('button', { name: 'Ajustes Reglas' }).click();
      await phone.page.getByRole('link', { name: 'Auditoría' }).click();
    };
    await leave();
    await phone.page.getByRole('button', { name: 'Seguir editando' }).click();
    expect(await phone.page.getByLabel('Archivos por mensaje').inputValue()).toBe('3');
    await leave();
    await phone.page.getByRole('button', { name: 'Descartar' }).click();
    await phone.page.getByRole('heading', { level: 1, name: 'Registro de auditoría' }).waitFor();
    await phone.context.close();
  });

  it('make an agent who can sign in at once', async () => {
    await page.goto('/tickets/settings/users/');
    await page.getByRole('button', { name: 'Nuevo usuario' }).click();
    await page.getByLabel('Nombre', { exact: true }).fill('Eva Prueba');
    await page.getByLabel('Correo electrónico').fill('eva@settings.test');
    await page.getByLabel('Rol').selectOption('agent');
    await page.getByLabel('Contraseña').fill('una contraseña larga');
    await page.getByLabel('Ventas').check();
    await save();
    await saved();
    const eva = await visit({ browser, base });
    await signInByForm(eva.page, 'eva@settings.test', 'una contraseña larga');
    await eva.page.getByRole('link', { name: 'Mis abiertos' }).waitFor();
    await eva.page.goto('/tickets/settings/users/');
    await eva.page.getByRole('heading', { name: 'Este ajuste no existe' }).waitFor();
    await eva.context.close();
  });

  it('change the targets of a policy, by priority', async () => {
    await page.goto('/tickets/settings/sla/');
    await page.getByRole('button', { name: 'Estándar' }).click();
    await page.getByLabel('Alta: Primera respuesta').fill('90');
    await page.getByLabel('Nuevo aviso (%)').fill('50');
    await page.getByRole('button', { name: 'Añadir aviso' }).click();
    await save();
    await page.getByText('Versión 2, la actual').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Quitar el aviso al 50 %' }).waitFor();
    expect(await page.getByLabel('Alta: Primera respuesta').inputValue()).toBe('90');
  });

  it('show a token once, to a customer on a phone too, and it works', async () => {
    const ana = await visit({ browser, base, viewport: PHONE });
    await signInByForm(ana.page, 'ana@settings.test');
    await ana.page.goto('/tickets/settings/api-tokens/');
    await ana.page.getByRole('button', { name: 'Nuevo token' }).click();
    await ana.page.getByLabel('Nombre', { exact: true }).fill('ERP');
    await ana.page.getByRole('button', { name: 'Guardar' }).click();
    const token = await ana.page.getByRole('textbox', { name: 'Tu nuevo token' }).inputValue();
    const answer = await app.request({ path: 'tickets/', token });
    expect(answer.statusCode).toBe(200);
    await ana.page.getByRole('button', { name: 'Ya lo he guardado' }).click();
    expect(await ana.page.content()).not.toContain(token);
    await ana.context.close();
  });

  it('speak the language chosen in the profile, from then on', async () => {
    await page.goto('/tickets/settings/');
    await page.getByLabel('Idioma').selectOption('en');
    await save();
    await page.getByRole('heading', { name: 'Your profile' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Your profile' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('left nothing for the browser to complain of but the refusal that was asked for', () => {
    expect(admin.complaints.filter((complaint) => !complaint.includes('422'))).toEqual([]);
  });
});
