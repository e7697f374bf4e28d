import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseInboundMail } from '@noxdesk/mail';
import { bounceOf, rawMail, until } from '../../factories/mail.js';
import { createTenant, createUser, signIn, type TestUser } from '../../factories/people.js';
import { change, openTicket, reply } from '../../factories/tickets.js';
import { startTestApp } from '../../support/app.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';
import { startSmtpPeer } from '../../support/services/smtp.js';

// Real: PostgreSQL, Redis, Dovecot, an SMTP server. Not real: the HTTP socket (requests are injected).
let desk: MailDesk;
let customer: TestUser;

beforeAll(async () => {
  desk = await startMailDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  customer = await createUser(desk.app, desk.tenant);
});

const mailTo = (address: string, holds = '') =>
  desk.smtp.waitFor(({ to, raw }) => to.includes(address) && String(raw).includes(holds), 20_000);
const mailsWith = (text: string) => desk.smtp.mails.filter(({ raw }) => String(raw).includes(text)).length;
const rowOf = async (text: string) => (await desk.outbox()).find((row) => row.text.includes(text));
const choose = (user: TestUser, notifications: object) =>
  desk.app.request({ method: 'PATCH', path: 'me/', token: user.token, body: { notifications } });
/** A ticket whose receipt has gone, so that what follows is the next mail. */
const quietTicket = async () => {
  const ticket = await openTicket(desk.app, customer.token);
  await mailTo(customer.email);
  return ticket.id;
};

