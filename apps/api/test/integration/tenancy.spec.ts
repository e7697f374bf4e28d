import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DemoSeed } from '../../src/modules/tenants/demo-seed.js';
import { APP_ROLE, appUrl } from '../../src/platform/database/app-role.js';
import {
  EXEMPT_TABLES,
  READ_BY_DEFINER_FUNCTIONS,
} from '../../src/platform/database/migrations/tenant-isolation.js';
import { createTenant, createUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL as it was migrated, looked at past row-level security by a superuser, and used over a raw
// connection by the role that the application signs in as.
let app: TestApp;
let raw: pg.Client;
let tables: string[];
let demo: number;
let other: number;

beforeAll(async () => {
  app = await startTestApp({ env: { DEMO: '1', DEMO_PASSWORD: 'demo-password' } });
  await app.app.get(DemoSeed).run();
  demo = (await ask<{ id: number }>('SELECT id FROM tenants'))[0]!.id;
  const tenant = await createTenant(app);
  other = tenant.id;
  const user = await createUser(app, tenant, { role: 'agent' });
  await app.request({
    method: 'POST',
    path: 'tickets/',
    token: user.token,
    body: { subject: 'Ajeno', department: 1, messages: [{ body: 'De otra empresa' }] },
  });
  raw = new pg.Client({ connectionString: appUrl(app.database.ownerUrl, undefined) });
  await raw.connect();
  const found = await ask<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`,
  );
  tables = found
    .map(({ name }) => name)
    .filter((name) => !(EXEMPT_TABLES as readonly string[]).includes(name));
});
afterAll(async () => {
  await raw.end();
  await app.close();
});

const ask = async <Row extends object>(text: string, params: unknown[] = []) =>
  (await app.database.admin.query<Row>(text, params)).rows;

describe('the schema', () => {
  it('has a tenant in every table but the few that belong to none', async () => {
    const without = await ask<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (
         SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull)
       ORDER BY 1`,
    );
    expect(without.map(({ name }) => name)).toEqual([...EXEMPT_TABLES].sort());
    expect(tables.length).toBeGreaterThan(20);
  });

  it('has the tenant in every primary, unique and foreign key, so that no row can point into another', async () => {
    const keys = await ask<{ table: string; key: string; kind: string; ok: boolean }>(
      `SELECT r.relname AS table, k.conname AS key, k.contype AS kind,
         CASE WHEN k.contype = 'f' AND k.confrelid <> 'tenants'::regclass
           THEN EXISTS (
             SELECT 1 FROM unnest(k.conkey, k.confkey) AS pair (here, there)
             JOIN pg_attribute h ON h.attrelid = k.conrelid AND h.attnum = pair.here AND h.attname = 'tenant_id'
             JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = pair.there AND t.attname = 'tenant_id')
           ELSE EXISTS (
             SELECT 1 FROM pg_attribute h
             WHERE h.attrelid = k.conrelid AND h.attnum = ANY (k.conkey) AND h.attname = 'tenant_id')
         END AS ok
       FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
       WHERE r.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f') AND r.relname = ANY ($1)`,
      [tables],
    );
    expect(keys.filter(({ ok }) => !ok)).toEqual([]);
    expect(new Set(keys.filter(({ kind }) => kind === 'p').map(({ table }) => table))).toEqual(
      new Set(tables),
    );
  });

  it('has the tenant in every unique index, too', async () => {
    const indexes = await ask<{ index: string; ok: boolean }>(
      `SELECT i.relname AS index, EXISTS (
         SELECT 1 FROM pg_attribute a WHERE a.attrelid = x.indrelid AND a.attnum = ANY (x.indkey)
           AND a.attname = 'tenant_id') AS ok
       FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class r ON r.oid = x.indrelid
       WHERE x.indisunique AND r.relname = ANY ($1)`,
      [tables],
    );
    expect(indexes.length).toBeGreaterThan(tables.length);
    expect(indexes.filter(({ ok }) => !ok)).toEqual([]);
  });

  it('never clears the tenant of a row when what it refers to goes', async () => {
    const clearing = await ask<{ key: string }>(
      `SELECT k.conname AS key FROM pg_constraint k
       WHERE k.contype = 'f' AND k.confdeltype IN ('n', 'd') AND (k.confdelsetcols IS NULL OR EXISTS (
         SELECT 1 FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.confdelsetcols)
           AND a.attname = 'tenant_id'))`,
    );
    expect(clearing).toEqual([]);
  });

  it('puts every table behind its tenant, for its owner as well unless a reviewed function must read it', async () => {
    const rows = await ask<{ name: string; enabled: boolean; forced: boolean; policies: number }>(
      `SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
         (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*'
            AND pg_get_expr(p.polqual, p.polrelid) LIKE '%tenant_id = %current_tenant()%'
            AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%tenant_id = %current_tenant()%') AS policies
       FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1)`,
      [tables],
    );
    expect(rows.filter(({ enabled, policies }) => !enabled || policies !== 1)).toEqual([]);
    expect(
      rows
        .filter(({ forced }) => !forced)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...READ_BY_DEFINER_FUNCTIONS].sort());
  });

  it('fixes the search path of every function that runs as its owner', async () => {
    const loose = await ask<{ name: string }>(
      `SELECT proname AS name FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND prosecdef
         AND NOT coalesce(proconfig @> ARRAY['search_path=public'], false)`,
    );
    expect(loose).toEqual([]);
  });
});

