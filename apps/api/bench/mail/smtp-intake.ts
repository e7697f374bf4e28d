import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@noxdesk/embedded';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { Keys } from '../../src/platform/security/keys.js';
import { SecretBox } from '../../src/platform/security/secret-box.js';
import { databaseAt, freshDatabase, type Servers } from '../database.js';
import { type Compared, rounded } from '../measure/compare.js';
import { cpuOf, cpuOfFamily } from '../measure/cpu.js';
import { exampleMail } from '../measure/libraries.js';
import { FLAGS, profiling } from '../measure/processes.js';
import { ACCOUNT, makeAccount } from './account.js';

const MAIN = join(dirname(fileURLToPath(import.meta.url)), '../../main.js');
/** Mails a second, on two cores, with whoever sends them. */
const GOAL_PER_SECOND = 150;
const CONNECTIONS = 4;
const WARM_UP = 40;
const LIMIT_MS = 120_000;

/** Mails from the first byte at the SMTP receiver to the last committed ticket, in the built worker. */
export async function measureSmtpIntake(
  servers: Servers,
  tickets: number,
  mails: number,
  profileDir: string | undefined,
  say: (line: string) => void,
): Promise<Compared> {
  const database = await freshDatabase(servers, tickets);
  const adminUrl = databaseAt(servers.postgres.adminUrl, database);
  const senders = await makeAccount(adminUrl);
  const worker = await startWorker(servers, databaseAt(servers.postgres.url, database), profileDir);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('UPDATE mail_accounts SET secrets = $1', [worker.secrets]);
    let sent = 0;
    const send = async (count: number) => {
      await sendMails(worker.port, sent, count, senders);
      sent += count;
      await whenCommitted(client, sent);
    };
    await send(WARM_UP);
    const cpu = () =>
      [cpuOf(worker.pid) ?? Number.NaN, cpuOfFamily(servers.postgres.pid) ?? Number.NaN] as const;
    const [own, postgres] = cpu();
    const begun = performance.now();
    await send(mails);
    const perSecond = (mails * 1_000) / (performance.now() - begun);
    const [ownAfter, postgresAfter] = cpu();
    say(`peak of the mail worker: ${worker.peakMb()} MB`);
    return {
      name: 'mail_smtp',
      label: 'mail in by SMTP, to the ticket',
      unit: 'mails/s',
      value: rounded(perSecond, 1),
      floor: null,
      ratio: null,
      goal: GOAL_PER_SECOND,
      cpu_ms: rounded((ownAfter - own + postgresAfter - postgres) / mails, 3),
      appCpuMs: rounded((ownAfter - own) / mails, 3),
      floorCpuMs: null,
      cpuGoal: null,
      p50: 0,
      p95: 0,
      roundTrips: 0,
    };
  } finally {
    await client.end();
    await worker.stop();
  }
}

interface MailWorker {
  port: number;
  pid: number;
  /** Empty secrets of the account, sealed as this worker opens them. */
  secrets: string;
  peakMb(): number;
  stop(): Promise<void>;
}

async function startWorker(
  { redisUrl }: Servers,
  databaseUrl: string,
  profileDir: string | undefined,
): Promise<MailWorker> {
  const dataDir = mkdtempSync(join(tmpdir(), 'noxdesk-bench-'));
  const port = await freePort();
  const secret = randomBytes(32).toString('hex');
  const child = fork(MAIN, [], {
    execArgv: [...FLAGS, ...profiling(profileDir)],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(await freePort()),
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      ...(redisUrl !== undefined && { REDIS_URL: redisUrl, PROCESS_ROLE: 'worker' }),
      SECRET_KEY: secret,
      SMTP_INBOUND_PORT: String(port),
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'fatal',
      DEMO: '0',
    },
  });
  await ready(child);
  const box = new SecretBox(new Keys(secret));
  return {
    port,
    pid: child.pid!,
    secrets: box.seal('{}', `mail_accounts:1:${ACCOUNT}`),
    peakMb: () =>
      Math.round(
        Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_024,
      ),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/NoxDesk (?:worker )?ready/.test(said)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`The mail worker ended with ${code}`)));
  });
}

async function sendMails(port: number, from: number, count: number, senders: number): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
  });
  try {
    await Promise.all(
      Array.from({ length: count }, (_, i) => {
        const sender = `cliente${1 + ((from + i) % senders)}.uno@empresa.test`;
        const raw = exampleMail(`smtp-${from + i}@empresa.test`, sender);
        return transport.sendMail({ envelope: { from: sender, to: 'soporte@example.test' }, raw });
      }),
    );
  } finally {
    transport.close();
  }
}

async function whenCommitted(client: pg.Client, count: number): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const { rows } = await client.query<{ done: number; other: string | null }>(
      `SELECT count(*) FILTER (WHERE state IN ('created', 'threaded'))::int AS done,
         min(state || ' ' || coalesce(reason, '')) FILTER (WHERE state NOT IN ('stored', 'created', 'threaded')) AS other
       FROM mail_ledger`,
    );
    if (rows[0]!.other !== null) throw new Error(`A mail of the benchmark was not taken: ${rows[0]!.other}`);
    if (rows[0]!.done >= count) return;
    if (Date.now() > end) throw new Error(`${rows[0]!.done} of ${count} mails within ${LIMIT_MS} ms`);
    await sleep(20);
  }
}