describe('a mail to a server that', () => {
  it('cannot take it now is tried again, and says why it waits', async () => {
    const id = await quietTicket();
    desk.smtp.script('defer');
    await reply(desk.app, desk.agent.token, id, 'Aplazada una vez');
    const waiting = await until(async () => {
      const row = await rowOf('Aplazada una vez');
      return row?.state === 'deferred' && row;
    });
    expect(waiting).toMatchObject({ attempts: 1, reason: expect.stringContaining('4.7.1') });
    expect((await desk.ticket(id)).messages.at(-1)).toBeDefined();
    const sent = await mailTo(customer.email, 'Aplazada una vez');
    expect((await parseInboundMail(sent.raw)).messageId).toBe(waiting.message_id);
    await until(async () => (await rowOf('Aplazada una vez'))?.state === 'sent');
    expect(mailsWith('Aplazada una vez')).toBe(1);
  });

  it.each(['refuse', 'refuse-recipient'] as const)(
    'refuses it for good (%s) gets it once only',
    async (how) => {
      const id = await quietTicket();
      const text = `Rechazada ${how}`;
      desk.smtp.script(how);
      await reply(desk.app, desk.agent.token, id, text);
      const row = await until(async () => {
        const found = await rowOf(text);
        return found?.state === 'failed' && found;
      });
      expect(row).toMatchObject({ attempts: 1, reason: expect.stringContaining('5.7.1') });
      const message = (await desk.ticket(id)).messages.find(({ body }) => body === text)!;
      expect(message.delivery).toMatchObject({ state: 'failed' });
      const seen = await desk.app.request({ path: `tickets/${id}/`, token: customer.token });
      expect(seen.json().messages.every(({ delivery }: { delivery: unknown }) => delivery === null)).toBe(
        true,
      );
    },
  );

  it('hangs up before the end of it is asked again with the same Message-ID', async () => {
    const id = await quietTicket();
    // A connection that waited is replaced at once; the second time there is something to wait for.
    desk.smtp.script('drop', 'drop');
    await reply(desk.app, desk.agent.token, id, 'Cortada');
    const waiting = await until(async () => {
      const found = await rowOf('Cortada');
      return found?.state === 'deferred' && found;
    });
    expect(waiting.reason).toContain('connection_lost');
    const sent = await mailTo(customer.email, 'Cortada');
    expect((await parseInboundMail(sent.raw)).messageId).toBe(waiting.message_id);
    expect(await until(async () => rowOf('Cortada'))).toMatchObject({ attempts: 2 });
    expect(mailsWith('Cortada')).toBe(1);
  });

  it('takes it and hangs up without saying so has got it: it is not sent again, and shown as unconfirmed', async () => {
    const id = await quietTicket();
    desk.smtp.script('take-and-drop');
    const { id: messageId } = await reply(desk.app, desk.agent.token, id, 'Sin respuesta');
    const row = await until(async () => {
      const found = await rowOf('Sin respuesta');
      return found?.state === 'sent' && found;
    });
    expect(row).toMatchObject({ reason: 'unconfirmed', attempts: 1 });
    const message = (await desk.ticket(id)).messages.find((one) => one.id === messageId)!;
    expect(message.delivery).toEqual({ state: 'sent', reason: 'unconfirmed' });
    // What another server says of it later counts: a delay is no failure, an arrival ends the doubt.
    const delivery = async () =>
      (await desk.ticket(id)).messages.find((one) => one.id === messageId)!.delivery;
    const notice = (action: string, status: string) =>
      desk.receive(
        [
          'From: MAILER-DAEMON@cliente.test',
          `To: ${desk.support.address}`,
          `Subject: Delivery Status Notification ${action}`,
          'MIME-Version: 1.0',
          'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
          ...['', '--b', '', 'Aviso.', '--b', 'Content-Type: message/delivery-status', ''],
          ...['Reporting-MTA: dns; mx.cliente.test', '', `Final-Recipient: rfc822; ${customer.email}`],
          ...[`Action: ${action}`, `Status: ${status}`, '--b', 'Content-Type: text/rfc822-headers', ''],
          ...[`Message-ID: <${row.message_id}>`, '--b--', ''],
        ].join('\r\n'),
      );
    expect(await notice('delayed', '4.4.1')).toMatchObject({ state: 'recorded', reason: 'delivery_delayed' });
    expect(await delivery()).toEqual({ state: 'sent', reason: '4.4.1' });
    expect(await notice('relayed', '2.0.0')).toMatchObject({
      state: 'recorded',
      reason: 'delivery_confirmed',
      ticket: { id },
    });
    expect(await delivery()).toEqual({ state: 'sent', reason: null });
    // The next mail goes, and no second copy has come before it.
    await reply(desk.app, desk.agent.token, id, 'Siguiente mensaje');
    await mailTo(customer.email, 'Siguiente mensaje');
    expect(mailsWith('Sin respuesta')).toBe(1);
    // It has arrived: there is nothing to send again on the thread.
    const again = `tickets/${id}/messages/${messageId}/resend/`;
    expect(
      (await desk.app.request({ method: 'POST', path: again, token: desk.agent.token })).statusCode,
    ).toBe(409);
  });

  it('does not take the sign-in is tried again, since an admin can mend that', async () => {
    const id = await quietTicket();
    const path = `mail-accounts/${desk.support.id}/`;
    const smtp = { host: desk.smtp.host, port: desk.smtp.port, tls: 'none' };
    const use = (body: object) =>
      desk.app.request({ method: 'PATCH', path, token: desk.admin.token, body: { smtp: body } });
    const strict = await startSmtpPeer({ auth: { user: 'otro', password: 'secreto' } });
    try {
      await use({ ...smtp, port: strict.port });
      await reply(desk.app, desk.agent.token, id, 'Con otra clave');
      const waiting = await until(async () => {
        const found = await rowOf('Con otra clave');
        return found?.state === 'deferred' && found;
      });
      expect(waiting.reason).toContain('credentials');
    } finally {
      await use(smtp);
      await strict.stop();
    }
    await mailTo(customer.email, 'Con otra clave');
  });
});

