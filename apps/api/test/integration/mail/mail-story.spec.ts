import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parseInboundMail } from '@noxdesk/mail';
import { PDF, PNG } from '../../factories/files.js';
import { answerTo, rawMail, until } from '../../factories/mail.js';
import { change } from '../../factories/tickets.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';
import { BOUNDARY, formBody } from '../../support/multipart.js';

// Real: PostgreSQL, Redis, Dovecot, an SMTP server. Not real: the HTTP socket (requests are injected).
let desk: MailDesk;
beforeAll(async () => {
  desk = await startMailDesk();
});
afterAll(() => desk.close());

it('walks a request from mail to ticket, to the mailed answer, to the reply in the thread, to the end', async () => {
  const { app, agent, smtp } = desk;

  // A customer nobody knows yet writes, with two files.
  const entry = await desk.receive(
    await rawMail({
      from: 'Lucía Ñáñez <lucia@cliente.test>',
      to: 'soporte@desk.test',
      cc: 'jefa@cliente.test',
      subject: 'La impresora no imprime',
      text: 'Buenos días:\n\nLa impresora de recepción no imprime.',
      messageId: '<first@cliente.test>',
      attachments: [
        { filename: 'factura nº 7.pdf', contentType: 'application/pdf', content: PDF },
        { filename: 'foto.png', contentType: 'image/png', content: PNG },
        { filename: 'macro.exe', contentType: 'application/octet-stream', content: 'MZ' },
      ],
    }),
  );
  expect(entry).toMatchObject({
    state: 'created',
    message_id: 'first@cliente.test',
    from: 'lucia@cliente.test',
  });
  const id = entry.ticket!.id;
  const opened = await desk.ticket(id);
  expect(opened).toMatchObject({
    subject: 'La impresora no imprime',
    status: 'new',
    channel: 'email',
    requester: { name: 'Lucía Ñáñez', email: 'lucia@cliente.test' },
    organization: null,
    department: { id: 1 },
  });
  expect(opened.messages[0]).toMatchObject({
    body: 'Buenos días:\n\nLa impresora de recepción no imprime.',
    author: { name: 'Lucía Ñáñez', kind: 'customer' },
    cc: ['jefa@cliente.test'],
    withheld: [{ filename: 'macro.exe', reason: 'file_type' }],
  });
  expect(opened.messages[0]!.attachments.map(({ filename }) => filename)).toEqual([
    'factura nº 7.pdf',
    'foto.png',
  ]);

  // She is told that it has arrived, and her own mail program sees one conversation.
  const receipt = await smtp.waitFor(({ to }) => to.includes('lucia@cliente.test'));
  const told = await parseInboundMail(receipt.raw);
  expect(told.subject).toBe(`[${opened.number}] La impresora no imprime`);
  expect(told).toMatchObject({ inReplyTo: 'first@cliente.test', autoReply: true });
  expect(String(receipt.raw)).toMatch(/^Auto-Submitted: auto-replied\r$/m);

  // An agent answers with a file.
  const answered = await app.request({
    method: 'POST',
    path: `tickets/${id}/reply/`,
    token: agent.token,
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: formBody([
      ['body', 'Hola, Lucía:\n\npruebe a reiniciarla.'],
      ['attachments', PDF, 'manual.pdf'],
    ]),
  });
  expect(answered.statusCode).toBe(201);
  const isAnswer = (raw: Buffer) => String(raw).includes('manual.pdf');
  const sent = await smtp.waitFor(({ to, raw }) => to.includes('lucia@cliente.test') && isAnswer(raw));
  const answer = await parseInboundMail(sent.raw);
  expect(answer).toMatchObject({
    subject: `[${opened.number}] La impresora no imprime`,
    from: { name: 'Ana Agente (Soporte Técnico)', address: 'soporte@desk.test' },
    automatic: false,
  });
  expect(answer.references).toEqual(['first@cliente.test', told.messageId]);
  expect(answer.text).toContain('pruebe a reiniciarla');
  expect(answer.html).toContain('pruebe a reiniciarla');
  expect(answer.replyTo[0]!.address).toMatch(/^soporte\+[a-z2-7]+@desk\.test$/);
  expect(Buffer.from(answer.attachments[0]!.content)).toEqual(PDF);
  // Whoever was copied is told as well, with a reply address of their own.
  const copy = await smtp.waitFor(({ to, raw }) => to.includes('jefa@cliente.test') && isAnswer(raw));
  expect((await parseInboundMail(copy.raw)).replyTo[0]).not.toEqual(answer.replyTo[0]);

  // The ticket waits for her; her mailed reply opens it again, and shows her own words.
  await change(app, agent.token, id, { status: 'pending' });
  const reply = await answerTo(sent, { from: 'lucia@cliente.test', text: 'Sigue sin imprimir.' });
  const second = await desk.receive(reply.raw);
  expect(second).toMatchObject({ state: 'threaded', ticket: { id } });
  const reopened = await desk.ticket(id);
  expect(reopened.status).toBe('open');
  const last = reopened.messages.findLast(({ message_type }) => message_type === 'reply')!;
  expect(last).toMatchObject({ body: 'Sigue sin imprimir.', author: { kind: 'customer' }, channel: 'email' });
  expect(last.quoted).toContain('pruebe a reiniciarla');
  // The agent is told.
  const notice = await smtp.waitFor(
    ({ to, raw }) => to.includes('ana@agents.test') && /customer|respuesta/i.test(String(raw)),
  );
  expect(String(notice.raw)).toMatch(/^Auto-Submitted: auto-generated\r$/m);

  // The agent answers that notice by mail: it counts as a public reply.
  const byMail = await answerTo(notice, { from: 'ana@agents.test', text: 'Le envío un técnico.' });
  expect(await desk.receive(byMail.raw)).toMatchObject({ state: 'threaded', ticket: { id } });
  const technician = await smtp.waitFor(
    ({ to, raw }) => to.includes('lucia@cliente.test') && /t=C3=A9cnico|técnico/.test(String(raw)),
  );
  expect((await desk.ticket(id)).messages.at(-1)).toMatchObject({
    body: 'Le envío un técnico.',
    author: { id: agent.id, kind: 'agent' },
  });

  // It is resolved; she confirms with one word, by the signed address.
  await change(app, agent.token, id, { status: 'resolved' });
  const resolution = await smtp.waitFor(
    ({ to, raw }) => to.includes('lucia@cliente.test') && String(raw).includes('/tickets/confirm/'),
  );
  expect(String(resolution.raw)).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  const word = await answerTo(technician, { from: 'lucia@cliente.test', text: '¡Solucionado!' });
  await desk.receive(word.raw);
  expect((await desk.ticket(id)).status).toBe('closed');

  // What went out says so on the message that it carried.
  await until(async () => (await desk.outbox()).every(({ state }) => state === 'sent'));
  expect(new Set((await desk.outbox()).map(({ kind }) => kind))).toEqual(
    new Set(['receipt', 'reply', 'customer_reply', 'resolved']),
  );
}, 60_000);

