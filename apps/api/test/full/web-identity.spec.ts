// Real: Chromium with a virtual authenticator, the built pages served by the application, PostgreSQL, Redis, an OpenID
// Connect provider with its own sign-in page.
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { codeAt, stepAt } from '../../src/modules/identity/second-factor/totp.js';
import { createTenant, createUser, PASSWORD, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  accessibilityFaults,
  launchBrowser,
  picture,
  signInByForm,
  visit,
  type Visitor,
} from '../support/browser.js';
import { type OpenIdProvider, startOpenIdProvider } from '../support/services/openid-provider.js';

let app: TestApp;
let browser: Browser;
let base: string;
let tenant: TestTenant;
let admin: TestUser;
let op: OpenIdProvider;

/** A passkey is made for the address of the pages, so that has to be known before they are served. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  base = `http://localhost:${port}`;
  op = await startOpenIdProvider([`${base}/tickets/login/callback/`]);
  app = await startTestApp({ env: { PUBLIC_URL: base } });
  await app.app.listen(port, '127.0.0.1');
  tenant = await createTenant(app, 'acme');
  admin = await createUser(app, tenant, { role: 'admin', email: 'marta@acme.test', name: 'Marta Soler' });
  browser = await launchBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await op?.stop();
});

const person = (email: string, role: 'agent' | 'customer' = 'customer') =>
  createUser(app, tenant, { role, email, name: 'Ana Ruiz' });
const visitor = (locale = 'es-ES') => visit({ browser, base, locale });

/** The link in the latest mail to somebody. */
async function linkTo(email: string): Promise<string> {
  const { rows } = await app.database.admin.query<{ text_body: string }>(
    'SELECT text_body FROM outbound_mails WHERE recipients = ARRAY[$1] ORDER BY id DESC LIMIT 1',
    [email],
  );
  return /\/tickets\/reset\/[\w-]+\//.exec(rows[0]!.text_body)![0];
}

/** A virtual authenticator that says yes to everything. */
async function giveAuthenticator({ context, page }: Visitor): Promise<void> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const codeOf = (secret: string, off = 0) => {
  const bits = [...secret.replaceAll(' ', '')].map((c) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'),
  );
  const bytes = bits
    .join('')
    .match(/.{8}/g)!
    .map((byte) => parseInt(byte, 2));
  return codeAt(Buffer.from(bytes), stepAt(new Date()) + off);
};

/** Sets up an app on the page that is open. @returns its key */
async function setUpTotp(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Configurar' }).click();
  await page.getByRole('img', { name: 'Código QR con la clave' }).waitFor();
  const secret = await page.getByLabel('Clave', { exact: true }).inputValue();
  await page.getByLabel('Código de seis cifras').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Activar' }).click();
  return secret;
}

describe('a forgotten password', () => {
  it.each([
    [
      'es-ES',
      'olvido-es@acme.test',
      '¿Olvidaste tu contraseña?',
      'Correo electrónico',
      'Enviar enlace',
      'Contraseña nueva',
      'Cambiar contraseña',
      'Iniciar sesión',
    ],
    [
      'en-GB',
      'olvido-en@acme.test',
      'Forgot your password?',
      'Email',
      'Send link',
      'New password',
      'Change password',
      'Sign in',
    ],
  ])(
    'is replaced by way of a mail, in %s',
    async (locale, email, forgot, address, send, password, changeIt, signIn) => {
      await person(email);
      const { page, complaints } = await visitor(locale);
      await page.goto('/tickets/login/');
      await page.getByRole('link', { name: forgot }).click();
      await page.waitForURL('**/tickets/forgot/');
      await page.getByRole('heading', { level: 1, name: forgot }).waitFor();
      await picture(page, `forgot-${locale}`);
      await page.getByLabel(address).fill(email);
      await page.getByRole('button', { name: send }).click();
      await page.getByText(/te hemos enviado un enlace|we have sent you a link/).waitFor();
      await page.goto(await linkTo(email));
      await picture(page, `reset-${locale}`);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByLabel(password).fill('una clave bien nueva');
      await page.getByRole('button', { name: changeIt }).click();
      await page.getByRole('link', { name: signIn }).click();
      await page.getByLabel(address).fill(email);
      await page.getByLabel(/^(Contraseña|Password)$/).fill('una clave bien nueva');
      await page.getByRole('button', { name: signIn, exact: true }).click();
      await page.waitForURL((url) => !url.pathname.includes('/login'));
      expect(complaints).toEqual([]);
    },
  );

  it('says so where the link was used already', async () => {
    await person('dos-veces@acme.test');
    const { page } = await visitor();
    await page.goto('/tickets/forgot/');
    await page.getByLabel('Correo electrónico').fill('dos-veces@acme.test');
    await page.getByRole('button', { name: 'Enviar enlace' }).click();
    await page.getByText('te hemos enviado un enlace').waitFor();
    const link = await linkTo('dos-veces@acme.test');
    for (const expected of ['Contraseña guardada', 'El enlace ya se ha usado']) {
      await page.goto(link);
      await page.getByLabel('Contraseña nueva').fill('una clave bien nueva');
      await page.getByRole('button', { name: 'Cambiar contraseña' }).click();
      await page.getByText(expected).waitFor();
    }
    await page.getByRole('link', { name: 'Pedir otro enlace' }).click();
    await page.waitForURL('**/tickets/forgot/');
  });
});