it('sends no more mails a minute through an account than it may, whichever process sends them', async () => {
  const path = `mail-accounts/${desk.support.id}/`;
  const smtp = { host: desk.smtp.host, port: desk.smtp.port, tls: 'none' };
  const use = (body: object) =>
    desk.app.request({ method: 'PATCH', path, token: desk.admin.token, body: { smtp: body } });
  expect((await use({ ...smtp, mails_per_minute: 0 })).statusCode).toBe(422);
  expect((await use({ ...smtp, mails_per_minute: 60 })).json().smtp).toMatchObject({ mails_per_minute: 60 });
  try {
    const begun = Date.now();
    for (let n = 0; n < 4; n += 1) await openTicket(desk.app, customer.token, { subject: `Ritmo ${n}` });
    const receipts = await until(async () => {
      const found = desk.smtp.mails.filter(
        ({ to, raw }) => to.includes(customer.email) && /Ritmo/.test(String(raw)),
      );
      return found.length === 4 && found;
    });
    // One a second: the first goes at once, the fourth has waited for three.
    expect(receipts[3]!.receivedAt.getTime() - begun).toBeGreaterThan(2_900);
  } finally {
    await use(smtp);
  }
});

describe('a sender that dies', () => {
  const stop = async (text: string, handedOver: boolean) => {
    const id = await quietTicket();
    desk.smtp.script('defer');
    await reply(desk.app, desk.agent.token, id, text);
    const row = await until(async () => {
      const found = await rowOf(text);
      return found?.state === 'deferred' && found;
    });
    // What a killed process leaves behind: its attempt was begun, and its time has run out.
    await desk.app.database.admin.query(
      `UPDATE outbound_mails SET state = 'sending', lease_until = now() - interval '1 second',
         handed_over_at = CASE WHEN $2 THEN now() END WHERE id = $1`,
      [row.id, handedOver],
    );
    return row.id;
  };

  it('before the last byte has sent nothing: the mail is sent', async () => {
    await stop('Murió antes', false);
    await mailTo(customer.email, 'Murió antes'.slice(-5));
    await until(async () => (await rowOf('Murió antes'))?.state === 'sent');
  });

  it('after it has sent the mail: it is not sent a second time', async () => {
    await stop('Murio despues', true);
    const row = await until(async () => {
      const found = await rowOf('Murio despues');
      return found?.state === 'sent' && found;
    });
    expect(row).toMatchObject({ reason: 'unconfirmed' });
    expect(mailsWith('Murio despues')).toBe(0);
  });
});

describe('sending again', () => {
  const failed = async (text: string) => {
    const id = await quietTicket();
    desk.smtp.script('refuse');
    const { id: messageId } = await reply(desk.app, desk.agent.token, id, text);
    await until(async () => (await rowOf(text))?.state === 'failed');
    return { id, messageId };
  };
  const post = (path: string, token: string) => desk.app.request({ method: 'POST', path, token });

  it('is an agent’s to ask for on the thread, once for each failure', async () => {
    const { id, messageId } = await failed('Otra vez, por favor');
    const path = `tickets/${id}/messages/${messageId}/resend/`;
    expect((await post(path, customer.token)).statusCode).toBe(403);
    expect((await post(path, desk.agent.token)).json()).toEqual({ queued: 1 });
    await mailTo(customer.email, 'Otra vez');
    await until(async () => (await rowOf('Otra vez'))?.state === 'sent');
    expect((await post(path, desk.agent.token)).statusCode).toBe(409);
    const stranger = await createUser(desk.app, await createTenant(desk.app), { role: 'admin' });
    expect((await post(path, stranger.token)).statusCode).toBe(404);
  });

  it('lifts what keeps us from writing to an address that bounced for good', async () => {
    const id = await quietTicket();
    await reply(desk.app, desk.agent.token, id, 'Primera vez');
    const sent = await mailTo(customer.email, 'Primera vez');
    await until(async () => (await rowOf('Primera vez'))?.state === 'sent');
    await desk.receive(await bounceOf(sent.raw, customer.email));
    const { id: messageId } = await reply(desk.app, desk.agent.token, id, 'Segunda vez');
    expect(await rowOf('Segunda vez')).toMatchObject({ state: 'failed', reason: 'address_bounced' });
    await post(`tickets/${id}/messages/${messageId}/resend/`, desk.agent.token);
    await mailTo(customer.email, 'Segunda vez');
    await reply(desk.app, desk.agent.token, id, 'Tercera vez');
    await mailTo(customer.email, 'Tercera vez');
  });

  it('is an admin’s to ask for in the outbox', async () => {
    await failed('Desde la bandeja');
    const row = (await rowOf('Desde la bandeja'))!;
    expect((await post(`outbox/${row.id}/resend/`, desk.agent.token)).statusCode).toBe(403);
    expect((await post(`outbox/${row.id}/resend/`, desk.admin.token)).json()).toMatchObject({
      state: 'queued',
    });
    await mailTo(customer.email, 'Desde la bandeja');
  });
});

