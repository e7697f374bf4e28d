import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LedgerEntry } from '@noxdesk/contracts';
import { freePort } from '@noxdesk/embedded';
import { createTransport } from 'nodemailer';
import { BlobStore, BlobStoreError } from '../../../src/platform/storage/blob-store.js';
import { createMailAccount, rawMail, until } from '../../factories/mail.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';

// Real: PostgreSQL, Redis, Dovecot, SMTP sockets. Not real: a disk that is full (the store says so), and the HTTP socket
// (requests are injected).
const KIB = 1024;
const folder = mkdtempSync(join(tmpdir(), 'noxdesk-limits-'));
let desk: MailDesk;
let port: number;
beforeAll(async () => {
  chmodSync(folder, 0o700);
  port = await freePort();
  desk = await startMailDesk({
    env: {
      SMTP_INBOUND_PORT: String(port),
      MAIL_MAX_BYTES: String(256 * KIB),
      STORAGE_URL: `file:${folder}`,
    },
  });
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const sized = (subject: string, kib: number, to: string) =>
  rawMail({ from: 'a@cliente.test', to, subject, text: 'línea de relleno\n'.repeat((kib * KIB) / 17) });
const entryOf = (subject: string) =>
  until(async () =>
    (await desk.ledger('?limit=100')).find((row) => row.subject === subject && row.state !== 'stored'),
  );
const send = async (raw: Buffer, to = desk.support.address) => {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false });
  try {
    return await transport.sendMail({ envelope: { from: 'a@cliente.test', to }, raw });
  } finally {
    transport.close();
  }
};