describe('a second factor', () => {
  it('is set up before anything else where the tenant asks for it, and then asked for', async () => {
    await person('obligada@acme.test', 'agent');
    await app.database.admin.query(
      `INSERT INTO tenant_security (tenant_id, second_factor_roles) VALUES ($1, '{agent}')`,
      [tenant.id],
    );
    const { page } = await visitor();
    await signInByForm(page, 'obligada@acme.test');
    await page.getByRole('heading', { name: 'Protege tu cuenta' }).waitFor();
    await picture(page, 'enrolment');
    expect(await accessibilityFaults(page)).toEqual([]);
    const secret = await setUpTotp(page);
    await page.getByRole('dialog', { name: 'Códigos de recuperación' }).waitFor();
    await picture(page, 'recovery-codes');
    const [recovery] = await page
      .getByRole('list', { name: 'Códigos de recuperación' })
      .getByRole('listitem')
      .allInnerTexts();
    await page.getByRole('button', { name: 'Ya los he guardado' }).click();
    await page.getByRole('heading', { name: 'Protege tu cuenta' }).waitFor({ state: 'detached' });

    const again = await visitor();
    await again.page.goto('/tickets/login/?next=%2Fsettings%2Fsecurity%2F');
    await again.page.getByLabel('Correo electrónico').fill('obligada@acme.test');
    await again.page.getByLabel('Contraseña').fill(PASSWORD);
    await again.page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await again.page.getByLabel('Código de seis cifras').fill('000000');
    await again.page.getByRole('button', { name: 'Continuar' }).click();
    await again.page.getByRole('alert').waitFor();
    await picture(again.page, 'second-step');
    // That of the next step, since none is good twice.
    await again.page.getByLabel('Código de seis cifras').fill(codeOf(secret, 1));
    await again.page.getByRole('button', { name: 'Continuar' }).click();
    await again.page.waitForURL('**/tickets/settings/security/');

    const lost = await visitor();
    await lost.page.goto('/tickets/login/');
    await lost.page.getByLabel('Correo electrónico').fill('obligada@acme.test');
    await lost.page.getByLabel('Contraseña').fill(PASSWORD);
    await lost.page.getByRole('button', { name: 'Iniciar sesión' }).click();
    await lost.page.getByRole('button', { name: 'No tengo mi segundo factor' }).click();
    await lost.page.getByLabel('Código de recuperación').fill(recovery!);
    await lost.page.getByRole('button', { name: 'Continuar' }).click();
    await lost.page.waitForURL((url) => !url.pathname.includes('/login'));
    await app.database.admin.query('DELETE FROM tenant_security');
  });
});

describe('a passkey', () => {
  it('is made on the page of one’s security and then signs in by itself', async () => {
    await person('llave@acme.test');
    const own = await visitor();
    const { page, complaints } = own;
    await giveAuthenticator(own);
    await signInByForm(page, 'llave@acme.test');
    await page.goto('/tickets/settings/security/');
    await page.getByRole('button', { name: 'Añadir' }).click();
    await page.getByRole('button', { name: 'Ya los he guardado' }).click();
    await page.getByText('Sin usar todavía').waitFor();
    await picture(page, 'security');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().clearCookies();
    await page.goto('/tickets/login/');
    await page.getByRole('button', { name: 'Entrar con una clave de acceso' }).click();
    await page.waitForURL((url) => !url.pathname.includes('/login'));
    await page.goto('/tickets/settings/security/');
    await page.getByText('Último uso').waitFor();
  });
});

