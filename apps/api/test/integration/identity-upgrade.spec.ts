import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Identity1700000000006 } from '../../src/platform/database/migrations/0006-identity.js';
import { MIGRATIONS } from '../../src/platform/database/migrations/index.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

// Real: PostgreSQL, a database of the version before sessions with people who are signed in.
let database: TestDatabase;
let url: string;
let client: pg.Client;
const name = `upgrade_${randomUUID().slice(0, 8)}`;

const there = (address: string) => Object.assign(new URL(address), { pathname: `/${name}` }).href;

beforeAll(async () => {
  database = await createTestDatabase();
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`CREATE DATABASE ${name}`);
  await owner.end();
  url = there(database.ownerUrl);
  client = new pg.Client({ connectionString: there(process.env.NOXDESK_TEST_ADMIN_DATABASE_URL!) });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await database.drop();
});

async function migrate(migrations: typeof MIGRATIONS): Promise<void> {
  const source = new DataSource({ type: 'postgres', url, migrations });
  await source.initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}

describe('an upgrade', () => {
  it('keeps those signed in who are, and nobody else, and knows mails of which only the head is stored', async () => {
    const before = MIGRATIONS.filter((one) => one.name.slice(-4) < Identity1700000000006.name.slice(-4));
    await migrate(before);
    await client.query(`SELECT create_tenant('acme', 'Acme', '{}', now())`);
    const [user, live, used, revoked, over] = Array.from({ length: 5 }, () => randomUUID());
    await client.query(
      `INSERT INTO users (tenant_id, id, email, name, role, created_at, updated_at)
       VALUES (1, $1, 'ana@acme.test', 'Ana', 'agent', now(), now())`,
      [user],
    );
    const token = (family: string | undefined, more: string) =>
      client.query(
        `INSERT INTO refresh_tokens (tenant_id, id, family_id, user_id, created_at, expires_at, used_at, revoked_at)
         VALUES (1, gen_random_uuid(), $1, $2, now(), ${more})`,
        [family, user],
      );
    await token(live, `now() + interval '1 day', now(), NULL`);
    await token(live, `now() + interval '2 days', NULL, NULL`);
    await token(used, `now() + interval '1 day', now(), NULL`);
    await token(revoked, `now() + interval '1 day', NULL, now()`);
    await token(over, `now() - interval '1 day', NULL, NULL`);
    const log = `INSERT INTO audit_entries (tenant_id, at, actor_id, actor, action, details)
      VALUES (1, now(), $1, 'ana@acme.test', 'sign-in', '{"address": "192.0.2.7"}') RETURNING hash`;
    const old = await client.query<{ hash: string }>(log, [user]);
    // Of a mail that is too large only the head is there: the original is not to be touched.
    await client.query(
      `INSERT INTO mail_ledger (tenant_id, id, source_key, blob_key, sha256, size, state, reason, received_at)
       VALUES (1, gen_random_uuid(), 'a', 'k', 'h', 1, 'quarantined', 'too_large', now()),
              (1, gen_random_uuid(), 'b', 'k', 'h', 1, 'quarantined', 'flood', now())`,
    );
    await migrate(MIGRATIONS);
    const heads = await client.query(`SELECT source_key FROM mail_ledger WHERE head_only`);
    expect(heads.rows).toEqual([{ source_key: 'a' }]);
    const { rows } = await client.query('SELECT id, user_id, method, strong FROM sessions');
    expect(rows).toEqual([{ id: live, user_id: user, method: 'password', strong: false }]);
    const left = await client.query('SELECT family_id FROM refresh_tokens');
    expect(left.rows.map(({ family_id }) => family_id)).toEqual([live, live]);

    // The log from before is as good as it was, loses a person as the new part does, and its noted hashes stay good.
    await client.query(log, [user]);
    await client.query(`SELECT set_config('noxdesk.tenant', '1', false)`);
    const verify = async () =>
      (await client.query('SELECT entries, broken_at, redacted FROM verify_audit(1)')).rows;
    expect(await verify()).toEqual([{ entries: 2, broken_at: null, redacted: 0 }]);
    const erasure = randomUUID();
    await client.query(
      `INSERT INTO erasures (tenant_id, id, user_id, tickets, state, created_at)
       VALUES (1, $1, $2, 'anonymise', 'queued', now())`,
      [erasure, user],
    );
    const redacted = await client.query('SELECT redact_audit($1, now()) AS count', [erasure]);
    expect(redacted.rows).toEqual([{ count: 2 }]);
    expect(await verify()).toEqual([{ entries: 3, broken_at: null, redacted: 2 }]);
    const kept = await client.query('SELECT actor, details, hash FROM audit_entries WHERE position = 1');
    expect(kept.rows).toEqual([{ actor: '[…]', details: { address: '[…]' }, hash: old.rows[0]!.hash }]);
  });
});
