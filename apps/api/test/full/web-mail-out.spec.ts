// Real: Chromium, the built pages served by the application, PostgreSQL, Redis, an SMTP server, a receiver of webhooks.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { PNG } from '../factories/files.js';
import { until } from '../factories/mail.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { getTicket, openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  accessibilityFaults,
  launchBrowser,
  overflows,
  PHONE,
  picture,
  signInByForm,
  visit,
  type Visitor,
} from '../support/browser.js';
import { baseUrl } from '../support/live.js';
import { type SmtpPeer, startSmtpPeer } from '../support/services/smtp.js';
import { type Receiver, startReceiver } from '../support/webhook-receiver.js';

describe('mails and how they look', () => {
  let app: TestApp;
  let smtp: SmtpPeer;
  let receiver: Receiver;
  let browser: Browser;
  let base: string;
  let tenant: TestTenant;
  let admin: TestUser;
  let customer: TestUser;
  let marta: Visitor;
  let page: Page;

  beforeAll(async () => {
    [smtp, receiver] = await Promise.all([startSmtpPeer(), startReceiver()]);
    app = await startTestApp({ env: { SMTP_URL: smtp.url } });
    tenant = await createTenant(app);
    admin = await createUser(app, tenant, { role: 'admin', email: 'marta@out.test', name: 'Marta Soler' });
    customer = await createUser(app, tenant, { email: 'ana@out.test', name: 'Ana Ruiz' });
    browser = await launchBrowser();
    base = await baseUrl(app);
    marta = await visit({ browser, base });
    page = marta.page;
    await signInByForm(page, admin.email);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await Promise.all([smtp?.stop(), receiver?.close()]);
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const deliveryOf = async (ticketId: string) => {
    const { messages } = await getTicket(app, admin.token, ticketId);
    return messages.find(({ author }) => author.kind === 'agent')?.delivery?.state;
  };
  const saved = () => page.getByRole('status').getByText('Guardado').first().waitFor();

  it('take on the name, the logo and the colour of the tenant, at once and for who comes next', async () => {
    await page.goto('/tickets/settings/appearance/');
    await page.getByLabel('Nombre de la empresa').fill('Clínica Sol');
    await page.getByLabel('Color en hexadecimal').fill('#00703c');
    await page.getByLabel('Logotipo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PNG });
    await button('Guardar').click();
    await page.getByRole('heading', { name: 'Cómo queda' }).waitFor();
    await page.getByRole('img', { name: 'Clínica Sol' }).first().waitFor();
    const accent = () =>
      page.evaluate<string>(`getComputedStyle(document.documentElement).getPropertyValue('--accent')`);
    expect(await accent()).toMatch(/^oklch\(0\.4\d+ /);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'appearance');
    // The first paint of the next visit has the colour already, whatever the server says.
    await page.route('**/api/appearance/', (route) => route.abort());
    await page.reload();
    expect(await accent()).toMatch(/^oklch\(0\.4\d+ /);
    await page.unroute('**/api/appearance/');
  });

  it('refuse a logo that is no picture, and keep the rest', async () => {
    await page.goto('/tickets/settings/appearance/');
    const svg = { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') };
    await page.getByLabel('Logotipo').setInputFiles(svg);
    await button('Guardar').click();
    await page.getByRole('alert').getByText('PNG, JPEG').waitFor();
  });

  it('say what an admin has them say, which is seen before it is kept', async () => {
    await page.goto('/tickets/settings/templates/');
    await page.getByRole('heading', { name: 'Plantillas', level: 1 }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'templates');
    await page.getByRole('link', { name: 'Acuse de recibo: Español' }).click();
    const body = page.getByLabel('Texto', { exact: true });
    await body.fill('# Gracias, {{nadie}}');
    await page.getByRole('alert').getByText('nadie').waitFor();
    await button('Guardar').click();
    await until(async () => (await body.getAttribute('aria-invalid')) === 'true');
    await body.fill('# Gracias, {{name}}\n\nTu número es **{{number}}**.\n\n[Ver]({{link}})\n\n');
    await page.getByRole('button', { name: '{{subject}}' }).click();
    expect(await body.inputValue()).toMatch(/\{\{subject\}\}$/);
    const shown = page.frameLocator('iframe[title="El correo con formato"]');
    // A frame out of sight is not laid out, and what is in it not seen; the page moves while the example comes.
    await until(async () => {
      await page.locator('iframe').scrollIntoViewIfNeeded();
      return shown.getByText('Gracias, Ana Ruiz').isVisible();
    });
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'template-editor');
    await button('Guardar').click();
    await saved();
    await openTicket(app, customer.token, { subject: 'Sin red' });
    const { raw } = await smtp.waitFor(({ to }) => to.includes(customer.email));
    expect(String(raw)).toContain('Gracias, Ana Ruiz');
    await button('Volver a la original').click();
    await until(async () => (await body.inputValue()).includes('Hemos recibido'));
  });

  it('that did not arrive are told on the thread, and sent again from there', async () => {
    const ticket = await openTicket(app, customer.token, { subject: 'No llega' });
    await smtp.waitFor(({ raw }) => String(raw).includes('No llega'));
    smtp.script('refuse');
    await reply(app, admin.token, ticket.id, 'Lo hemos mirado');
    await until(async () => (await deliveryOf(ticket.id)) === 'failed');
    await page.goto(`/tickets/${ticket.id}/`);
    const message = page.getByRole('article', { name: 'Mensaje de Marta Soler' });
    await message.getByText(/El correo no se ha podido enviar: .*5\.7\.1/).waitFor();
    await picture(page, 'delivery-failed');
    await message.getByRole('button', { name: 'Enviar otra vez' }).click();
    await smtp.waitFor(({ raw }) => String(raw).includes('Lo hemos mirado'));
    await until(async () => (await deliveryOf(ticket.id)) === 'sent');
    await page.reload();
    await message.getByText('Enviado por correo').waitFor();
  });

  it('can be sent again from the list of what went out', async () => {
    await page.goto('/tickets/settings/mail-out/');
    const before = smtp.mails.length;
    await page
      .getByRole('button', { name: /No llega/ })
      .last()
      .click();
    await button('Enviar otra vez').click();
    await page.getByText('Se volverá a enviar').waitFor();
    await until(async () => smtp.mails.length > before);
  });

  it('of webhooks that failed are told with the reason, and the webhook is switched on again', async () => {
    const made = await app.request({
      method: 'POST',
      path: 'webhooks/',
      token: admin.token,
      body: { url: receiver.url, events: ['ticket.created'] },
    });
    const { id } = made.json<{ id: string }>();
    receiver.answers.unshift({ status: 410 });
    await openTicket(app, customer.token);
    await until(
      async () => (await app.request({ path: `webhooks/${id}/`, token: admin.token })).json().disabled_reason,
    );
    await page.goto('/tickets/settings/webhooks/');
    await page.getByText('Desactivado: el receptor ya no existe (410)').waitFor();
    await page.getByRole('button', { name: receiver.url }).click();
    const log = page.getByRole('region', { name: 'Envíos' });
    await log.getByText('HTTP 410').waitFor();
    await picture(page, 'webhook-log');
    expect(await accessibilityFaults(page)).toEqual([]);
    await log.getByRole('button', { name: 'Volver a activar' }).click();
    await page.getByText('Webhook activado').waitFor();
    await log.getByRole('button', { name: 'Repetir' }).first().click();
    await log.getByText('HTTP 204').waitFor();
    expect(await log.getByText(/\d+ ms/).count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Cancelar' }).click();
  });

  it('carry a link by which a customer is in with one press, on a phone, and only once', async () => {
    const ana = await visit({ browser, base, viewport: PHONE, colorScheme: 'dark' });
    await ana.page.goto('/tickets/login/');
    await ana.page.getByRole('link', { name: 'Entrar con un enlace por correo' }).click();
    await ana.page.getByLabel('Correo electrónico').fill(customer.email);
    await ana.page.getByRole('button', { name: 'Enviar enlace' }).click();
    await ana.page.getByText('te hemos enviado un enlace').waitFor();
    const mail = await smtp.waitFor(({ raw }) => String(raw).includes('/tickets/sign-in/'));
    const text = String(mail.raw).replace(/=\r\n/g, '');
    const [path] = /\/tickets\/sign-in\/[\w-]+\//.exec(text)!;
    await ana.page.goto(path);
    const enter = ana.page.getByRole('button', { name: 'Iniciar sesión' });
    await enter.waitFor();
    expect(await accessibilityFaults(ana.page)).toEqual([]);
    expect(await overflows(ana.page)).toBe(false);
    await picture(ana.page, 'sign-in-link-phone');
    await enter.click();
    await ana.page.getByRole('link', { name: 'Nuevo ticket' }).waitFor();
    const again = await visit({ browser, base });
    await again.page.goto(path);
    await again.page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await again.page.getByRole('alert').waitFor();
    await Promise.all([ana.context.close(), again.context.close()]);
  });

  it('and their settings fit a phone, in the dark as well', async () => {
    const phone = await visit({ browser, base, viewport: PHONE, colorScheme: 'dark' });
    await signInByForm(phone.page, admin.email);
    for (const path of ['appearance/', 'templates/', 'templates/reply/es/', 'webhooks/', 'mail-out/']) {
      await phone.page.goto(`/tickets/settings/${path}`);
      await phone.page.getByRole('heading', { level: 1 }).waitFor();
      expect([path, await overflows(phone.page)]).toEqual([path, false]);
      expect([path, await accessibilityFaults(phone.page)]).toEqual([path, []]);
      await picture(phone.page, `phone-${path.replace(/\W+/g, '-')}`);
    }
    await phone.context.close();
  });

  it('left nothing for the browser to complain of but what was refused on purpose', () => {
    expect(marta.complaints.filter((one) => !/status of 4(?:15|22)|ERR_FAILED/.test(one))).toEqual([]);
  });
});