describe('who is told what', () => {
  it('tells an agent of an assignment by another one, not of their own', async () => {
    const other = await createUser(desk.app, desk.tenant, { role: 'agent', email: `otro-${customer.email}` });
    const id = await quietTicket();
    await change(desk.app, desk.agent.token, id, { assignee: desk.agent.id });
    await change(desk.app, desk.agent.token, id, { assignee: other.id });
    const told = await parseInboundMail((await mailTo(other.email)).raw);
    expect(told.text).toContain('Ana Agente te ha asignado');
    expect(
      desk.smtp.mails.some(({ to, raw }) => to.includes(desk.agent.email) && String(raw).includes(id)),
    ).toBe(false);
  });

  it('tells the assignee of a customer’s reply, else the department', async () => {
    const id = await quietTicket();
    await reply(desk.app, customer.token, id, 'Alguien ahí?');
    const toDepartment = await mailTo(desk.agent.email, id);
    expect((await parseInboundMail(toDepartment.raw)).text).toContain('Alguien ahí?');
    expect(String(toDepartment.raw)).toMatch(/^X-Auto-Response-Suppress: All\r$/m);
  });

  it('lets each person turn kinds off', async () => {
    await choose(customer, { receipt: false, resolved: false });
    const { id } = await openTicket(desk.app, customer.token);
    await change(desk.app, desk.agent.token, id, { status: 'resolved' });
    await reply(desk.app, desk.agent.token, id, 'Esto sí llega');
    await mailTo(customer.email, 'Esto s');
    expect(
      (await desk.outbox()).filter(({ to }) => to.includes(customer.email)).map(({ kind }) => kind),
    ).toEqual(['reply']);
  });

  it('writes in the reader’s language', async () => {
    const path = 'me/';
    await desk.app.request({ method: 'PATCH', path, token: customer.token, body: { locale: 'en' } });
    await openTicket(desk.app, customer.token);
    const receipt = await parseInboundMail((await mailTo(customer.email)).raw);
    expect(receipt.text).toContain('We have received your request');
    expect(receipt.html).toContain('<html lang="en">');
  });

  it('never mails a note, nor an answer to who wrote it', async () => {
    const id = await quietTicket();
    await reply(desk.app, desk.agent.token, id, { body: 'Solo para nosotros', message_type: 'note' });
    await reply(desk.app, desk.agent.token, id, 'Para todos');
    await mailTo(customer.email, 'Para todos');
    expect(mailsWith('Solo para nosotros')).toBe(0);
    expect(
      desk.smtp.mails.some(
        ({ to, raw }) => to.includes(desk.agent.email) && String(raw).includes('Para todos'),
      ),
    ).toBe(false);
  });

  it('never shows one reader the Message-IDs that speak for another', async () => {
    const id = await quietTicket();
    await reply(desk.app, customer.token, id, 'Sigo esperando');
    const notice = await parseInboundMail((await mailTo(desk.agent.email, id)).raw);
    const { number } = await desk.ticket(id);
    const answered = await desk.receive(
      await rawMail({
        from: customer.email,
        to: desk.support.address,
        subject: `Re: [${number}]`,
        messageId: `own-${id}@client.test`,
      }),
    );
    expect(answered.ticket?.id).toBe(id);
    await reply(desk.app, desk.agent.token, id, 'Aquí la respuesta');
    const { raw } = await mailTo(customer.email, 'la respuesta');
    const answer = await parseInboundMail(raw);
    expect(answer.inReplyTo).toBe(`own-${id}@client.test`);
    expect(answer.references).not.toContain(notice.messageId);
    expect(String(raw)).not.toContain(notice.messageId!.split('.')[0]);
  });

  it('tells a resolution that comes with an answer in one mail', async () => {
    const id = await quietTicket();
    await reply(desk.app, desk.agent.token, id, { body: 'Reinicia y listo', status: 'resolved' });
    const mail = await parseInboundMail((await mailTo(customer.email, 'Reinicia y listo')).raw);
    expect(mail.text).toContain('/tickets/confirm/');
    expect(
      (await desk.outbox())
        .filter(({ to }) => to.includes(customer.email))
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['receipt', 'reply']);
  });

  it('does not let a message break out of its mail', async () => {
    const subject = 'Asunto "con" <b>marcas</b> y más';
    const id = (await openTicket(desk.app, customer.token, { subject })).id;
    await reply(desk.app, desk.agent.token, id, '<script>alert(1)</script> & "comillas"\n.\nFin');
    const mail = await parseInboundMail((await mailTo(customer.email, 'comillas')).raw);
    expect(mail.text).toContain('<script>alert(1)</script> & "comillas"\n.\nFin');
    expect(mail.html).not.toContain('<script>');
    expect(mail.subject).toContain(subject);
  });
});

