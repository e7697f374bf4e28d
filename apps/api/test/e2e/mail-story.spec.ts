// Real: Chromium, the built pages, PostgreSQL, Redis, Dovecot (IMAP, LMTP), an SMTP server.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseInboundMail } from '@noxdesk/mail';
import type { Browser } from 'playwright-core';
import { PDF, PNG } from '../factories/files.js';
import { answerTo, rawMail } from '../factories/mail.js';
import { launchBrowser, picture, signInByForm, visit, type Visitor } from '../support/browser.js';
import { baseUrl } from '../support/live.js';
import { type MailDesk, startMailDesk } from '../support/mail-desk.js';
import type { ReceivedMail } from '../support/services/smtp.js';

const SUBJECT = 'La impresora no imprime';
const CUSTOMER = 'lucia@cliente.test';

describe('a request by mail, answered on the screen, confirmed on a page', () => {
  let desk: MailDesk;
  let browser: Browser;
  let agent: Visitor;
  let answer: ReceivedMail;
  let id: string;

  beforeAll(async () => {
    desk = await startMailDesk();
    browser = await launchBrowser();
    agent = await visit({ browser, base: await baseUrl(desk.app) });
    await signInByForm(agent.page, 'ana@agents.test');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  it('a mail to the department’s mailbox becomes a ticket with its files, before the agent’s eyes', async () => {
    const entry = await desk.receive(
      await rawMail({
        from: `Lucía Ñáñez <${CUSTOMER}>`,
        to: desk.support.address,
        subject: SUBJECT,
        text: 'Buenos días:\n\nLa impresora de recepción no imprime.',
        attachments: [
          { filename: 'factura nº 7.pdf', contentType: 'application/pdf', content: PDF },
          { filename: 'foto.png', contentType: 'image/png', content: PNG },
        ],
      }),
    );
    id = entry.ticket!.id;
    const { page } = agent;
    await page.getByRole('link', { name: SUBJECT }).click();
    await page.getByRole('heading', { level: 1, name: SUBJECT }).waitFor();
    const message = page.getByRole('article', { name: 'Mensaje de Lucía Ñáñez' });
    await message.getByText('La impresora de recepción no imprime.').waitFor();
    await message.getByRole('button', { name: /factura nº 7\.pdf/ }).waitFor();
    await message.getByRole('button', { name: /foto\.png/ }).waitFor();
    await picture(page, 'mail-ticket');
  });

  it('the agent’s answer, with a file, arrives at the customer’s mail server', async () => {
    const { page } = agent;
    await page.getByRole('textbox', { name: 'Respuesta' }).fill('Hola, Lucía: prueba a reiniciarla.');
    await page
      .getByLabel('Adjuntos')
      .setInputFiles({ name: 'manual.pdf', mimeType: 'application/pdf', buffer: Buffer.from(PDF) });
    await page.getByRole('button', { name: 'Enviar y dejar en…' }).click();
    await page.getByRole('menuitem', { name: 'Enviar y dejar en Resuelto' }).click();
    await page.getByRole('button', { name: 'Estado: Resuelto' }).waitFor();
    answer = await desk.smtp.waitFor(
      ({ to, raw }) => to.includes(CUSTOMER) && String(raw).includes('manual.pdf'),
    );
    const mail = await parseInboundMail(answer.raw);
    expect(mail.subject).toMatch(/^\[TK-\d{6}\] La impresora no imprime$/);
    expect(mail.text).toContain('prueba a reiniciarla');
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['manual.pdf']);
  });

  it('the customer’s mailed reply lands in the thread and reopens it', async () => {
    const { to, raw } = await answerTo(answer, { from: CUSTOMER, text: 'Reiniciada, y sigue sin imprimir.' });
    expect(to).toContain('@');
    await desk.receive(raw);
    const { page } = agent;
    const replies = page.getByRole('article', { name: 'Mensaje de Lucía Ñáñez' });
    await replies.getByText('Reiniciada, y sigue sin imprimir.').waitFor();
    await page.getByRole('button', { name: 'Estado: Abierto' }).waitFor();
    const { messages } = await desk.ticket(id);
    const mails = messages.filter(
      (message) => message.message_type === 'reply' && message.channel === 'email',
    );
    expect(mails.map(({ author }) => author.kind)).toEqual(['customer', 'customer']);
  });

  it('the customer confirms the next solution on the page that the mail links to', async () => {
    const { page } = agent;
    await page.getByRole('textbox', { name: 'Respuesta' }).fill('Cambiado el cartucho.');
    await page.getByRole('button', { name: 'Enviar y dejar en…' }).click();
    await page.getByRole('menuitem', { name: 'Enviar y dejar en Resuelto' }).click();
    await page.getByRole('button', { name: 'Estado: Resuelto' }).waitFor();
    const isNotice = ({ to, raw }: ReceivedMail) =>
      to.includes(CUSTOMER) && confirmationPath(raw) !== undefined;
    const notice = await desk.smtp.waitFor((mail) => mail !== answer && isNotice(mail));
    const latest = desk.smtp.mails.filter(isNotice).at(-1) ?? notice;

    const customer = await visit({ browser, base: await baseUrl(desk.app) });
    await customer.page.goto(confirmationPath(latest.raw)!);
    // Looking at the link changes nothing.
    await customer.page.getByRole('button', { name: /lo solucionó|Confirmar|Sí/ }).waitFor();
    expect((await desk.ticket(id)).status).toBe('resolved');
    await picture(customer.page, 'mail-confirm');
    await customer.page.getByRole('button', { name: /lo solucionó|Confirmar|Sí/ }).click();
    await page.getByRole('button', { name: 'Estado: Cerrado' }).waitFor();
    expect((await desk.ticket(id)).status).toBe('closed');
    expect([...agent.complaints, ...customer.complaints]).toEqual([]);
  });
});

/** The path of the confirmation link in a mail, soft line breaks of quoted-printable undone. */
function confirmationPath(raw: Buffer): string | undefined {
  const text = String(raw)
    .replace(/=\r?\n/g, '')
    .replaceAll('=3D', '=');
  return /https?:\/\/[^/\s"]+(\/tickets\/confirm\/[^\s"<>)\]]+)/.exec(text)?.[1];
}
