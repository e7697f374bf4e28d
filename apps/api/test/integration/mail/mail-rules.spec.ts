import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Notification } from '@noxdesk/contracts';
import { PNG } from '../../factories/files.js';
import { answerTo, bounceOf, createMailAccount, type RawMail, rawMail, until } from '../../factories/mail.js';
import { createUser } from '../../factories/people.js';
import { change, reply } from '../../factories/tickets.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';

// Real: PostgreSQL, Redis, Dovecot, an SMTP server. Not real: the HTTP socket (requests are injected).
let desk: MailDesk;
let people = 0;
let customer: string;

beforeAll(async () => {
  desk = await startMailDesk();
});
afterAll(() => desk.close());
beforeEach(() => {
  customer = `persona-${(people += 1)}@cliente.test`;
});

const mail = (more: Partial<RawMail> = {}) => rawMail({ from: customer, to: desk.support.address, ...more });
const newTicket = async (more: Partial<RawMail> = {}) => {
  const { ticket } = await desk.receive(await mail(more));
  return ticket!.id;
};
const mailTo = (address: string, holds = '') =>
  desk.smtp.waitFor(({ to, raw }) => to.includes(address) && String(raw).includes(holds));
const mailsTo = (address: string) => desk.smtp.mails.filter(({ to }) => to.includes(address)).length;
const answersOf = async (id: string) =>
  (await desk.ticket(id)).messages.filter(({ message_type }) => message_type === 'reply');

describe('a mail that comes twice', () => {
  it('is one message, through one account or two, with other trace headers too', async () => {
    await createMailAccount(desk.app, desk.admin, desk.dovecot, {
      mailbox: 'ventas@desk.test',
      department: 2,
    });
    const raw = await mail({ messageId: '<twice@cliente.test>' });
    const id = (await desk.receive(raw)).ticket!.id;
    const traced = Buffer.concat([
      Buffer.from('Received: from a by b; Mon, 23 Nov 2026 10:00:00 +0000\r\n'),
      raw,
    ]);
    expect(await desk.receive(traced)).toMatchObject({
      state: 'recorded',
      reason: 'duplicate',
      ticket: { id },
    });
    expect(await desk.receive(raw, 'ventas@desk.test')).toMatchObject({ state: 'recorded', ticket: { id } });
    expect(await desk.tickets(`?requester=${customer}`)).toHaveLength(1);
  });

  it('is kept where another content comes under the same Message-ID', async () => {
    await newTicket({ messageId: '<same@cliente.test>', text: 'Uno.' });
    const second = await desk.receive(await mail({ messageId: '<same@cliente.test>', text: 'Dos.' }));
    expect(second.state).toBe('created');
  });

  it('is kept without any Message-ID, sender name or subject', async () => {
    const bare = `From: ${customer}\r\nTo: ${desk.support.address}\r\n\r\nSolo texto.\r\n`;
    const entry = await desk.receive(bare);
    expect(entry).toMatchObject({ state: 'created', message_id: null });
    expect(await desk.ticket(entry.ticket!.id)).toMatchObject({
      subject: '(sin asunto)',
      messages: [expect.objectContaining({ body: 'Solo texto.' })],
    });
  });
});