it('does not answer its own mailboxes', async () => {
  const entry = await desk.receive(await rawMail({ from: desk.support.address, to: desk.support.address }));
  expect(entry).toMatchObject({ state: 'quarantined', reason: 'own_address' });
});

// The two that start another application come last: there is one Passport a process.
it('keeps mails to be read where nothing sends them', async () => {
  const app = await startTestApp();
  try {
    const tenant = await createTenant(app);
    const admin = await createUser(app, tenant, { role: 'admin' });
    const person = await createUser(app, tenant);
    await openTicket(app, person.token, { subject: 'Nadie lo envía' });
    const kept = await until(async () => {
      const [row] = (await app.request({ path: 'outbox/', token: admin.token })).json().results;
      return row?.state === 'kept' && row;
    });
    expect(kept).toMatchObject({ to: [person.email], kind: 'receipt', sent_at: null });
    expect(kept.text).toContain('Nadie lo envía');
  } finally {
    await app.close();
  }
});

it('sends through SMTP_URL where the account names no server, no faster than it may', async () => {
  const env = { SMTP_URL: desk.smtp.url, SMTP_MAILS_PER_MINUTE: '60', SMTP_CONNECTIONS: '2' };
  const app = await startTestApp({ env });
  try {
    const tenant = await createTenant(app);
    const person = await createUser(app, tenant, { email: `por-defecto-${customer.email}` });
    expect(await signIn(app, tenant, person.email)).toBeTruthy();
    await openTicket(app, person.token);
    const mail = await parseInboundMail((await mailTo(person.email)).raw);
    expect(mail.from.address).toBe('noreply@localhost');
    expect(mail.replyTo).toEqual([]);
    // One pace for all tenants together.
    const other = await createTenant(app);
    const people = [person, await createUser(app, other, { email: `otra-${customer.email}` }), person];
    for (const each of people) await openTicket(app, each.token, { subject: 'A su ritmo' });
    const paced = await until(async () => {
      const found = desk.smtp.mails.filter(({ raw }) => /A su ritmo/.test(String(raw)));
      return found.length >= 3 && found;
    });
    expect(paced[2]!.receivedAt.getTime() - paced[0]!.receivedAt.getTime()).toBeGreaterThan(1_600);
  } finally {
    await app.close();
  }
});