it('closes a resolved ticket by the link of its mail, which only looks until the button is pressed', async () => {
  const { app, agent, smtp } = desk;
  const entry = await desk.receive(await rawMail({ from: 'pepe@cliente.test', to: 'soporte@desk.test' }));
  const id = entry.ticket!.id;
  await change(app, agent.token, id, { status: 'resolved' });
  const mail = await smtp.waitFor(
    ({ to, raw }) => to.includes('pepe@cliente.test') && String(raw).includes('/tickets/confirm/'),
  );
  const { text } = await parseInboundMail(mail.raw);
  const token = /\/tickets\/confirm\/(\S+)/.exec(text)![1]!;
  const look = await app.request({ path: `confirmations/${token}/` });
  expect(look.json()).toMatchObject({ ticket: { number: entry.ticket!.number }, state: 'confirmable' });
  expect((await desk.ticket(id)).status).toBe('resolved');
  const press = await app.request({ method: 'POST', path: `confirmations/${token}/` });
  expect(press.json()).toMatchObject({ state: 'confirmed' });
  expect((await desk.ticket(id)).status).toBe('closed');
  const forged = await app.request({ method: 'POST', path: `confirmations/1-${'a'.repeat(45)}/` });
  expect(forged.statusCode).toBe(404);
});

it('marks, moves or deletes on the server what it has stored', async () => {
  const { dovecot } = desk;
  await until(async () =>
    (await dovecot.read('soporte@desk.test')).every(({ flags }) => flags.includes('\\Seen')),
  );
});
