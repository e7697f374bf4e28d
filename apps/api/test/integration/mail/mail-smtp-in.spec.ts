import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@noxdesk/embedded';
import { createTransport } from 'nodemailer';
import { RefusedMails } from '../../../src/modules/mail-ingest/refused-mails.js';
import { rawMail, until } from '../../factories/mail.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';

// Real: PostgreSQL, Redis, the SMTP socket. Not real: the HTTP socket (requests are injected).
let desk: MailDesk;
let port: number;
beforeAll(async () => {
  port = await freePort();
  desk = await startMailDesk({ env: { SMTP_INBOUND_PORT: String(port) } });
});
afterAll(() => desk.close());

const send = async (raw: Buffer, to = desk.support.address, from = 'lucia@cliente.test') => {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false });
  try {
    return await transport.sendMail({ envelope: { from, to }, raw });
  } finally {
    transport.close();
  }
};
const entryOf = (subject: string) =>
  until(async () =>
    (await desk.ledger('?limit=100')).find((row) => row.subject === subject && row.state !== 'stored'),
  );

describe('the SMTP receiver', () => {
  it('answers for a mail once it is in the ledger, and makes a ticket of it', async () => {
    const sent = await send(
      await rawMail({ from: 'lucia@cliente.test', to: 'x@y.test', subject: 'por SMTP' }),
    );
    expect(sent.response).toMatch(/^250/);
    expect((await desk.ledger()).map(({ subject }) => subject)).toContain('por SMTP');
    const entry = await entryOf('por SMTP');
    expect(entry).toMatchObject({ state: 'created', account: { id: desk.support.id } });
    const raw = await desk.app.request({ path: `mail-ledger/${entry.id}/raw/`, token: desk.admin.token });
    expect(raw.body).toMatch(
      /^Return-Path: <lucia@cliente\.test>\r\nDelivered-To: soporte@desk\.test\r\nReceived: from /,
    );
  });

  it('finds the thread by a signed address that only the envelope has', async () => {
    const entry = await entryOf('por SMTP');
    const receipt = await desk.smtp.waitFor(({ to }) => to.includes('lucia@cliente.test'));
    const signed = /^Reply-To: (\S+)\r$/m.exec(String(receipt.raw))![1]!;
    await send(await rawMail({ from: 'lucia@cliente.test', to: 'x@y.test', subject: 'por sobre' }), signed);
    expect(await entryOf('por sobre')).toMatchObject({ state: 'threaded', ticket: entry.ticket });
  });

  it('refuses unknown recipients and what is too large at once', async () => {
    const raw = await rawMail({ from: 'a@b.test', to: 'x@y.test' });
    await expect(send(raw, 'nadie@desk.test')).rejects.toMatchObject({ responseCode: 550 });
    const replies = await dialogue([
      'EHLO test',
      'MAIL FROM:<enorme@cliente.test> SIZE=209715200',
      `RCPT TO:<${desk.support.address}>`,
      'QUIT',
    ]);
    expect(replies).toContainEqual(expect.stringMatching(/^250.SIZE$/));
    expect(replies.find((line) => line.startsWith('552'))).toBe('552 5.3.4 The mail is too large');
    expect(await desk.ledger('?from=enorme@cliente.test')).toEqual([
      expect.objectContaining({
        state: 'recorded',
        reason: 'refused_size',
        account: expect.objectContaining({ address: desk.support.address }),
      }),
    ]);
  });

  it('notes what it refused, once for each sender and hour, and never more than some', async () => {
    const raw = await rawMail({ from: 'perdida@cliente.test', to: 'x@y.test' });
    for (let n = 0; n < 2; n += 1) {
      await expect(send(raw, 'soporet@desk.test', 'perdida@cliente.test')).rejects.toMatchObject({
        responseCode: 550,
      });
    }
    const [note, ...more] = await desk.ledger('?from=perdida@cliente.test');
    expect(more).toEqual([]);
    expect(note).toMatchObject({
      state: 'recorded',
      reason: 'refused_recipient',
      account: null,
      ticket: null,
    });
    const { body } = await desk.app.request({
      path: `mail-ledger/${note!.id}/raw/`,
      token: desk.admin.token,
    });
    expect(body).toMatch(/^Return-Path: <perdida@cliente\.test>\r\nDelivered-To: soporet@desk\.test\r\n/);
    expect(body).toContain('X-Refused: 550 5.1.1');
    for (const what of ['retry', 'ticket', 'discard']) {
      const path = `mail-ledger/${note!.id}/${what}/`;
      expect((await desk.app.request({ method: 'POST', path, token: desk.admin.token })).statusCode).toBe(
        409,
      );
    }
    // Nobody here has to do with the domain.
    await expect(send(raw, 'x@ajeno.test', 'relay@cliente.test')).rejects.toMatchObject({
      responseCode: 550,
    });
    expect(await desk.ledger('?from=relay@cliente.test')).toEqual([]);

    const many = Array.from({ length: 110 }, (_, n) => `RCPT TO:<nadie-${n}@desk.test>`);
    await dialogue(['EHLO test', 'MAIL FROM:<avalancha@cliente.test>', ...many, 'QUIT']);
    const { rows } = await desk.app.database.admin.query<{ refused: number }>(
      `SELECT count(*)::integer AS refused FROM mail_ledger WHERE reason LIKE 'refused_%'`,
    );
    expect(rows[0]!.refused).toBe(100);
    await desk.app.database.admin.query(
      `UPDATE mail_ledger SET received_at = received_at - interval '31 days' WHERE reason LIKE 'refused_%'`,
    );
    await desk.app.app.get(RefusedMails).forget();
    expect(await desk.ledger('?from=avalancha@cliente.test')).toEqual([]);
  });

  it('takes many at a time', async () => {
    const subjects = Array.from({ length: 20 }, (_, n) => `a la vez ${n}`);
    await Promise.all(
      subjects.map(async (subject, n) =>
        send(await rawMail({ from: `p${n}@cliente.test`, to: 'x@y.test', subject })),
      ),
    );
    for (const subject of subjects) expect(await entryOf(subject)).toMatchObject({ state: 'created' });
  });
});

/** Says each line once the one before it was answered. */
async function dialogue(lines: readonly string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const heard: string[] = [];
  const left = [...lines];
  for await (const chunk of socket as AsyncIterable<string>) {
    heard.push(...chunk.trim().split('\r\n'));
    const line = left.shift();
    if (line !== undefined) socket.write(`${line}\r\n`);
  }
  return heard;
}
