import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../src/platform/database/sql.js';
import { TenantCache } from '../../src/platform/database/tenant-cache.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { createTenant, type TestTenant } from '../factories/people.js';
import { startTestApp, type TestApp } from '../support/app.js';

// Real: PostgreSQL behind row-level security, over the connections that the application itself uses.
let app: TestApp;
let work: UnitOfWork;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  app = await startTestApp();
  work = app.app.get(UnitOfWork, { strict: false });
  tenant = await createTenant(app);
  other = await createTenant(app);
});

afterAll(() => app?.close());

const NAMES = sql('test.names', 'SELECT name FROM departments ORDER BY id');
const RENAME = sql('test.rename', 'UPDATE departments SET name = $1 WHERE id = 1');
const BROKEN = sql('test.broken', 'SELECT 1 / $1::int AS never');
const NUMBER = sql('test.number', 'SELECT $1::int AS number');

/** The same text again under a name that no connection has prepared. */
let count = 0;
const anew = (text: string) => sql(`test.anew-${(count += 1)}`, text);

describe('what goes over the wire', () => {
  it.each<[type: string, value: unknown, back: unknown]>([
    ['text', 'Ñandú «comillas» \\ " \' 🙂', 'Ñandú «comillas» \\ " \' 🙂'],
    ['int', 42, 42],
    ['boolean', false, false],
    ['timestamptz', new Date('2026-11-23T19:34:53.007Z'), new Date('2026-11-23T19:34:53.007Z')],
    ['timestamptz', new Date('2026-11-23T19:34:53Z'), new Date('2026-11-23T19:34:53Z')],
    ['timestamptz', new Date('0099-01-02T03:04:05.6Z'), new Date('0099-01-02T03:04:05.6Z')],
    ['timestamptz', 'infinity', Infinity],
    [
      'text[]',
      ['a', 'NULL', null, 'con "comillas", y \\', ''],
      ['a', 'NULL', null, 'con "comillas", y \\', ''],
    ],
    ['int[]', [], []],
    ['jsonb', { a: [1, null, 'á'] }, { a: [1, null, 'á'] }],
    ['bytea', Uint8Array.of(0, 255, 10), Buffer.from([0, 255, 10])],
    ['uuid', null, null],
  ])('comes back as it went: %s %j', async (type, value, back) => {
    const [row] = await work.definer(anew(`SELECT $1::${type} AS value`), [value]);
    expect(row!.value).toEqual(back);
  });
});

describe('a unit of work', () => {
  it('sees its tenant, and the next one on the same connections sees its own', async () => {
    await work.run(tenant.id, (tx) => tx.query(RENAME, ['Uno']));
    await work.run(other.id, (tx) => tx.query(RENAME, ['Otro']));
    const [own, others] = await Promise.all([
      work.run(tenant.id, (tx) => tx.query(NAMES)),
      work.read(other.id, (tx) => tx.query(NAMES)),
    ]);
    expect(own[0]).toEqual({ name: 'Uno' });
    expect(others[0]).toEqual({ name: 'Otro' });
  });

  it('takes everything back when one of the statements sent together fails, and tells which one', async () => {
    const failed = work.run(tenant.id, async (tx) => {
      tx.send(RENAME, ['Nunca']);
      tx.send(BROKEN, [0]);
      await tx.query(NUMBER, [1]);
    });
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    expect((await work.read(tenant.id, (tx) => tx.query(NAMES)))[0]).toEqual({ name: 'Uno' });
  });

  it('fails at the commit for what was sent and not waited for', async () => {
    const failed = work.run(tenant.id, async (tx) => tx.send(BROKEN, [0]));
    await expect(failed).rejects.toMatchObject({ code: '22012' });
  });

  it('does not commit where a failure was swallowed', async () => {
    const failed = work.run(tenant.id, async (tx) => {
      tx.send(RENAME, ['Tragado']);
      await tx.query(BROKEN, [0]).catch(() => undefined);
    });
    await expect(failed).rejects.toThrow();
    expect((await work.read(tenant.id, (tx) => tx.query(NAMES)))[0]).toEqual({ name: 'Uno' });
  });

  it('prepares a statement again where an error came before it could be prepared', async () => {
    const fresh = anew('SELECT $1::int AS number');
    // One connection after the other meets the error first.
    for (let i = 0; i < 25; i += 1) {
      const failed = work.read(tenant.id, (tx) => Promise.all([tx.query(BROKEN, [0]), tx.query(fresh, [i])]));
      await expect(failed).rejects.toMatchObject({ code: '22012' });
      expect(await work.read(tenant.id, (tx) => tx.query(fresh, [i]))).toEqual([{ number: i }]);
    }
  });

  it('goes on with statements that follow from the answers to earlier ones', async () => {
    const sum = await work.run(tenant.id, async (tx) => {
      const [one, two] = await Promise.all([tx.query(NUMBER, [1]), tx.query(NUMBER, [2])]);
      const [three] = await tx.query(NUMBER, [one![0]!.number + two![0]!.number]);
      return three!.number as number;
    });
    expect(sum).toBe(3);
  });
});

