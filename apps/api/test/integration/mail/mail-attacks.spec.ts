import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseInboundMail } from '@noxdesk/mail';
import { answerTo, rawMail, until } from '../../factories/mail.js';
import { createUser, type TestUser } from '../../factories/people.js';
import { openTicket, reply } from '../../factories/tickets.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';
import type { ReceivedMail } from '../../support/services/smtp.js';

// From the attacker's side. Real: PostgreSQL, Redis, Dovecot, an SMTP server. Not real: the HTTP socket.
let desk: MailDesk;

beforeAll(async () => {
  desk = await startMailDesk();
});
afterAll(() => desk.close());

const VICTIM = 'victim@evil.test';
const mailTo = (address: string, holds = '') =>
  desk.smtp.waitFor(({ to, raw }) => to.includes(address) && String(raw).includes(holds), 20_000);
/** The header section as its lines, folded ones joined (RFC 5322 §2.2.3). */
const fieldsOf = ({ raw }: ReceivedMail) =>
  String(raw)
    .split('\r\n\r\n')[0]!
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');

/** Nothing but the fields we write, each once, one line each; and nobody but the recipient in the envelope. */
function expectUntouched(mail: ReceivedMail, recipient: string): void {
  expect(mail.to).toEqual([recipient]);
  const names = fieldsOf(mail).map((line) => /^([A-Za-z-]+): /.exec(line)?.[1] ?? `not a field: ${line}`);
  const ours = [
    ...['From', 'To', 'Cc', 'Reply-To', 'In-Reply-To', 'References', 'Subject', 'Message-ID', 'Date'],
    ...[
      'Auto-Submitted',
      'X-Auto-Response-Suppress',
      'MIME-Version',
      'Content-Type',
      'Content-Transfer-Encoding',
    ],
  ];
  expect(names.filter((name) => !ours.includes(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(String(mail.raw)).not.toMatch(/^Bcc:/im);
}

describe('somebody who wants a header field of their own in our mails', () => {
  const BREAKS = [
    '\r\nBcc: victim@evil.test',
    '\nBcc: victim@evil.test',
    '\rBcc: victim@evil.test',
    '\u2028Bcc: x@y.test',
  ];

  it.each(BREAKS)('does not get it by the subject of a ticket: %j', async (evil) => {
    const customer = await createUser(desk.app, desk.tenant);
    const made = await desk.app.request({
      method: 'POST',
      path: 'tickets/',
      token: customer.token,
      body: { subject: `Ayuda${evil}`, department: 1, messages: [{ body: 'x' }] },
    });
    expect([201, 422]).toContain(made.statusCode);
    if (made.statusCode === 201) expectUntouched(await mailTo(customer.email), customer.email);
  });

  it.each(BREAKS)('does not get it by their name: %j', async (evil) => {
    const customer = await createUser(desk.app, desk.tenant);
    const named = await desk.app.request({
      method: 'PATCH',
      path: 'me/',
      token: customer.token,
      body: { name: `Eva${evil}` },
    });
    expect([200, 422]).toContain(named.statusCode);
    await openTicket(desk.app, customer.token);
    expectUntouched(await mailTo(customer.email), customer.email);
  });

  it.each([
    'x@y.test\r\nBcc: victim@evil.test',
    'x@y.test, victim@evil.test',
    '<x@y.test>',
    'x\u0000@y.test',
  ])('does not get it by an address to copy: %j', async (cc) => {
    const customer = await createUser(desk.app, desk.tenant);
    const { id } = await openTicket(desk.app, customer.token);
    const answer = await desk.app.request({
      method: 'POST',
      path: `tickets/${id}/reply/`,
      token: desk.agent.token,
      body: { body: 'Hola', cc: [cc] },
    });
    expect(answer.statusCode).toBe(422);
  });

  it('does not get it by a mail whose encoded words hold line breaks', async () => {
    const from = 'encoded@cliente.test';
    const breaks = '=?utf-8?Q?Hola=0D=0ABcc:_victim@evil.test=0D=0A=0D=0ACuerpo?=';
    const raw = [
      `From: =?utf-8?Q?Eva=0D=0ABcc:_victim@evil.test?= <${from}>`,
      `To: ${desk.support.address}`,
      `Cc: =?utf-8?Q?Otro=0D=0ABcc:_victim@evil.test?= <copia@cliente.test>`,
      `Subject: ${breaks}`,
      'Message-ID: <evil@cliente.test>',
      'References: <a@b.test>\r\n <c@d.test>',
      'Date: Mon, 23 Nov 2026 10:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'No funciona.',
      '',
    ].join('\r\n');
    expect(await desk.receive(raw)).toMatchObject({ state: 'created' });
    expectUntouched(await mailTo(from), from);
    const [ticket] = await desk.tickets(`?requester=${from}`);
    await reply(desk.app, desk.agent.token, ticket!.id, { body: 'Mirando', cc: ['copia@cliente.test'] });
    for (const to of [from, 'copia@cliente.test']) expectUntouched(await mailTo(to, 'Mirando'), to);
    expect(desk.smtp.mails.some(({ to }) => to.includes(VICTIM))).toBe(false);
  });

  it('does not get it by the name of the tenant', async () => {
    const customer = await createUser(desk.app, desk.tenant);
    const look = { name: 'Acme\r\nBcc: victim@evil.test' };
    await desk.app.request({ method: 'PATCH', path: 'appearance/', token: desk.admin.token, body: look });
    await desk.app.request({
      method: 'POST',
      path: 'auth/password/forgot/',
      body: { email: customer.email },
    });
    expectUntouched(await mailTo(customer.email, 'reset'), customer.email);
    await desk.app.request({
      method: 'PATCH',
      path: 'appearance/',
      token: desk.admin.token,
      body: { name: 'Acme' },
    });
  });

  it('does not get a second mail by a line with a single dot', async () => {
    const customer = await createUser(desk.app, desk.tenant);
    const { id } = await openTicket(desk.app, customer.token);
    const before = (await until(async () => desk.smtp.mails.length || null))!;
    const smuggled = `Punto\r\n.\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<${VICTIM}>\r\nDATA\r\nHola\r\n.\r\nFin`;
    for (const text of [smuggled, smuggled.replace(/\r\n/g, '\n')]) {
      await reply(desk.app, desk.agent.token, id, text);
    }
    await until(async () => desk.smtp.mails.filter(({ raw }) => String(raw).includes('Punto')).length === 2);
    expect(desk.smtp.mails.length).toBeGreaterThan(before);
    expect(desk.smtp.mails.some(({ to }) => to.includes(VICTIM))).toBe(false);
  });
});

describe('somebody who has got hold of a mail that was not for them', () => {
  let customer: TestUser;
  beforeAll(async () => {
    customer = await createUser(desk.app, desk.tenant, { email: 'duena@cliente.test', name: 'Dueña' });
  });
  const authors = async (ticketId: string, body: string) =>
    (await desk.ticket(ticketId)).messages.filter((one) => one.body === body).map(({ author }) => author);

  it('does not speak as an agent by an agent’s token', async () => {
    const { id } = await openTicket(desk.app, customer.token, { subject: 'Del agente' });
    await reply(desk.app, customer.token, id, 'Siguen los fallos');
    const toAgent = await mailTo(desk.agent.email, id);
    const { raw } = await answerTo(toAgent, { from: 'intruso@evil.test', text: 'Está resuelto, cierra.' });
    await desk.receive(raw);
    expect((await authors(id, 'Está resuelto, cierra.')).every(({ kind }) => kind === 'customer')).toBe(true);
    expect((await desk.ticket(id)).status).not.toBe('closed');
  });

  it('does not reach another ticket by changing the number beside a token', async () => {
    const one = await openTicket(desk.app, customer.token, { subject: 'Con token' });
    const receipt = await mailTo(customer.email, 'Con token');
    const someoneElse = await createUser(desk.app, desk.tenant);
    const other = await openTicket(desk.app, someoneElse.token, { subject: 'De otra persona' });
    const { replyTo } = await parseInboundMail(receipt.raw);
    const raw = await rawMail({
      from: customer.email,
      to: replyTo[0]!.address,
      subject: `Re: [${other.number}] De otra persona`,
      text: 'Por el número',
    });
    await desk.receive(raw);
    expect(await authors(one.id, 'Por el número')).toHaveLength(1);
    expect(await authors(other.id, 'Por el número')).toHaveLength(0);
  });

  it('confirms nothing by the word, without the token of the requester', async () => {
    const { id } = await openTicket(desk.app, customer.token, { subject: 'Por confirmar' });
    await desk.app.request({
      method: 'PATCH',
      path: `tickets/${id}/`,
      token: desk.agent.token,
      body: { status: 'resolved' },
    });
    const resolved = await mailTo(customer.email, 'confirm/');
    const { raw } = await answerTo(resolved, { from: 'intruso@evil.test', text: 'confirmo' });
    await desk.receive(raw);
    expect((await desk.ticket(id)).status).not.toBe('closed');
  });
});