describe('a mail that is larger than is taken in', () => {
  it.each(['imap', 'pop3'] as const)(
    'is noted, and left on the server as it is, by %s; those behind it come in',
    async (protocol) => {
      const mailbox = `grande-${protocol}@desk.test`;
      await createMailAccount(desk.app, desk.admin, desk.dovecot, {
        mailbox,
        protocol,
        port: desk.dovecot.ports[protocol],
        after_import: 'delete',
        max_bytes: 100 * KIB,
      });
      await desk.dovecot.deliver(mailbox, await sized(`${protocol} grande`, 150, mailbox));
      await desk.dovecot.deliver(mailbox, await sized(`${protocol} pequeño`, 20, mailbox));
      const large = await entryOf(`${protocol} grande`);
      expect(large).toMatchObject({ state: 'quarantined', reason: 'too_large', from: 'a@cliente.test' });
      expect(await entryOf(`${protocol} pequeño`)).toMatchObject({ state: 'created' });
      await until(async () => (await desk.dovecot.read(mailbox)).length === 1);
      const [left] = await desk.dovecot.read(mailbox);
      expect(left!.flags).not.toContain('\\Seen');
      expect(left!.raw.length).toBeGreaterThan(150 * KIB);
      const raw = await desk.app.request({ path: `mail-ledger/${large.id}/raw/`, token: desk.admin.token });
      expect(raw.rawPayload.length).toBeLessThan(130 * KIB);
      // It stays a single entry, however often the mailbox is read.
      await desk.dovecot.deliver(mailbox, await sized(`${protocol} después`, 1, mailbox));
      await entryOf(`${protocol} después`);
      const entries = (await desk.ledger('?limit=100')).filter(
        ({ subject }) => subject === `${protocol} grande`,
      );
      expect(entries).toHaveLength(1);
      // While the limit stays it is asked for in vain; once it is raised, the whole mail comes.
      const retry = () =>
        desk.app.request({ method: 'POST', path: `mail-ledger/${large.id}/retry/`, token: desk.admin.token });
      expect((await retry()).statusCode).toBe(202);
      expect(await entryOf(`${protocol} grande`)).toMatchObject({
        state: 'quarantined',
        reason: 'too_large',
      });
      expect(await desk.dovecot.read(mailbox)).toHaveLength(1);
      const account = await desk.app.request({
        method: 'PATCH',
        path: `mail-accounts/${large.account!.id}/`,
        token: desk.admin.token,
        body: { max_bytes: null },
      });
      expect(account.statusCode).toBe(200);
      expect((await retry()).json()).toMatchObject({ state: 'stored', reason: 'refetch' });
      expect(await entryOf(`${protocol} grande`)).toMatchObject({ id: large.id, state: 'created' });
      await until(async () => (await desk.dovecot.read(mailbox)).length === 0);
      expect((await retry()).statusCode).toBe(409);
      const whole = await desk.app.request({
        path: `mail-ledger/${large.id}/raw/`,
        token: desk.admin.token,
      });
      expect(whole.rawPayload.length).toBeGreaterThan(150 * KIB);
    },
  );

  it('stays in its mailbox when nobody wants it here, and where it went away meanwhile, that is said', async () => {
    const mailbox = 'grande-aparte@desk.test';
    const { id: account } = await createMailAccount(desk.app, desk.admin, desk.dovecot, {
      mailbox,
      protocol: 'pop3',
      port: desk.dovecot.ports.pop3,
      after_import: 'delete',
      max_bytes: 100 * KIB,
    });
    const act = (id: string, what: 'retry' | 'discard' | 'ticket') =>
      desk.app.request({ method: 'POST', path: `mail-ledger/${id}/${what}/`, token: desk.admin.token });
    await desk.dovecot.deliver(mailbox, await sized('no lo quiero', 150, mailbox));
    const unwanted = await entryOf('no lo quiero');
    expect((await act(unwanted.id, 'ticket')).statusCode).toBe(409);
    expect((await act(unwanted.id, 'discard')).statusCode).toBe(200);
    await desk.dovecot.deliver(mailbox, await sized('otro', 1, mailbox));
    await entryOf('otro');
    await until(async () => (await desk.dovecot.read(mailbox)).length === 1);
    expect((await desk.dovecot.read(mailbox))[0]!.raw.length).toBeGreaterThan(140 * KIB);

    await desk.app.database.admin.query(
      `UPDATE mail_ledger SET state = 'quarantined', reason = 'too_large', source_key = $2 WHERE id = $1`,
      [unwanted.id, `${account}:gone`],
    );
    expect((await act(unwanted.id, 'retry')).statusCode).toBe(202);
    const gone = await until(async () => {
      const path = `mail-ledger/${unwanted.id}/`;
      const { state, reason } = (
        await desk.app.request({ path, token: desk.admin.token })
      ).json<LedgerEntry>();
      return state === 'quarantined' && reason;
    });
    expect(gone).toBe('no_longer_there');
  });

  it('is refused by the SMTP receiver, said beforehand or not, by the limit of all and that of the account', async () => {
    const mailbox = 'estrecho@desk.test';
    await createMailAccount(desk.app, desk.admin, desk.dovecot, { mailbox, max_bytes: 64 * KIB });
    await expect(send(await sized('demasiado', 300, mailbox), mailbox)).rejects.toMatchObject({
      responseCode: 552,
    });
    await expect(send(await sized('demasiado', 100, mailbox), mailbox)).rejects.toMatchObject({
      responseCode: 552,
    });
    await send(await sized('cabe', 30, mailbox), mailbox);
    expect(await entryOf('cabe')).toMatchObject({ state: 'created' });
    const body = `${'x'.repeat(70)}\r\n`.repeat(2_000);
    const heard = await dialogue([
      'EHLO test',
      'MAIL FROM:<a@cliente.test>',
      `RCPT TO:<${mailbox}>`,
      'DATA',
      `Subject: sin decirlo\r\n\r\n${body}.`,
      'QUIT',
    ]);
    expect(heard).toContainEqual(expect.stringMatching(/^552 5\.3\.4 /));
    expect((await desk.ledger('?limit=100')).map(({ subject }) => subject)).not.toContain('sin decirlo');
    const declared = await dialogue([
      'EHLO test',
      'MAIL FROM:<a@cliente.test> SIZE=100000',
      `RCPT TO:<${mailbox}>`,
      'QUIT',
    ]);
    expect(declared.filter((line) => line.startsWith('552'))).toHaveLength(1);
    const notes = (await desk.ledger('?limit=100')).filter(({ reason }) => reason === 'refused_size');
    expect(notes.map(({ account, from, state }) => [account?.address, from, state])).toEqual([
      [mailbox, 'a@cliente.test', 'recorded'],
    ]);
  });
});

describe('a store that is full', () => {
  it('keeps nobody’s mail: the sender and the mailbox keep it, and it comes in once there is room', async () => {
    const store = desk.app.app.get(BlobStore);
    const stage = store.stage.bind(store);
    store.stage = () => Promise.reject(new BlobStoreError('unavailable', 'no space left'));
    const mailbox = 'lleno@desk.test';
    try {
      await createMailAccount(desk.app, desk.admin, desk.dovecot, { mailbox, after_import: 'delete' });
      await desk.dovecot.deliver(mailbox, await sized('espera en su buzón', 1, mailbox));
      await expect(send(await sized('espera en su servidor', 1, mailbox))).rejects.toMatchObject({
        responseCode: 451,
      });
      const { rows } = await until(async () => {
        const found = await desk.app.database.admin.query(
          `SELECT failures FROM mail_accounts WHERE address = $1 AND failures > 0`,
          [mailbox],
        );
        return found.rowCount === 1 && found;
      });
      expect(rows).toHaveLength(1);
      expect(await desk.dovecot.read(mailbox)).toHaveLength(1);
    } finally {
      store.stage = stage;
    }
    expect(await entryOf('espera en su buzón')).toMatchObject({ state: 'created' });
    await until(async () => (await desk.dovecot.read(mailbox)).length === 0);
    await send(await sized('espera en su servidor', 1, mailbox));
    expect(await entryOf('espera en su servidor')).toMatchObject({ state: 'created' });
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
