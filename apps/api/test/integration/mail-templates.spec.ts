import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MAIL_TEMPLATE_KINDS, type MailTemplate } from '@noxdesk/contracts';
import { parseInboundMail } from '@noxdesk/mail';
import { PNG } from '../factories/files.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { openTicket, reply } from '../factories/tickets.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type SmtpPeer, startSmtpPeer } from '../support/services/smtp.js';

// Real: PostgreSQL, Redis, BullMQ, an SMTP server. Not real: the HTTP socket (requests are injected).
let smtp: SmtpPeer;
let app: TestApp;
let tenant: TestTenant;
let admin: TestUser;
let customer: TestUser;

beforeAll(async () => {
  smtp = await startSmtpPeer();
  app = await startTestApp({ env: { SMTP_URL: smtp.url } });
});
afterAll(async () => {
  await app.close();
  await smtp.stop();
});
beforeEach(async () => {
  tenant = await createTenant(app);
  admin = await createUser(app, tenant, { role: 'admin' });
  customer = await createUser(app, tenant);
});

const call = (
  method: 'GET' | 'PATCH' | 'DELETE' | 'POST',
  path: string,
  body?: unknown,
  token = admin.token,
) => app.request({ method, path: `mail-templates/${path}`, token, ...(body !== undefined && { body }) });
const received = async (holds = '') => {
  const { raw } = await smtp.waitFor(
    ({ to, raw: bytes }) => to.includes(customer.email) && String(bytes).includes(holds),
  );
  return parseInboundMail(raw);
};

describe('the words of mails', () => {
  it('are there for each kind and language, until an admin chooses others', async () => {
    const all = (await call('GET', '')).json<MailTemplate[]>();
    expect(all).toHaveLength(MAIL_TEMPLATE_KINDS.length * 2);
    expect(all.every(({ customised }) => !customised)).toBe(true);
    const body = 'Hola {{name}}, recibido: **{{number}}**.\n\n[Mirar]({{link}})';
    const changed = await call('PATCH', 'receipt/es/', { subject: 'Recibido: {{subject}}', body });
    expect(changed.json()).toMatchObject({ customised: true, body, subject: 'Recibido: {{subject}}' });
    const ticket = await openTicket(app, customer.token, { subject: 'Sin **red** {{name}}' });
    const mail = await received();
    expect(mail.subject).toBe(`[${ticket.number}] Recibido: Sin **red** {{name}}`);
    expect(mail.text).toContain(`Hola ${customer.name}, recibido: ${ticket.number}.`);
    expect(mail.html).toContain(`<strong>${ticket.number}</strong>`);
    expect((await call('DELETE', 'receipt/es/')).statusCode).toBe(204);
    expect((await call('GET', 'receipt/es/')).json()).toMatchObject({ customised: false });
  });

  it('change for one tenant and language alone', async () => {
    await call('PATCH', 'receipt/en/', { body: 'Only in English' });
    await openTicket(app, customer.token);
    expect((await received()).text).toContain('Hemos recibido tu solicitud');
    const other = await createUser(app, await createTenant(app), { role: 'admin' });
    expect((await call('GET', 'receipt/en/', undefined, other.token)).json()).toMatchObject({
      customised: false,
    });
  });

  it('carry a message and its HTML into the page of the tenant, with its logo and colour', async () => {
    await app.request({
      method: 'PATCH',
      path: 'appearance/',
      token: admin.token,
      body: { name: 'Clínica Sol', accent: '#00703c', logo: { data: PNG.toString('base64') } },
    });
    const ticket = await openTicket(app, customer.token);
    await reply(app, admin.token, ticket.id, {
      body: 'Con formato',
      body_html: '<p>Con <em>formato</em></p>',
    });
    const mail = await received('Con formato');
    expect(mail.html).toContain('alt="Clínica Sol"');
    expect(mail.html).toContain('bgcolor="#00703c"');
    expect(mail.text).toMatch(/^Con formato\n/);
    const [logo] = mail.attachments;
    expect(logo).toMatchObject({ contentType: 'image/png', contentId: 'logo@noxdesk', inline: true });
    expect(Buffer.from(logo!.content).equals(PNG)).toBe(true);
    expect(mail.html).toContain('src="cid:logo@noxdesk"');
  });

  it.each([
    [{ body: 'Hola {{nombre}}' }, 'body', 'unknown_variable', 'nombre'],
    [{ body: 'Hola {{name' }, 'body', 'template_syntax', '{{name'],
    [{ subject: '{{message}}' }, 'subject', 'unknown_variable', 'message'],
    [{ body: '[x](ftp://x.test)' }, 'body', 'invalid_link', 'ftp://x.test'],
  ])('are refused by name: %j', async (body, field, code, named) => {
    for (const answer of [
      await call('PATCH', 'receipt/es/', body),
      await call('POST', 'receipt/es/preview/', { subject: 'x', body: 'x', ...body }),
    ]) {
      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors).toEqual([{ field, code, message: expect.stringContaining(named) }]);
    }
    expect((await call('GET', 'receipt/es/')).json()).toMatchObject({ customised: false });
  });

  it.each([{ body: 'x'.repeat(10_001) }, { subject: 'x'.repeat(201) }, { body: '' }, {}, { html: 'x' }])(
    'have their limits',
    async (body) => {
      expect((await call('PATCH', 'receipt/es/', body)).statusCode).toBe(422);
    },
  );

  it('are shown with the values of an example before they are kept', async () => {
    for (const kind of MAIL_TEMPLATE_KINDS) {
      const { subject, body } = (await call('GET', `${kind}/en/`)).json<MailTemplate>();
      const shown = await call('POST', `${kind}/en/preview/`, { subject, body });
      expect([kind, shown.statusCode]).toEqual([kind, 200]);
      const page = shown.json<{ subject: string; text: string; html: string }>();
      expect(`${page.subject}${page.text}${page.html}`).not.toMatch(/\{\{|undefined|[\uE000\uE001]/);
      expect(page.html).toContain('<html lang="en">');
    }
    expect(smtp.mails.some(({ to }) => to.includes(customer.email))).toBe(false);
  });

  it('are for admins alone', async () => {
    const agent = await createUser(app, tenant, { role: 'agent' });
    expect((await call('GET', '', undefined, agent.token)).statusCode).toBe(403);
    expect((await call('PATCH', 'receipt/es/', { body: 'x' }, customer.token)).statusCode).toBe(403);
    expect((await call('GET', 'nothing/es/')).statusCode).toBe(404);
    expect((await call('GET', 'receipt/fr/')).statusCode).toBe(404);
  });
});