describe('the role of the application', () => {
  it('cannot get past row-level security', async () => {
    const [role] = await ask(
      `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = $1`,
      [APP_ROLE],
    );
    expect(Object.values(role!)).toEqual([false, false, false, false, false]);
    const memberships = await ask(
      `SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = $1`,
      [APP_ROLE],
    );
    expect(memberships).toEqual([]);
  });

  it('owns nothing, makes nothing and empties nothing', async () => {
    const owned = await ask(
      `SELECT relname FROM pg_class WHERE relowner = $1::regrole
       UNION ALL SELECT proname FROM pg_proc WHERE proowner = $1::regrole
       UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = $1::regrole`,
      [APP_ROLE],
    );
    expect(owned).toEqual([]);
    for (const statement of [
      'CREATE TABLE mine (id integer)',
      'TRUNCATE tickets',
      'ALTER TABLE tickets DISABLE ROW LEVEL SECURITY',
      'DROP POLICY tenant_isolation ON tickets',
      'SET ROLE postgres',
    ]) {
      await expect(raw.query(statement)).rejects.toMatchObject({
        code: expect.stringMatching(/^42501$|^22023$/),
      });
    }
  });

  it.each([
    [`INSERT INTO tenants (slug, name, created_at) VALUES ('mine', 'Mine', now())`],
    [`UPDATE tenants SET slug = 'mine'`],
    [`DELETE FROM tenants`],
    [`DELETE FROM migrations`],
    [`SELECT * FROM counters`],
  ])('may not: %s', async (statement) => {
    await expect(raw.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

/** All that a row is given; the others follow from these. */
async function columnsOf(table: string): Promise<string> {
  const { rows } = await app.database.admin.query<{ columns: string }>(
    `SELECT string_agg(quote_ident(attname), ', ') AS columns FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  return rows[0]!.columns;
}

describe('a raw connection', () => {
  /** Runs in a transaction that is signed for a tenant, or for none, and takes everything back. */
  async function signedFor<Result>(tenant: number | null, work: () => Promise<Result>): Promise<Result> {
    await raw.query('BEGIN');
    try {
      if (tenant !== null) await raw.query(`SELECT set_config('noxdesk.tenant', $1, true)`, [String(tenant)]);
      return await work();
    } finally {
      await raw.query('ROLLBACK');
    }
  }
  const countOf = async (client: pg.Client, table: string, where = 'true') =>
    (await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table} WHERE ${where}`))
      .rows[0]!.count;
  /** The tables in which the other tenant has a row: what is seen there would be seen wrongly. */
  const filled = async () => {
    const names: string[] = [];
    for (const table of tables) {
      if ((await countOf(app.database.admin, table, `tenant_id = ${other}`)) > 0) names.push(table);
    }
    return names;
  };

  it('sees no row of any table without a tenant', async () => {
    expect(await filled()).toEqual(
      expect.arrayContaining(['users', 'tickets', 'ticket_messages', 'departments', 'sla_policies']),
    );
    const seen = await signedFor(null, async () => {
      const counts: [string, number][] = [];
      for (const table of tables) counts.push([table, await countOf(raw, table)]);
      return counts;
    });
    expect(seen.filter(([, count]) => count > 0)).toEqual([]);
  });

  it('sees its own rows and none of another tenant', async () => {
    const seen = await signedFor(demo, async () => {
      expect(await countOf(raw, 'tickets')).toBeGreaterThan(3);
      const counts: [string, number][] = [];
      for (const table of tables) counts.push([table, await countOf(raw, table, `tenant_id <> ${demo}`)]);
      return counts;
    });
    expect(seen.filter(([, count]) => count > 0)).toEqual([]);
  });

  it.each([['no tenant'], ['the demo tenant']])(
    'signed for %s puts no row into another tenant',
    async (signed) => {
      for (const table of await filled()) {
        const { rows } = await app.database.admin.query<{ row: object }>(
          `SELECT to_jsonb(t) AS row FROM ${table} t WHERE tenant_id = $1 LIMIT 1`,
          [other],
        );
        const columns = await columnsOf(table);
        const insert = () =>
          raw.query(
            `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::${table}, $1)`,
            [JSON.stringify(rows[0]!.row)],
          );
        const inserting = signedFor(signed === 'no tenant' ? null : demo, insert);
        await expect(inserting).rejects.toMatchObject({ code: '42501' });
      }
    },
  );

  it('cannot change, delete or move rows across tenants', async () => {
    const touched = await signedFor(demo, async () => {
      const counts: (number | null)[] = [];
      // Nobody changes or deletes those of the audit log, whosever they are.
      const changeable = (await filled()).filter((table) => table !== 'audit_entries');
      for (const table of changeable) {
        await raw.query('SAVEPOINT one');
        const deleted = await raw.query(`DELETE FROM ${table} WHERE tenant_id = $1`, [other]);
        const updated = await raw.query(`UPDATE ${table} SET tenant_id = tenant_id WHERE tenant_id = $1`, [
          other,
        ]);
        counts.push(deleted.rowCount, updated.rowCount);
      }
      return counts;
    });
    expect(touched.filter((count) => count !== 0)).toEqual([]);
    const moved = signedFor(demo, () =>
      raw.query('UPDATE departments SET tenant_id = $1 WHERE tenant_id = $2', [other, demo]),
    );
    await expect(moved).rejects.toMatchObject({ code: '42501' });
  });
});
