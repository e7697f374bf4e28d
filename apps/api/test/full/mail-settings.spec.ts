// Real: Chromium, the built pages, PostgreSQL, Redis, Dovecot, which asks a local authorization server whether a token
// is good. Not real: the consent page of a provider, for which the test answers.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@noxdesk/embedded';
import type { Browser } from 'playwright-core';
import { createMailAccount, rawMail, until } from '../factories/mail.js';
import {
  accessibilityFaults,
  launchBrowser,
  picture,
  signInByForm,
  visit,
  type Visitor,
} from '../support/browser.js';
import { type MailDesk, startMailDesk } from '../support/mail-desk.js';

describe('the settings of mail', () => {
  let desk: MailDesk;
  let browser: Browser;
  let admin: Visitor;
  let base: string;

  beforeAll(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    desk = await startMailDesk({ env: { PUBLIC_URL: base } });
    await desk.app.app.listen(port, '127.0.0.1');
    browser = await launchBrowser();
    admin = await visit({ browser, base });
    await signInByForm(admin.page, desk.admin.email);
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  it('connect an account at its provider and come back with the result; then its mail comes in', async () => {
    const mailbox = 'nube@desk.test';
    const { oauth } = desk.dovecot;
    const authorizeUrl = 'https://login.provider.test/authorize';
    await createMailAccount(desk.app, desk.admin, desk.dovecot, {
      mailbox,
      auth: 'microsoft',
      password: undefined,
      oauth: { authorize_url: authorizeUrl, token_url: oauth.tokenUrl, client_id: 'desk' },
    });
    const { page } = admin;
    await page.route(`${authorizeUrl}**`, (route) => {
      const { code, state } = oauth.consent(route.request().url(), mailbox);
      const query = new URLSearchParams({ code, state });
      return route.fulfill({
        status: 302,
        headers: { location: `${base}/tickets/api/mail-accounts/oauth/callback/?${query}` },
      });
    });
    await page.goto('/tickets/settings/mail/');
    await page.getByRole('button', { name: mailbox }).click();
    await page.getByRole('button', { name: 'Conectar la cuenta' }).click();
    await page.getByText('La cuenta está conectada.').waitFor();
    expect(new URL(page.url()).searchParams.get('oauth')).toBe('connected');
    expect((await desk.receive(await rawMail({ from: 'a@cliente.test', to: mailbox }), mailbox)).state).toBe(
      'created',
    );
    await page.getByRole('button', { name: 'Cerrar' }).click();
    expect(page.url()).not.toContain('oauth');
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture(page, 'mail-accounts');
  });

  it('say so when the consent is refused', async () => {
    const { page } = admin;
    await page.goto('/tickets/api/mail-accounts/oauth/callback/?error=access_denied&state=x');
    await page.getByText('No se ha conectado: no se dio permiso.').waitFor();
  });

  it('find a mail by its sender, show it as it came, and make a ticket of one that waits', async () => {
    const { page } = admin;
    const entry = await desk.receive(
      await rawMail({
        from: desk.agent.email,
        to: desk.support.address,
        subject: 'Lo escribe un agente',
        text: '<script>alert(1)</script>',
        inReplyTo: await openedMessageId(),
      }),
    );
    expect(entry.state).toBe('quarantined');
    await page.goto('/tickets/settings/mail-in/');
    await page.getByRole('searchbox', { name: 'Buscar' }).fill(desk.agent.email);
    await page.getByRole('cell', { name: 'b@cliente.test' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Lo escribe un agente' }).click();
    const dialog = page.getByRole('dialog', { name: 'Lo escribe un agente' });
    await dialog.getByText('<script>alert(1)</script>').waitFor();
    await picture(page, 'mail-quarantine');
    await dialog.getByRole('button', { name: 'Abrir un ticket' }).click();
    await page.getByText('Se abrirá un ticket').waitFor();
    await until(async () => (await desk.ledger(`?from=${desk.agent.email}`))[0]!.state === 'created');
  });

  async function openedMessageId(): Promise<string> {
    const messageId = '<opened@cliente.test>';
    await desk.receive(await rawMail({ from: 'b@cliente.test', to: desk.support.address, messageId }));
    return messageId;
  }
});
