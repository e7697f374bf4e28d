import { mkdtempSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mailFingerprint, parseInboundMailSync } from '@noxdesk/mail';
import pg from 'pg';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { createApplication } from '../../src/application.js';
import { readConfig } from '../../src/config/config.js';
import { MailAccountsRepository } from '../../src/modules/mail-accounts/mail-accounts.repository.js';
import { MailIntake } from '../../src/modules/mail-ingest/mail-intake.js';
import { ProcessMailHandler } from '../../src/modules/mail-ingest/process-mail.handler.js';
import { appUrl } from '../../src/platform/database/app-role.js';
import { sql } from '../../src/platform/database/sql.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { Keys } from '../../src/platform/security/keys.js';
import { type Plan, prepare } from '../floor/plan.js';
import { run } from '../floor/run.js';
import { exampleMail } from '../measure/libraries.js';

/** What the parent asks for; it is answered with {@link Done}. */
export type Order =
  | {
      kind: 'application';
      databaseUrl: string;
      redisUrl: string | undefined;
      account: string;
      senders: number;
    }
  | { kind: 'floor'; databaseUrl: string; plan: Plan; senders: number }
  | { kind: 'run'; milliseconds: number; most: number };
export interface Done {
  times: number[];
  /** Of the last mail, for the recording. */
  hashes: string[];
}

const CONCURRENCY = 4;
const TENANT = 1;
const ENTRY = sql(
  'bench.entry',
  `SELECT l.id, o.id AS job FROM mail_ledger l
   JOIN outbox_jobs o ON o.tenant_id = l.tenant_id AND o.payload ->> 'ledgerId' = l.id::text
   WHERE l.tenant_id = $1 AND l.account_id = $2 AND l.source_key = $3`,
);
const COMPLETE = sql('bench.complete', 'DELETE FROM outbox_jobs WHERE tenant_id = $1 AND id = $2');

/** Takes one mail from its bytes to its ticket. */
type Take = (raw: Buffer, key: string) => Promise<void>;

let take: Take;
let senders = 1;
let count = 0;

process.on('message', (order: Order) => {
  perform(order).then(
    (done) => process.send!(done),
    (error: unknown) => {
      process.stderr.write(`${(error as Error).stack}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));

async function perform(order: Order): Promise<Done> {
  if (order.kind === 'run') return takeMails(order.milliseconds, order.most);
  senders = order.senders;
  take = order.kind === 'floor' ? await floor(order) : await application(order);
  return { times: [], hashes: [] };
}

async function takeMails(milliseconds: number, most: number): Promise<Done> {
  const times: number[] = [];
  let last: Buffer = Buffer.alloc(0);
  const end = performance.now() + milliseconds;
  const one = async () => {
    while (performance.now() < end && count < limit) {
      count += 1;
      const key = uuidv7();
      const raw = exampleMail(`${key}@empresa.test`, `cliente${1 + (count % senders)}.uno@empresa.test`);
      const begun = performance.now();
      await take(raw, key);
      times.push(performance.now() - begun);
      last = raw;
    }
  };
  const limit = count + most;
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, most) }, one));
  return { times, hashes: most === 1 ? hashesOf(last) : [] };
}

async function application(order: Extract<Order, { kind: 'application' }>): Promise<Take> {
  const config = readConfig({
    DATA_DIR: mkdtempSync(join(tmpdir(), 'noxdesk-bench-')),
    PROCESS_ROLE: order.redisUrl === undefined ? 'all' : 'api',
    ...(order.redisUrl !== undefined && { REDIS_URL: order.redisUrl }),
  });
  const app = await createApplication({
    config,
    keys: new Keys(randomUUID()),
    logger: pino({ level: 'error' }, pino.destination(2)),
    appDatabaseUrl: appUrl(order.databaseUrl, undefined),
    redisUrl: order.redisUrl,
  });
  await app.init();
  const intake = app.get(MailIntake, { strict: false });
  const handler = app.get(ProcessMailHandler, { strict: false });
  const unitOfWork = app.get(UnitOfWork, { strict: false });
  const accounts = app.get(MailAccountsRepository, { strict: false });
  await unitOfWork.run(TENANT, () => accounts.saveSecrets(order.account, {}));
  return async (raw, key) => {
    const source = { tenantId: TENANT, accountId: order.account, sourceKey: key };
    await intake.accept(source, bytesOf(raw), raw.length);
    // As the runner of jobs reads its payload.
    const [entry] = await unitOfWork.read(TENANT, (tx) =>
      tx.query<{ id: string; job: string }>(ENTRY, [TENANT, order.account, key]),
    );
    await handler.handle(
      { ledgerId: entry!.id, manual: false, waits: 0 },
      {
        tenantId: TENANT,
        attempt: 1,
        isLastAttempt: false,
        complete: async () => unitOfWork.tx.send(COMPLETE, [TENANT, entry!.job]),
      },
    );
  };
}

async function* bytesOf(raw: Buffer): AsyncGenerator<Uint8Array> {
  yield raw;
}

/** Parse, store and commit alone: the parser, a file that is synced, the recorded statements. */
async function floor({ databaseUrl, plan }: Extract<Order, { kind: 'floor' }>): Promise<Take> {
  const pool = new pg.Pool({ connectionString: appUrl(databaseUrl, undefined), max: CONCURRENCY });
  const steps = prepare(plan);
  const folder = mkdtempSync(join(tmpdir(), 'noxdesk-bench-'));
  await mkdir(folder, { recursive: true });
  return async (raw, key) => {
    parseInboundMailSync(raw);
    const file = await open(join(folder, key), 'wx');
    await file.writeFile(raw);
    await file.sync();
    await file.close();
    await run(pool, steps, '');
  };
}

const hashesOf = (raw: Buffer): string[] => {
  const mail = parseInboundMailSync(raw);
  const files = mail.attachments.map(({ content }) => sha256(content));
  return [mailFingerprint(mail), sha256(raw), ...files];
};

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
