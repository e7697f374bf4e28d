import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Recorder, type Recording } from '../../bench/measure/recorder.js';
import { MailIntake } from '../../src/modules/mail-ingest/mail-intake.js';
import { ProcessMailHandler } from '../../src/modules/mail-ingest/process-mail.handler.js';
import { sql } from '../../src/platform/database/sql.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp, type TestRequest } from '../support/app.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

// Real: the API process with PostgreSQL and Redis. Between it and PostgreSQL stands a recorder that counts how often
// a request waits for the database: a number that no noise of the machine touches.
let database: TestDatabase;
let recorder: Recorder;
let app: TestApp;
let tenant: TestTenant;
let agent: TestUser;
let ticketId: string;

const body = 'No puedo entrar en el panel desde esta mañana.';

beforeAll(async () => {
  database = await createTestDatabase();
  const started = await Recorder.start(database.ownerUrl);
  recorder = started.recorder;
  app = await startTestApp({
    database: { ...database, ownerUrl: started.url },
    env: { PROCESS_ROLE: 'api', REDIS_URL: process.env.NOXDESK_TEST_REDIS_URL! },
  });
  tenant = await createTenant(app);
  agent = await createUser(app, tenant, { role: 'agent' });
  const created = await app.request({ ...CREATE, token: agent.token });
  ticketId = (created.json() as { id: string }).id;
});

afterAll(async () => {
  await app?.close();
  await recorder?.stop();
  await database?.drop();
});

const CREATE: TestRequest = {
  method: 'POST',
  path: 'tickets/',
  body: { subject: 'Acceso', department: 1, messages: [{ body }] },
};
let turn = 0;

/** The most round trips of each request: the bearer, the transaction and all it needs. */
const REQUESTS: [name: string, most: number, request: () => TestRequest][] = [
  ['a list', 2, () => ({ path: 'tickets/?status=open,new&department=1' })],
  ['a list in another order', 2, () => ({ path: 'tickets/?ordering=priority' })],
  ['a search by number', 2, () => ({ path: 'tickets/?search=TK-000001' })],
  ['a search by words', 3, () => ({ path: 'tickets/?search=panel' })],
  ['a ticket with its thread', 2, () => ({ path: `tickets/${ticketId}/` })],
  [
    'counts of views',
    2,
    () => ({ method: 'POST', path: 'views/counts/', body: { queries: ['status=new', 'assignee=me', ''] } }),
  ],
  [
    'a change',
    4,
    () => ({
      method: 'PATCH',
      path: `tickets/${ticketId}/`,
      body: { priority: (turn += 1) % 2 === 0 ? 'low' : 'high' },
    }),
  ],
  ['a new ticket', 4, () => CREATE],
  ['a reply', 5, () => ({ method: 'POST', path: `tickets/${ticketId}/reply/`, body: { body } })],
];

async function record(request: () => TestRequest): Promise<Recording> {
  const send = async () => {
    const { statusCode, body: text } = await app.request({ ...request(), token: agent.token });
    if (statusCode >= 300) throw new Error(`${statusCode} ${text}`);
  };
  // The first ones fill caches.
  await send();
  await send();
  return recorder.record(send);
}

describe('How often a request waits for the database', () => {
  it.each(REQUESTS)('%s: at most %i times', async (_name, most, request) => {
    const { steps, roundTrips } = await record(request);
    expect({ roundTrips, labels: steps.map(({ label }) => label) }).toEqual({
      roundTrips: expect.any(Number),
      labels: expect.not.arrayContaining(['']),
    });
    expect(roundTrips).toBeGreaterThan(0);
    expect(roundTrips).toBeLessThanOrEqual(most);
  });

  it('opens a ticket by one insert, without reading or updating the row again before its answer', async () => {
    const { steps } = await record(() => CREATE);
    const labels = steps.map(({ label }) => label);
    // Nor anything of the tenant that it has asked for before: settings, policies, templates, mailboxes, webhooks.
    expect(labels.length).toBeLessThanOrEqual(10);
    expect(labels.filter((label) => label === 'tickets.insert')).toHaveLength(1);
    expect(labels).not.toContain('tickets.update');
    expect(labels).not.toContain('tickets.find');
  });
});

describe('How often a mail that comes in waits for the database', () => {
  const account = randomUUID();

  async function take(): Promise<void> {
    const text = [
      'From: Ana <ana@cliente.test>',
      'To: soporte@desk.test',
      'Subject: No puedo entrar',
      `Message-ID: <${randomUUID()}@cliente.test>`,
      '',
      `${body} ${randomUUID()}`,
    ].join('\r\n');
    const raw = Buffer.from(text);
    const source = { tenantId: tenant.id, accountId: account, sourceKey: randomUUID() };
    await app.app.get(MailIntake, { strict: false }).accept(
      source,
      (async function* () {
        yield raw;
      })(),
      raw.length,
    );
    const { rows } = await database.admin.query<{ id: string; job: string }>(
      `SELECT l.id, o.id AS job FROM mail_ledger l
       JOIN outbox_jobs o ON o.tenant_id = l.tenant_id AND o.payload ->> 'ledgerId' = l.id::text
       WHERE l.source_key = $1`,
      [source.sourceKey],
    );
    const done = sql('test.done', 'DELETE FROM outbox_jobs WHERE tenant_id = $1 AND id = $2');
    await app.app.get(ProcessMailHandler, { strict: false }).handle(
      { ledgerId: rows[0]!.id, manual: false, waits: 0, asTicket: false },
      {
        tenantId: tenant.id,
        attempt: 1,
        isLastAttempt: false,
        complete: async () =>
          app.app.get(UnitOfWork, { strict: false }).tx.send(done, [tenant.id, rows[0]!.job]),
      },
    );
    const { rows: settled } = await database.admin.query<{ state: string }>(
      'SELECT state FROM mail_ledger WHERE id = $1',
      [rows[0]!.id],
    );
    expect(settled).toEqual([{ state: 'created' }]);
  }

  it('at most 7 times, from its bytes to its ticket, with a commit for each', async () => {
    await database.admin.query(
      `INSERT INTO mail_accounts (tenant_id, id, department_id, address, protocol, host, port, tls, auth, username,
         secrets, folder, poll_seconds, after_import, receipts, enabled, created_at)
       VALUES ($1, $2, 1, 'soporte@desk.test', 'imap', 'localhost', 143, 'none', 'password', 's', '', 'INBOX', 60,
         'seen', 'people', true, now())`,
      [tenant.id, account],
    );
    // The first ones make the sender known and fill caches.
    await take();
    await take();
    const { steps, roundTrips } = await recorder.record(take);
    expect(roundTrips).toBeLessThanOrEqual(7);
    const texts = steps.map(({ text }) => text);
    expect(texts.filter((text) => text === 'COMMIT')).toHaveLength(2);
  });
});
