import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
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

/** A PostgreSQL of the benchmark's own, as durable as in production, and a Redis where there is a program for it. */
export async function startServers(dataDir: string): Promise<Servers> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
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

/**
 * A fresh copy of the data of that size. The data themselves are made once and kept, for as long as nothing that
 * makes them changes.
 * @returns the name of the database
 */
export async function freshDatabase(
  { postgres }: Servers,
  tickets: number,
  say: (line: string) => void,
): Promise<string> {
  const kept = `bench_${tickets}_${fingerprint()}`;
  const admin = new pg.Client({ connectionString: databaseAt(postgres.adminUrl, 'postgres') });
  await admin.connect();
  try {
    await admin.query(`DROP DATABASE IF EXISTS ${RUN} WITH (FORCE)`);
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [kept]);
    if (!rowCount) {
      await dropOlder(admin, tickets);
      say(`Making data: ${tickets} tickets, twice …`);
      const unfinished = `${kept}_new`;
      await admin.query(`DROP DATABASE IF EXISTS ${unfinished}`);
      await admin.query(`CREATE DATABASE ${unfinished} OWNER noxdesk`);
      await migrate(databaseAt(postgres.url, unfinished), undefined);
      await generate(databaseAt(postgres.adminUrl, unfinished), scaleOf(tickets), { say });
      await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${kept}`);
    }
    await admin.query(`CREATE DATABASE ${RUN} TEMPLATE ${kept} STRATEGY FILE_COPY OWNER noxdesk`);
    await admin.query('CHECKPOINT');
    return RUN;
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

/** Over what makes the rows: the generator and the schema. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const folder of [join(HERE, 'generate'), join(HERE, '../platform/database/migrations')]) {
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      if (name.endsWith('.js') && statSync(path).isFile()) hash.update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 10);
}
