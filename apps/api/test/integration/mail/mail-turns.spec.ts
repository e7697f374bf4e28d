import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LeaseLostError, MailboxLeases } from '../../../src/modules/mail-accounts/mailbox-leases.js';
import type { MailboxSession } from '../../../src/platform/mail-transport/mailbox.js';
import { Mailboxes } from '../../../src/platform/mail-transport/mailboxes.js';
import { createMailAccount, rawMail, until } from '../../factories/mail.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { TestClock } from '../../support/clock.js';
import { type MailDesk, startMailDesk } from '../../support/mail-desk.js';

// Real: PostgreSQL, Redis, Dovecot; two processes' worth of application on one database. Not real: the time of the first
// tests, which the test moves, and the HTTP socket (requests are injected).
const SECRET = 'f'.repeat(64);

describe('the turn with a mailbox', () => {
  const clock = new TestClock();
  let desk: MailDesk;
  let leases: MailboxLeases;
  let account: string;
  let tenantId: number;
  beforeAll(async () => {
    desk = await startMailDesk({
      clock,
      env: { PROCESS_ROLE: 'api', REDIS_URL: process.env.NOXDESK_TEST_REDIS_URL! },
    });
    leases = desk.app.app.get(MailboxLeases, { strict: false });
    account = desk.support.id;
    tenantId = desk.tenant.id;
  });
  afterAll(() => desk.close());
  const cursorOf = async () => {
    const { rows } = await desk.app.database.admin.query('SELECT cursor FROM mail_accounts WHERE id = $1', [
      account,
    ]);
    return rows[0].cursor as unknown;
  };

  it('is one worker’s at a time, goes on while it says that it lives, and to another one when it does not', async () => {
    const first = (await leases.claim(tenantId, account))!;
    expect(await leases.claim(tenantId, account)).toBeNull();
    clock.advance({ seconds: 50 });
    await leases.renew(first);
    clock.advance({ seconds: 50 });
    expect(await leases.claim(tenantId, account)).toBeNull();
    clock.advance({ seconds: 11 });
    const second = (await leases.claim(tenantId, account))!;
    expect(second.fence).toBeGreaterThan(first.fence);
    await leases.renew(second, { uid: 7 });
    // Whoever was overtaken can tell, and changes nothing any more.
    await expect(leases.renew(first, { uid: 3 })).rejects.toThrow(LeaseLostError);
    await leases.finish(first, clock.now(), { code: 'timeout', detail: '' });
    expect(await cursorOf()).toEqual({ uid: 7 });
    expect(await leases.claim(tenantId, account)).toBeNull();
    await leases.finish(second, clock.now(), null);
    expect((await leases.claim(tenantId, account))!.fence).toBeGreaterThan(second.fence);
  });

  it('is nobody’s when many ask at once, but for one', async () => {
    clock.advance({ minutes: 5 });
    const claims = await Promise.all(Array.from({ length: 10 }, () => leases.claim(tenantId, account)));
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
  });

  it('ends when the account is switched off', async () => {
    clock.advance({ minutes: 5 });
    const turn = (await leases.claim(tenantId, account))!;
    const path = `mail-accounts/${account}/`;
    await desk.app.request({ method: 'PATCH', path, token: desk.admin.token, body: { enabled: false } });
    await expect(leases.renew(turn)).rejects.toThrow(LeaseLostError);
    expect(await leases.claim(tenantId, account)).toBeNull();
  });
});

describe('two workers', () => {
  let desk: MailDesk;
  let other: TestApp;
  const mailbox = 'turnos@desk.test';
  let open = 0;
  let most = 0;
  beforeAll(async () => {
    desk = await startMailDesk({ secret: SECRET });
    other = await startTestApp({
      database: desk.app.database,
      secret: SECRET,
      env: { STORAGE_URL: `file:${desk.app.config.dataDir}/blobs` },
    });
    for (const app of [desk.app, other]) watch(app);
  });
  afterAll(async () => {
    await other.close();
    await desk.close();
  });

  /** Counts how many sessions read the mailbox at a time. */
  function watch(app: TestApp): void {
    const mailboxes = app.app.get(Mailboxes);
    const original = mailboxes.open.bind(mailboxes);
    mailboxes.open = async (settings, credentials) => {
      const session = await original(settings, credentials);
      return credentials.username === mailbox ? counted(session) : session;
    };
  }
  function counted(session: MailboxSession): MailboxSession {
    const batches = session.batches.bind(session);
    session.batches = async function* (cursor) {
      open += 1;
      most = Math.max(most, open);
      try {
        yield* batches(cursor);
      } finally {
        open -= 1;
      }
    };
    // Each reading signs in anew, so that either of them gets its turn.
    session.watch = () => false;
    return session;
  }

  it('never read one mailbox at once, and between them read each mail once', async () => {
    await createMailAccount(desk.app, desk.admin, desk.dovecot, { mailbox });
    for (let n = 0; n < 40; n += 1) {
      await desk.dovecot.deliver(mailbox, await rawMail({ from: `p${n}@cliente.test`, to: mailbox }));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const entries = await until(async () => {
      const found = (await desk.ledger('?limit=100')).filter(({ account }) => account?.address === mailbox);
      return found.length >= 40 && found.every(({ state }) => state !== 'stored') && found;
    }, 40_000);
    expect(entries).toHaveLength(40);
    expect(entries.every(({ state }) => state === 'created')).toBe(true);
    expect(most).toBe(1);
  });
});
