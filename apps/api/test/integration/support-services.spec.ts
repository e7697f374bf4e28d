// Real: PostgreSQL and Redis as the global setup started them.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';

function requireUrl(name: string): string {
  const url = process.env[name];
  if (url === undefined) throw new Error(`${name} was not set by the global setup`);
  return url;
}

describe('the services that the test run starts', () => {
  const redis = new Redis(requireUrl('NOXDESK_TEST_REDIS_URL'), { maxRetriesPerRequest: 1 });
  afterAll(() => redis.quit());

  async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  it('offer a PostgreSQL 18 whose owner role is no superuser, yet may make databases, roles and the extensions we use', async () => {
    await withClient(requireUrl('NOXDESK_TEST_DATABASE_URL'), async (client) => {
      const { rows } = await client.query(
        `SELECT current_setting('server_version_num')::int / 10000 AS major, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls
           FROM pg_roles WHERE rolname = current_user`,
      );
      expect(rows).toEqual([
        { major: 18, rolsuper: false, rolcreatedb: true, rolcreaterole: true, rolbypassrls: false },
      ]);
      await client.query('CREATE DATABASE support_services_probe');
      await client.query('DROP DATABASE support_services_probe WITH (FORCE)');
      await client.query('BEGIN');
      for (const extension of ['pg_trgm', 'unaccent', 'citext', 'btree_gin']) {
        await client.query(`CREATE EXTENSION IF NOT EXISTS ${extension}`);
      }
      await client.query('ROLLBACK');
    });
  });

  it('treat accented letters as letters, in lower case and in full-text search', async () => {
    await withClient(requireUrl('NOXDESK_TEST_DATABASE_URL'), async (client) => {
      const { rows } = await client.query(
        `SELECT lower('FACTURACIÓN') AS lower, to_tsvector('simple', 'Facturación año')::text AS words`,
      );
      expect(rows).toEqual([{ lower: 'facturación', words: `'año':2 'facturación':1` }]);
    });
  });

  it('offer a superuser URL for tests that look behind row-level security', async () => {
    await withClient(requireUrl('NOXDESK_TEST_ADMIN_DATABASE_URL'), async (client) => {
      const { rows } = await client.query(
        `SELECT current_setting('is_superuser') AS superuser, current_database() AS name`,
      );
      expect(rows).toEqual([{ superuser: 'on', name: 'noxdesk' }]);
    });
  });

  it('offer a Redis 7 or newer that lets nobody in without the password', async () => {
    const version = /redis_version:(\d+)/.exec(await redis.info('server'))?.[1];
    expect(Number(version)).toBeGreaterThanOrEqual(7);
    const { hostname, port } = new URL(requireUrl('NOXDESK_TEST_REDIS_URL'));
    const stranger = connect(Number(port), hostname);
    stranger.write('GET x\r\n');
    const [answer] = (await once(stranger, 'data')) as [Buffer];
    stranger.destroy();
    expect(answer.toString()).toMatch(/^-NOAUTH/);
  });
});