describe('which thread a mail joins', () => {
  it('joins by a stored Message-ID or the number in the subject, from somebody who takes part', async () => {
    const id = await newTicket({ messageId: '<root@cliente.test>' });
    const { number } = await desk.ticket(id);
    const byId = await desk.receive(await mail({ inReplyTo: '<root@cliente.test>', text: 'Por id.' }));
    expect(byId).toMatchObject({ state: 'threaded', ticket: { id } });
    const bySubject = await desk.receive(
      await mail({ subject: `Re: [${number}] algo`, text: 'Por asunto.' }),
    );
    expect(bySubject).toMatchObject({ state: 'threaded', ticket: { id } });
    expect((await answersOf(id)).map(({ body }) => body).slice(1)).toEqual(['Por id.', 'Por asunto.']);
  });

  it('joins from somebody who was copied', async () => {
    const id = await newTicket({ messageId: '<copied@cliente.test>', cc: 'colega@cliente.test' });
    const entry = await desk.receive(
      await mail({ from: 'colega@cliente.test', inReplyTo: '<copied@cliente.test>', text: 'Yo también.' }),
    );
    expect(entry).toMatchObject({ state: 'threaded', ticket: { id } });
  });

  it('is never somebody else’s: a mail that only claims a ticket opens one of its own', async () => {
    const id = await newTicket({ messageId: '<private@cliente.test>' });
    const { number } = await desk.ticket(id);
    const claims = [
      { inReplyTo: '<private@cliente.test>', references: '<private@cliente.test>' },
      { subject: `Re: [${number}] dámelo` },
      { headers: { 'X-Ticket': number } },
    ];
    for (const claim of claims) {
      const entry = await desk.receive(await mail({ from: 'intruso@otro.test', ...claim }));
      expect(entry.state).toBe('created');
      expect(entry.ticket!.id).not.toBe(id);
    }
    expect(await answersOf(id)).toHaveLength(1);
  });

  it('takes a changed token for no token', async () => {
    const id = await newTicket();
    const receipt = await mailTo(customer);
    const { to } = await answerTo(receipt, { from: customer, text: 'x' });
    const forged = to.replace(/\+(.)/, (_, first: string) => `+${first === 'a' ? 'b' : 'a'}`);
    const entry = await desk.receive(await mail({ from: 'intruso@otro.test', to: forged }));
    expect(entry.ticket!.id).not.toBe(id);
  });

  it('lets whoever holds a right token write, as the person they are', async () => {
    const id = await newTicket();
    const answer = await answerTo(await mailTo(customer), {
      from: 'otra@cliente.test',
      text: 'Escribo por ella.',
    });
    expect(await desk.receive(answer.raw)).toMatchObject({ state: 'threaded', ticket: { id } });
    const last = (await answersOf(id)).at(-1)!;
    expect(last.author).toMatchObject({ name: 'otra@cliente.test', kind: 'customer' });
    // Agents are told that it is not the person the address was given to; customers are not.
    const stranger = await createUser(desk.app, desk.tenant, { role: 'customer' });
    expect((await answersOf(id)).map((message) => message.stranger)).toEqual([false, true]);
    await desk.app.database.admin.query('UPDATE tickets SET requester_id = $2 WHERE id = $1', [
      id,
      stranger.id,
    ]);
    const seen = await desk.app.request({ path: `tickets/${id}/`, token: stranger.token });
    expect(seen.statusCode).toBe(200);
    expect(seen.body).not.toContain('stranger"');
  });

  it('does not take a confirmation word without our token for a confirmation', async () => {
    const id = await newTicket({ messageId: '<word@cliente.test>' });
    await change(desk.app, desk.agent.token, id, { status: 'resolved' });
    await desk.receive(await mail({ inReplyTo: '<word@cliente.test>', text: 'Confirmo' }));
    expect((await desk.ticket(id)).status).toBe('open');
  });

  it('waits for the mail it answers, when both come at once', async () => {
    const first = await mail({ messageId: '<pair-1@cliente.test>', text: 'Uno.' });
    const second = await mail({ inReplyTo: '<pair-1@cliente.test>', text: 'Dos.' });
    await Promise.all([desk.dovecot.deliver(desk.support.address, first)]);
    await desk.dovecot.deliver(desk.support.address, second);
    const [ticket] = await until(async () => {
      const tickets = await desk.tickets(`?requester=${customer}`);
      return tickets.length > 0 && (await answersOf(tickets[0]!.id)).length === 2 && tickets;
    });
    expect((await answersOf(ticket!.id)).map(({ body }) => body)).toEqual(['Uno.', 'Dos.']);
  });
});

