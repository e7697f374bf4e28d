// Real: npm, the launcher, the built application on an empty database, Chromium, Dovecot, an SMTP server.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, stopLeftovers } from '@noxdesk/embedded';
import type { Browser, Page } from 'playwright-core';
import { rawMail } from '../factories/mail.js';
import { accessibilityFaults, launchBrowser, overflows, PHONE, picture, visit } from '../support/browser.js';
import { startProcess, type TestProcess } from '../support/child-process.js';
import { type Dovecot, startDovecot } from '../support/services/dovecot.js';
import { type SmtpPeer, startSmtpPeer } from '../support/services/smtp.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const START_MS = 90_000;

describe('the first start in production', () => {
  let root: string;
  let running: TestProcess;
  let base: string;
  let code: string;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let dovecot: Dovecot;
  let smtp: SmtpPeer;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'noxdesk-setup-'));
    chmodSync(root, 0o700);
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    const kept = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NOXDESK_|NODE_)/i.test(name));
    const own = { DATA_DIR: join(root, 'data'), PORT: String(port), DEMO: '0', LOG_LEVEL: 'warn' };
    running = startProcess('npm', ['start'], { cwd: ROOT, env: { ...Object.fromEntries(kept), ...own } });
    [dovecot, smtp, browser] = await Promise.all([startDovecot(), startSmtpPeer(), launchBrowser()]);
    const said = await running.until(/^First start: open (\S+) and enter the code (\S+)$/m, START_MS);
    expect(said[1]).toBe(`http://localhost:${port}/tickets/setup/`);
    code = said[2]!;
    await running.until(/^NoxDesk ready at /m, START_MS);
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    running?.kill('SIGTERM');
    await running?.ended;
    await Promise.all([dovecot?.stop(), smtp?.stop()]);
    await stopLeftovers(join(root, 'data'));
    rmSync(root, { recursive: true, force: true });
  });

  const fill = async (entries: Record<string, string>) => {
    for (const [label, value] of Object.entries(entries))
      await page.getByLabel(label, { exact: true }).fill(value);
  };

  it('leads whoever comes to its first page, fit for a phone and for everybody', async () => {
    const visitor = await visit({ browser, base, viewport: PHONE, colorScheme: 'dark' });
    await visitor.page.goto('/tickets/');
    await visitor.page.waitForURL('**/tickets/setup/');
    await visitor.page.getByRole('heading', { name: 'Tu mesa de ayuda, desde cero' }).waitFor();
    expect(await overflows(visitor.page)).toBe(false);
    expect(await accessibilityFaults(visitor.page)).toEqual([]);
    await picture(visitor.page, 'setup-phone-dark');
    expect(visitor.complaints).toEqual([]);
    await visitor.context.close();
  });

  it('does not begin without the code of the console, and keeps what was typed', async () => {
    ({ page, complaints } = await visit({ browser, base }));
    await page.goto('/tickets/setup/');
    await fill({
      'Código de la consola': 'AAAAA-AAAAA',
      'Nombre de la organización': 'Panadería Sol',
      'Primer departamento': 'Atención al cliente',
      'Tu nombre': 'Ana Ruiz',
      'Correo electrónico': 'ana@sol.test',
      Contraseña: 'una clave larga',
    });
    await page.getByRole('button', { name: 'Crear la mesa de ayuda' }).click();
    await page.getByText('No es el código de la consola').waitFor();
    expect(await page.getByLabel('Tu nombre').inputValue()).toBe('Ana Ruiz');
    await picture(page, 'setup');
    complaints.length = 0;
  });

  it('makes the organisation, its admin and a department, and asks for the mailbox', async () => {
    await fill({ 'Código de la consola': code.toLowerCase(), Contraseña: 'una clave larga' });
    await page.getByRole('button', { name: 'Crear la mesa de ayuda' }).click();
    await page.getByRole('heading', { name: 'El buzón de Atención al cliente' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    dovecot.addUser('ayuda@sol.test', 'buzon');
    await fill({ Dirección: 'ayuda@sol.test', 'Contraseña del buzón': 'otra' });
    for (const [index, server] of [dovecot.ports.imap, smtp.port].entries()) {
      await page.getByLabel('Servidor').nth(index).fill('127.0.0.1');
      await page.getByLabel('Cifrado').nth(index).selectOption('none');
      await page.getByLabel('Puerto').nth(index).fill(String(server));
    }
    await page.getByRole('button', { name: 'Guardar y probar' }).click();
    await page.getByText(/^Entrada: (?!funciona)/).waitFor();
    await page.getByLabel('Contraseña del buzón').fill('buzon');
    await page.getByRole('button', { name: 'Guardar y probar' }).click();
    await page.getByText('Entrada: funciona').waitFor();
    await page.getByText('Salida: funciona').waitFor();
    await picture(page, 'setup-mail');
  });

  it('sends a mail to try it, and the desk is open: mail that comes in makes tickets', async () => {
    await page.getByRole('button', { name: 'Enviar correo de prueba' }).click();
    const mail = await smtp.waitFor(({ to }) => to.includes('ana@sol.test'));
    expect(String(mail.raw)).toContain('ayuda@sol.test');
    await page.getByText('Enviado a ana@sol.test. Mira tu buzón.').waitFor();
    await dovecot.deliver(
      'ayuda@sol.test',
      await rawMail({
        from: 'luz@cliente.test',
        to: 'ayuda@sol.test',
        subject: 'Primer encargo',
        text: 'Hola',
      }),
    );
    await page.getByRole('button', { name: 'Entrar en NoxDesk' }).click();
    await page.getByRole('link', { name: 'Primer encargo' }).waitFor({ timeout: 30_000 });
    expect(complaints).toEqual([]);
  });

  it('is over: the page says so, and asks for a sign-in', async () => {
    const visitor = await visit({ browser, base, locale: 'en-GB' });
    await visitor.page.goto('/tickets/setup/');
    await visitor.page.getByRole('heading', { name: 'NoxDesk is already set up' }).waitFor();
    await visitor.page.getByRole('link', { name: 'Sign in' }).click();
    await visitor.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(visitor.complaints).toEqual([]);
  });
});
