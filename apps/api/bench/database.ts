import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findRedis, type RunningPostgres, startPostgres, startRedis } from '@noxdesk/embedded';
import pg from 'pg';
import { migrate } from '../src/platform/database/migrate.js';
import { generate } from './generate/generate.js';
import { scaleOf } from './generate/scale.js';

const HERE = dirname(fileURLToPath(import.meta.url));

export interface Servers {
  postgres: RunningPostgres;
  redisUrl: string | undefined;
  stop(): Promise<void>;
}

/** The rows of a benchmark can be made again: while they are made, nothing waits for the disk. */
const WHILE_MAKING = {
  durable: false,
  settings: { autovacuum: 'off', max_wal_size: '4GB', wal_level: 'minimal', max_wal_senders: '0' },
};

/**
 * A PostgreSQL of the benchmark's own, as durable as in production, with data of these sizes, and a Redis where there
 * is a program for it.
 */
export async function startServers(
  dataDir: string,
  sizes: readonly number[],
  say: (line: string) => void,
): Promise<Servers> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const making = await startPostgres({ dataDir, ...WHILE_MAKING });
  try {
    for (const tickets of new Set(sizes)) await makeData(making, tickets, say);
  } finally {
    await making.stop();
  }
  const postgres = await startPostgres({ dataDir });
  const program = findRedis();
  const redis = program === undefined ? undefined : await startRedis({ dataDir, program });
  return {
    postgres,
    redisUrl: redis?.url,
    stop: async () => {
      await Promise.all([redis?.stop(), postgres.stop()]);
    },
  };
}

export const databaseAt = (url: string, name: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
};

const RUN = 'bench_run';

/** The database that keeps data of that size for as long as what makes them stays the same. */
const keptName = (tickets: number) => `bench_${tickets}_${fingerprint()}`;

async function makeData(postgres: RunningPostgres, tickets: number, say: (line: string) => void) {
  const kept = keptName(tickets);
  await withAdmin(postgres, async (admin) => {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [kept]);
    if (rowCount) return;
    await dropOlder(admin, tickets);
    say(`Making data: ${tickets} tickets, twice …`);
    const unfinished = `${kept}_new`;
    await admin.query(`CREATE DATABASE ${unfinished} OWNER noxdesk`);
    await migrate(databaseAt(postgres.url, unfinished), undefined);
    await generate(databaseAt(postgres.adminUrl, unfinished), scaleOf(tickets), { say });
    await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${kept}`);
  });
}

/**
 * The data of that size themselves, for what only reads: big ones are not copied.
 * @returns the name of the database
 */
export async function keptDatabase({ postgres }: Servers, tickets: number): Promise<string> {
  const kept = keptName(tickets);
  await migrate(databaseAt(postgres.url, kept), undefined);
  return kept;
}

/**
 * A fresh copy of the data of that size.
 * @returns the name of the database
 */
export async function freshDatabase(servers: Servers, tickets: number): Promise<string> {
  const kept = await keptDatabase(servers, tickets);
  await withAdmin(servers.postgres, async (admin) => {
    await admin.query(`DROP DATABASE IF EXISTS ${RUN} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${RUN} TEMPLATE ${kept} STRATEGY FILE_COPY OWNER noxdesk`);
    await admin.query('CHECKPOINT');
  });
  return RUN;
}

async function withAdmin(postgres: RunningPostgres, work: (admin: pg.Client) => Promise<void>) {
  const admin = new pg.Client({ connectionString: databaseAt(postgres.adminUrl, 'postgres') });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** Data that were made by another version are in the way. */
async function dropOlder(admin: pg.Client, tickets: number): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE datname LIKE $1',
    [`bench\\_${tickets}\\_%`],
  );
  for (const { name } of rows) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
}

/** Over what makes the rows. The schema is none of it: data that an older one holds are migrated as anybody's are. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const folder = join(HERE, 'generate');
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.js')) hash.update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 10);
}
