import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../src/platform/database/migrate.js';

const TEMPLATE = 'noxdesk_template';
const LOCK = 41_000_001;

export interface TestDatabase {
  /** Address of the owner, who migrates. */
  ownerUrl: string;
  /** A connection past row-level security, to look at what is really there. */
  admin: pg.Client;
  drop(): Promise<void>;
}

const at = (url: string, database: string) => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};

const testUrl = (name: 'NOXDESK_TEST_DATABASE_URL' | 'NOXDESK_TEST_ADMIN_DATABASE_URL') => {
  const url = process.env[name];
  if (url === undefined) throw new Error(`${name} is not set: run this through Jest's global setup`);
  return url;
};

/** A database of its own for a test file: a copy of one that was migrated once for the whole run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const ownerUrl = testUrl('NOXDESK_TEST_DATABASE_URL');
  const adminUrl = testUrl('NOXDESK_TEST_ADMIN_DATABASE_URL');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const { rowCount } = await owner.query('SELECT 1 FROM pg_database WHERE datname = $1', [TEMPLATE]);
    if (!rowCount) {
      await owner.query(`CREATE DATABASE ${TEMPLATE}_new`);
      await migrate(at(ownerUrl, `${TEMPLATE}_new`), undefined);
      await owner.query(`ALTER DATABASE ${TEMPLATE}_new RENAME TO ${TEMPLATE}`);
    }
    await owner.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  } finally {
    await owner.end();
  }
  const admin = new pg.Client({ connectionString: at(adminUrl, name) });
  await admin.connect();
  return {
    ownerUrl: at(ownerUrl, name),
    admin,
    drop: async () => {
      await admin.end();
      const client = new pg.Client({ connectionString: adminUrl });
      await client.connect();
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.end();
    },
  };
}
