import { runMigrations as migrateQueues } from 'bullmq';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { appUrl, ensureAppRole, grantToApp, QUEUE_SCHEMA, roleOf } from './app-role.js';
import { MIGRATIONS } from './migrations/index.js';

/** The database was written by a newer version of the application. */
export class NewerDatabaseError extends Error {}

// Any number will do, as long as no other program on the database uses it.
const MIGRATION_LOCK = 7_166_937_532;

/**
 * Brings the database up to date (or, for a restore, to the migrations in `only`) as its owner: the application's role, our tables, BullMQ's own schema, the grants.
 * Processes that start together wait for one another.
 * @throws NewerDatabaseError before anything is changed
 */
export async function migrate(
  ownerUrl: string,
  givenAppUrl: string | undefined,
  only?: readonly string[],
): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await owner.connect();
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewer(owner);
    await ensureAppRole(owner, ownerUrl, givenAppUrl);
    const dataSource = new DataSource({
      type: 'postgres',
      url: ownerUrl,
      migrations: MIGRATIONS.filter(({ name }) => only?.includes(name) ?? true),
      poolSize: 2,
    });
    await dataSource.initialize();
    try {
      await dataSource.runMigrations({ transaction: 'each' });
    } finally {
      await dataSource.destroy();
    }
    await migrateQueues(owner, QUEUE_SCHEMA);
    await grantToApp(owner, roleOf(appUrl(ownerUrl, givenAppUrl)));
  } finally {
    await owner.end();
  }
}

async function refuseNewer(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ there: boolean }>(
    `SELECT to_regclass('public.migrations') IS NOT NULL AS there`,
  );
  if (!rows[0]?.there) return;
  const known = MIGRATIONS.map((migration) => migration.name);
  const newer = await owner.query<{ name: string }>('SELECT name FROM migrations WHERE name <> ALL ($1)', [
    known,
  ]);
  if (newer.rows[0]) {
    throw new NewerDatabaseError(
      `The database was written by a newer version (migration ${newer.rows[0].name}); nothing was changed`,
    );
  }
}