describe('reading', () => {
  it('refuses a statement that comes after the others have gone, instead of answering for no tenant', async () => {
    const late = work.read(tenant.id, async (tx) => {
      await tx.query(NAMES);
      return tx.query(NAMES);
    });
    await expect(late).rejects.toThrow('came after the reads');
  });

  it('does not write', async () => {
    await expect(work.read(tenant.id, async (tx) => tx.send(RENAME, ['x']))).rejects.toThrow('only reads');
  });

  it('takes part in the unit of work it is called in, and sees what that has written', async () => {
    const names = await work.run(tenant.id, async (tx) => {
      tx.send(RENAME, ['Dentro']);
      return work.read(tenant.id, (reading) => reading.query(NAMES));
    });
    expect(names[0]).toEqual({ name: 'Dentro' });
  });

  it('leaves its connection usable after a failure', async () => {
    for (let i = 0; i < 25; i += 1) {
      await expect(work.read(tenant.id, (tx) => tx.query(BROKEN, [0]))).rejects.toMatchObject({
        code: '22012',
      });
    }
    expect(await work.read(tenant.id, (tx) => tx.query(NAMES))).toHaveLength(2);
  });
});

describe('what is remembered of a tenant', () => {
  const LIMIT = sql(
    'test.limit',
    'SELECT mail_flood_limit AS most FROM tenant_settings WHERE tenant_id = $1',
  );
  let reads = 0;
  const limit = () =>
    app.app.get(TenantCache, { strict: false }).get('test-limit', async () => {
      reads += 1;
      const [row] = await work.tx.query<{ most: number }>(LIMIT, [work.tx.tenantId]);
      return row!.most;
    });
  const set = (most: number, tenantId = tenant.id) =>
    `UPDATE tenant_settings SET mail_flood_limit = ${most} WHERE tenant_id = ${tenantId}`;
  const seen = () => work.run(tenant.id, limit);
  const readsOf = async (action: () => Promise<unknown>) => {
    const before = reads;
    await action();
    return reads - before;
  };

  it('is read once, and anew as soon as somebody has changed it, whoever that was', async () => {
    await seen();
    expect(await readsOf(seen)).toBe(0);
    await app.database.admin.query(set(7));
    expect(await seen()).toBe(7);
    expect(await readsOf(seen)).toBe(0);
  });

  it('stays while another tenant, or what is no setting, changes', async () => {
    await seen();
    await app.database.admin.query(set(9, other.id));
    await app.database.admin.query(
      `UPDATE webhooks SET failing_since = now() WHERE tenant_id = ${tenant.id}`,
    );
    expect(await readsOf(seen)).toBe(0);
  });

  it('forgets what was read under a change that was taken back', async () => {
    await app.database.admin.query(set(11));
    const undone = work.run(tenant.id, async (tx) => {
      await tx.query(anew(set(12)));
      expect(await limit()).toBe(12);
      throw new Error('taken back');
    });
    await expect(undone).rejects.toThrow('taken back');
    expect(await seen()).toBe(11);
    await app.database.admin.query(set(13));
    expect(await seen()).toBe(13);
  });

  it('moves with every table that is remembered', async () => {
    const { rows } = await app.database.admin.query<{ table: string }>(
      `SELECT c.relname AS "table" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
       WHERE t.tgname = 'config_version' ORDER BY 1`,
    );
    expect(rows.map(({ table }) => table)).toEqual([
      ...['mail_accounts', 'mail_templates', 'sla_policies', 'sla_policy_versions', 'tenant_appearance'],
      ...['tenant_settings', 'tenants', 'webhooks'],
    ]);
  });
});