describe('open sessions', () => {
  it('are listed, and one that is ended elsewhere is out with its next step', async () => {
    const user = await person('sesiones@acme.test');
    const here = await visitor();
    const there = await visitor();
    await signInByForm(there.page, user.email);
    await signInByForm(here.page, user.email);
    await here.page.goto('/tickets/settings/security/');
    await here.page.getByText('Esta sesión').waitFor();
    await here.page.getByRole('button', { name: 'Cerrar todas las demás' }).click();
    await here.page.getByRole('button', { name: 'Cerrar todas las demás' }).waitFor({ state: 'detached' });
    await there.page.goto('/tickets/settings/');
    await there.page.waitForURL('**/tickets/login/**');
  });
});

describe('an identity provider', () => {
  it('is set up by an admin, offered at the sign-in, and leads back to where one was going', async () => {
    const { page } = await visitor();
    await signInByForm(page, admin.email);
    await page.goto('/tickets/settings/identity-providers/');
    await page.getByRole('button', { name: 'Nuevo proveedor' }).click();
    await page.getByLabel('Nombre', { exact: true }).fill('Acme ID');
    await page.getByLabel('Emisor', { exact: true }).fill(op.issuer);
    await page.getByLabel('Id. de cliente').fill(op.clientId);
    await page.getByLabel('Secreto de cliente').fill(op.clientSecret);
    await page.getByRole('button', { name: 'Añadir grupo' }).click();
    await page.getByLabel('Grupo', { exact: true }).fill('soporte');
    await picture(page, 'identity-provider');
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Acme ID' }).click();
    expect(await page.getByLabel('Dirección de retorno').inputValue()).toBe(
      `${base}/tickets/login/callback/`,
    );

    op.accounts.set('lucia', { email: 'lucia@cliente.test', email_verified: true, name: 'Lucía Márquez' });
    const guest = await visitor();
    await guest.page.goto('/tickets/login/?next=%2Fnew%2F');
    await guest.page.getByRole('button', { name: 'Continuar con Acme ID' }).waitFor();
    await picture(guest.page, 'sign-in');
    expect(await accessibilityFaults(guest.page)).toEqual([]);
    await guest.page.getByRole('button', { name: 'Continuar con Acme ID' }).click();
    await guest.page.getByLabel('Usuario').fill('lucia');
    await guest.page.getByRole('button', { name: 'Entrar' }).click();
    await guest.page.waitForURL('**/tickets/new/');
    expect(guest.complaints).toEqual([]);
  });

  it('whose answer was not asked for signs nobody in', async () => {
    const { page } = await visitor();
    await page.goto('/tickets/login/callback/?code=stolen&state=made-up');
    await page.getByText('El inicio de sesión ha caducado. Empieza de nuevo.').waitFor();
    expect(page.url()).not.toContain('stolen');
    await page.goto('/tickets/login/callback/?error=access_denied');
    await page.getByRole('heading', { name: 'No has podido entrar' }).waitFor();
  });
});

describe('a sign-in', () => {
  it.each(['//evil.test/', '/\\evil.test/', 'https://evil.test/', '/%09/evil.test/'])(
    'never leads to another site: next=%s',
    async (next) => {
      const { page } = await visitor();
      const left: string[] = [];
      page.on('request', (request) => {
        if (request.isNavigationRequest()) left.push(new URL(request.url()).host);
      });
      await page.goto(`/tickets/login/?next=${encodeURIComponent(decodeURIComponent(next))}`);
      await page.getByLabel('Correo electrónico').fill(admin.email);
      await page.getByLabel('Contraseña').fill(PASSWORD);
      await page.getByRole('button', { name: 'Iniciar sesión' }).click();
      await page.waitForURL((url) => !url.pathname.includes('/login'));
      expect(new Set(left)).toEqual(new Set([new URL(base).host]));
    },
  );
});
