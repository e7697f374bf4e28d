import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rotateSecrets } from '../../src/operations/rotate-secrets.js';
import { SEALED_COLUMNS } from '../../src/operations/sealed-columns.js';
import { verifyAudit } from '../../src/operations/verify-audit.js';
import { Keys } from '../../src/platform/security/keys.js';
import { SecretBox } from '../../src/platform/security/secret-box.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL, as the owner whom row-level security binds, and the application that sealed the secrets.
const [old, next] = ['o'.repeat(40), 'n'.repeat(40)] as [string, string];
let app: TestApp;
let tenants: TestTenant[];
let admins: TestUser[];

beforeAll(async () => {
  app = await startTestApp({ secret: old });
  tenants = [await createTenant(app), await createTenant(app)];
  admins = await Promise.all(tenants.map((tenant) => createUser(app, tenant, { role: 'admin' })));
  for (const { token } of admins) {
    await app.request({
      method: 'POST',
      path: 'mail-accounts/',
      token,
      body: {
        ...{
          department: 1,
          address: `box-${token.slice(-6)}@example.test`,
          protocol: 'imap',
          port: 993,
          tls: 'tls',
        },
        ...{ host: '127.0.0.1', username: 'box', password: 'hunter2', enabled: false },
      },
    });
    for (let index = 0; index < 3; index += 1) {
      const body = { url: `https://example.test/${index}`, events: ['ticket.created'] };
      await app.request({ method: 'POST', path: 'webhooks/', token, body });
    }
  }
});
afterAll(() => app.close());

const stored = async () => {
  const found: { table: string; value: string; context: string }[] = [];
  for (const { table, column, id, context } of SEALED_COLUMNS) {
    const { rows } = await app.database.admin.query<{ tenant: number; id: string; value: string }>(
      `SELECT tenant_id AS tenant, ${id}::text AS id, ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`,
    );
    found.push(...rows.map((row) => ({ table, value: row.value, context: context(row.tenant, row.id) })));
  }
  return found;
};

describe('a rotation of the root secret', () => {
  it('seals everything anew under the new key, across tenants, and has nothing to do the second time', async () => {
    const before = await stored();
    expect(before.length).toBeGreaterThanOrEqual(8);
    const { renewed, left } = await rotateSecrets(
      app.database.ownerUrl,
      new SecretBox(new Keys(next, [old])),
    );
    expect({ renewed, left }).toEqual({ renewed: before.length, left: [] });
    const alone = new SecretBox(new Keys(next));
    const plain = (await stored()).map(({ value, context }) => alone.open(value, context));
    expect(plain.filter((text) => text.includes('hunter2'))).toHaveLength(2);
    const again = await rotateSecrets(app.database.ownerUrl, new SecretBox(new Keys(next, [old])));
    expect(again).toEqual({ renewed: 0, left: [] });
  });

  it('goes on where it was stopped', async () => {
    const boxes = [new SecretBox(new Keys(old, [next])), new SecretBox(new Keys(next, [old]))] as const;
    await rotateSecrets(app.database.ownerUrl, boxes[0]);
    const [first] = await stored();
    const renewed = boxes[1].renew(first!.value, first!.context);
    await app.database.admin.query(`UPDATE ${first!.table} SET secrets = $1 WHERE secrets = $2`, [
      renewed,
      first!.value,
    ]);
    const all = await stored();
    const rest = await rotateSecrets(app.database.ownerUrl, boxes[1]);
    expect(rest).toEqual({ renewed: all.length - 1, left: [] });
  });

  it('does not call itself done while a sealed value lies where nobody said there would be one', async () => {
    const stray = new SecretBox(new Keys(old)).seal('x', 'nowhere');
    await app.database.admin.query('UPDATE organizations SET name = name');
    await app.database.admin.query(
      `INSERT INTO organizations (tenant_id, id, name, created_at) VALUES ($1, gen_random_uuid(), $2, now())`,
      [tenants[0]!.id, stray],
    );
    const { left } = await rotateSecrets(app.database.ownerUrl, new SecretBox(new Keys(next, [old])));
    expect(left).toEqual([{ table: 'organizations', column: 'name', count: 1 }]);
    await app.database.admin.query('DELETE FROM organizations WHERE name = $1', [stray]);
  });

  it('fails, and changes nothing, without the key that sealed them', async () => {
    const before = await stored();
    const stranger = new SecretBox(new Keys('x'.repeat(40)));
    await expect(rotateSecrets(app.database.ownerUrl, stranger)).rejects.toThrow('another SECRET_KEY');
    expect(await stored()).toEqual(before);
  });

  it('knows of every column that the application seals', async () => {
    const { rows } = await app.database.admin.query<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns
       WHERE table_schema = 'public' AND data_type = 'text' AND column_name ~ '(^|_)(secret|secrets|sealed)$'
       ORDER BY 1, 2`,
    );
    const known = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort();
    expect(known).toEqual(rows.map(({ table, column }) => `${table}.${column}`));
  });
});

describe('the command that verifies the audit log', () => {
  it('tells of a whole chain, and notes its head', async () => {
    const chains = await verifyAudit(app.database.ownerUrl);
    expect(chains.map(({ brokenAt }) => brokenAt)).toEqual([null, null]);
    expect(chains[0]!.entries).toBeGreaterThan(4);
    expect(chains[0]!.head).toMatch(/^[0-9a-f]{64}$/);
  });

  it('finds entries that were cut off the end, by a head that was noted before', async () => {
    const [{ tenant, entries, head } = { tenant: '', entries: 0, head: '' }] = await verifyAudit(
      app.database.ownerUrl,
    );
    const { admin } = app.database;
    await admin.query('ALTER TABLE audit_entries DISABLE TRIGGER keep');
    await admin.query('DELETE FROM audit_entries WHERE tenant_id = $1 AND position = $2', [
      tenants[0]!.id,
      entries,
    ]);
    await admin.query('ALTER TABLE audit_entries ENABLE TRIGGER keep');
    expect((await verifyAudit(app.database.ownerUrl))[0]!.brokenAt).toBeNull();
    const noted = `${tenant}:${entries}:${head}`;
    expect((await verifyAudit(app.database.ownerUrl, [noted]))[0]!.brokenAt).toBe(entries);
  });
});