describe('what a message shows', () => {
  it('is the writer’s own part of the HTML, with the quoted part behind a fold', async () => {
    const id = await newTicket();
    const html =
      '<div>Sigue <b>sin ir</b>.</div><blockquote type="cite"><p>¿Va <i>ya</i>?</p><script>x</script></blockquote>';
    await desk.receive(
      await mail({
        inReplyTo: '<none@x.test>',
        text: '',
        html,
        subject: `Re: [${(await desk.ticket(id)).number}]`,
      }),
    );
    const last = (await answersOf(id)).at(-1)!;
    expect(last).toMatchObject({ body: 'Sigue sin ir.', body_html: '<div>Sigue <b>sin ir</b>.</div>' });
    expect(last.quoted_html).toBe('<blockquote type="cite"><p>¿Va <i>ya</i>?</p></blockquote>');
  });

  it('has its images in place, safe HTML, and remote images held back', async () => {
    const html = `<p onclick="x()">Mira: <img src="cid:foto@x"> <img src="https://spy.test/p.gif"></p><script>x()</script>`;
    const id = await newTicket({
      text: 'Mira:',
      html,
      attachments: [{ filename: 'foto.png', contentType: 'image/png', content: PNG, cid: 'foto@x' }],
    });
    const [message] = await answersOf(id);
    const [file] = message!.attachments;
    expect(message!.body_html).toContain(`<img src="${file!.url}">`);
    expect(message!.body_html).toContain('data-remote-src="https://spy.test/p.gif"');
    expect(message!.body_html).not.toMatch(/script|onclick| src="https/);
  });

  it('is the whole mail where the writer adds nothing of their own', async () => {
    const text = '---------- Forwarded message ----------\nFrom: x@y.test\nSubject: z\n\nLo de ayer.';
    const [message] = await answersOf(await newTicket({ text }));
    expect(message!.body).toContain('Lo de ayer.');
  });
});

describe('an agent’s mail', () => {
  it('waits in quarantine without a token of that agent, and another agent’s token does not help', async () => {
    const id = await newTicket({ messageId: '<agent@cliente.test>' });
    const claim = await desk.receive(
      await mail({ from: desk.agent.email, inReplyTo: '<agent@cliente.test>' }),
    );
    expect(claim).toMatchObject({ state: 'quarantined', reason: 'agent_without_token', ticket: { id } });
    const stolen = await answerTo(await mailTo(customer), { from: desk.agent.email, text: 'Hola.' });
    expect(await desk.receive(stolen.raw)).toMatchObject({ state: 'quarantined' });
    expect(await answersOf(id)).toHaveLength(1);
  });
});

describe('what machines send', () => {
  it('records a vacation notice on its thread, without a ticket, a message or a mail', async () => {
    const id = await newTicket({ messageId: '<away@cliente.test>' });
    await reply(desk.app, desk.agent.token, id, 'Hola.');
    const sent = await mailTo(customer, 'Hola.');
    const before = desk.smtp.mails.length;
    const notice = await answerTo(sent, {
      from: customer,
      text: 'Estoy de vacaciones.',
      headers: { 'Auto-Submitted': 'auto-replied' },
    });
    expect(await desk.receive(notice.raw)).toMatchObject({
      state: 'recorded',
      reason: 'auto_reply',
      ticket: { id },
    });
    expect(await answersOf(id)).toHaveLength(2);
    expect(desk.smtp.mails.length).toBe(before);
  });

  it('shows a bounce at the message that bounced', async () => {
    const id = await newTicket();
    await reply(desk.app, desk.agent.token, id, 'Inalcanzable.');
    const sent = await mailTo(customer, 'Inalcanzable');
    await until(async () => (await answersOf(id)).at(-1)!.delivery?.state === 'sent');
    const entry = await desk.receive(await bounceOf(sent.raw, customer));
    expect(entry).toMatchObject({ state: 'recorded', reason: 'bounce', ticket: { id } });
    expect((await answersOf(id)).at(-1)!.delivery).toEqual({
      state: 'bounced',
      reason: expect.stringContaining('5.1.1'),
    });
    const own = await createUser(desk.app, desk.tenant);
    expect((await desk.app.request({ path: `tickets/${id}/`, token: own.token })).statusCode).toBe(404);
  });

  it('does not take a delay for a bounce', async () => {
    const id = await newTicket();
    await reply(desk.app, desk.agent.token, id, 'Demorada.');
    const sent = await mailTo(customer, 'Demorada');
    await until(async () => (await answersOf(id)).at(-1)!.delivery?.state === 'sent');
    const entry = await desk.receive(
      await bounceOf(sent.raw, customer, { action: 'delayed', status: '4.4.1' }),
    );
    expect(entry).toMatchObject({ state: 'recorded', reason: 'delivery_delayed', ticket: { id } });
    expect((await answersOf(id)).at(-1)!.delivery!.state).toBe('sent');
  });

  it('records our own mail that comes back', async () => {
    const id = await newTicket();
    const receipt = await mailTo(customer);
    expect(await desk.receive(receipt.raw)).toMatchObject({
      state: 'recorded',
      reason: 'own_mail',
      ticket: { id },
    });
  });

  it('opens a ticket for other automatic mail, and sends it no receipt', async () => {
    const entry = await desk.receive(await mail({ headers: { 'Auto-Submitted': 'auto-generated' } }));
    expect(entry.state).toBe('created');
    await newTicket({ from: `otra-${customer}` });
    await mailTo(`otra-${customer}`);
    expect(mailsTo(customer)).toBe(0);
  });
});

describe('mail that cannot be dealt with', () => {
  it('waits with its reason and its raw bytes, and stops nothing behind it', async () => {
    const poison = Buffer.from('Subject: =?utf-8?B?////?=\r\n\r\n\0\xff\xfe no sender at all', 'latin1');
    const held = await desk.receive(poison);
    expect(held).toMatchObject({ state: 'quarantined', reason: 'no_sender', ticket: null });
    await newTicket();
    const raw = await desk.app.request({ path: `mail-ledger/${held.id}/raw/`, token: desk.admin.token });
    expect(raw.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(raw.rawPayload.subarray(-poison.length).toString('latin1')).toContain('no sender at all');
    const one = await desk.app.request({ path: `mail-ledger/${held.id}/`, token: desk.admin.token });
    expect(one.json()).toEqual(held);
  });

  it('is processed again on request, once what was in the way is gone', async () => {
    const user = await createUser(desk.app, desk.tenant, { email: customer, canAccessTicketing: false });
    const held = await desk.receive(await mail());
    expect(held).toMatchObject({ state: 'quarantined', reason: 'sender_not_allowed' });
    await desk.app.database.admin.query('UPDATE users SET can_access_ticketing = true WHERE id = $1', [
      user.id,
    ]);
    const retry = () =>
      desk.app.request({ method: 'POST', path: `mail-ledger/${held.id}/retry/`, token: desk.admin.token });
    expect((await retry()).json()).toMatchObject({ id: held.id, state: 'stored', reason: null });
    await until(async () =>
      (await desk.ledger()).find(({ id, state }) => id === held.id && state === 'created'),
    );
    expect((await retry()).statusCode).toBe(409);
    expect(await desk.tickets(`?requester=${customer}`)).toHaveLength(1);
  });

  it('becomes a ticket, or nothing, when an admin says so', async () => {
    const post = (id: string, what: string) =>
      desk.app.request({ method: 'POST', path: `mail-ledger/${id}/${what}/`, token: desk.admin.token });
    const id = await newTicket({ messageId: '<quarantined@cliente.test>' });
    const claim = async () =>
      (await desk.receive(await mail({ from: desk.agent.email, inReplyTo: '<quarantined@cliente.test>' })))
        .id;
    const [wanted, unwanted] = [await claim(), await claim()];
    expect((await post(wanted, 'ticket')).statusCode).toBe(202);
    const opened = await until(async () =>
      (await desk.ledger()).find((row) => row.id === wanted && row.state === 'created'),
    );
    expect(opened.ticket!.id).not.toBe(id);
    expect((await post(unwanted, 'discard')).json()).toMatchObject({
      state: 'recorded',
      reason: 'discarded',
    });
    expect((await post(unwanted, 'discard')).statusCode).toBe(409);
    expect((await post(unwanted, 'ticket')).statusCode).toBe(409);
  });

  it('holds back a sender beyond the flood limit; an admin can let a mail through', async () => {
    await desk.app.request({
      method: 'PATCH',
      path: 'settings/',
      token: desk.admin.token,
      body: { mail_flood_limit: 2 },
    });
    await newTicket();
    await newTicket();
    const third = await desk.receive(await mail());
    expect(third).toMatchObject({ state: 'quarantined', reason: 'flood' });
    const { number } = (await desk.tickets(`?requester=${customer}`))[0]!;
    const again = async () => desk.receive(await mail({ subject: `[${number}] otra vez` }));
    expect([(await again()).state, (await again()).state]).toEqual(['threaded', 'threaded']);
    expect(await again()).toMatchObject({ state: 'quarantined', reason: 'loop', ticket: { number } });
    // Agents are told of the first of each kind, not of every one.
    expect((await desk.receive(await mail())).reason).toBe('flood');
    const bell = await desk.app.request({ path: 'notifications/?limit=100', token: desk.admin.token });
    const held = bell.json<{ results: Notification[] }>().results.filter(({ kind }) => kind === 'mail_held');
    expect(held.filter(({ data }) => data.sender === customer)).toMatchObject([
      { data: { reason: 'loop' }, ticket: { number } },
      { data: { reason: 'flood' }, ticket: null },
    ]);
    const path = `mail-ledger/${third.id}/retry/`;
    await desk.app.request({ method: 'POST', path, token: desk.admin.token });
    await until(async () =>
      (await desk.ledger()).find(({ id, state }) => id === third.id && state === 'created'),
    );
    await desk.app.request({
      method: 'PATCH',
      path: 'settings/',
      token: desk.admin.token,
      body: { mail_flood_limit: 60 },
    });
  });
});

describe('the ledger', () => {
  it('is found by Message-ID, state and account, and only by admins', async () => {
    await newTicket({ messageId: '<where-did-it-go@cliente.test>' });
    const found = await desk.ledger(`?message_id=${encodeURIComponent('<where-did-it-go@cliente.test>')}`);
    expect(found).toEqual([
      expect.objectContaining({ message_id: 'where-did-it-go@cliente.test', from: customer }),
    ]);
    expect((await desk.ledger(`?state=created&account=${desk.support.id}`)).length).toBeGreaterThan(0);
    expect(await desk.ledger('?state=failed')).toEqual([]);
    const named = (query: Record<string, string>) => desk.ledger(`?${new URLSearchParams(query)}`);
    const ids = found.map(({ id }) => id);
    const { received_at: at } = found[0]!;
    const idsOf = async (query: Record<string, string>) => (await named(query)).map(({ id }) => id);
    expect(await idsOf({ from: customer.toUpperCase() })).toEqual(ids);
    expect(await idsOf({ from: customer.slice(0, -5) })).toEqual(ids);
    expect(await idsOf({ from: customer, subject: found[0]!.subject!.toUpperCase() })).toEqual(ids);
    expect(await idsOf({ from: customer, received_after: at })).toEqual(ids);
    expect(await idsOf({ from: customer, received_before: at })).toEqual([]);
    expect(await idsOf({ from: customer, subject: 'nada de eso' })).toEqual([]);
    const start = await desk.app.request({
      path: `mail-ledger/${ids[0]}/raw/?bytes=20`,
      token: desk.admin.token,
    });
    expect(start.rawPayload).toHaveLength(20);
    const unknown = await desk.app.request({ path: 'mail-ledger/?state=lost', token: desk.admin.token });
    expect(unknown.statusCode).toBe(422);
    for (const path of [
      'mail-ledger/',
      `mail-ledger/${found[0]!.id}/`,
      `mail-ledger/${found[0]!.id}/raw/`,
      'outbox/',
    ]) {
      expect((await desk.app.request({ path, token: desk.agent.token })).statusCode).toBe(403);
      expect((await desk.app.request({ path })).statusCode).toBe(401);
    }
  });

  it('is paged, newest first', async () => {
    const all = await desk.ledger('?limit=100');
    const pages: string[] = [];
    for (let path: string | null = 'mail-ledger/?limit=7'; path !== null;) {
      const answer: { results: { id: string }[]; next: string | null } = (
        await desk.app.request({ path, token: desk.admin.token })
      ).json();
      pages.push(...answer.results.map(({ id }) => id));
      path = answer.next;
    }
    expect(pages.slice(0, all.length)).toEqual(all.map(({ id }) => id));
  });
});
