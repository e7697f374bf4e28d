import pg from 'pg';
import type { SecretBox } from '../platform/security/secret-box.js';
import { connectAsOwner, enterTenant, readTenantIds } from './catalogue.js';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.js';

/** Rows renewed in one transaction. */
const BATCH = 200;

export interface Rotation {
  renewed: number;
  /** Values that the current key does not open, by column; empty once the previous secrets may go. */
  left: { table: string; column: string; count: number }[];
}

/**
 * Seals every stored secret anew under the current key. It works in small transactions and goes on where it was
 * stopped: what is under the current key already is passed over. The application may run meanwhile, as long as it
 * knows both keys.
 */
export async function rotateSecrets(ownerUrl: string, box: SecretBox): Promise<Rotation> {
  const client = await connectAsOwner(ownerUrl, 'noxdesk-rotation');
  try {
    let renewed = 0;
    const tenantIds = await readTenantIds(client);
    for (const sealed of SEALED_COLUMNS) {
      for (const tenantId of tenantIds) renewed += await renewColumn(client, box, sealed, tenantId);
    }
    return { renewed, left: await countLeft(client, box, tenantIds) };
  } finally {
    await client.end();
  }
}

async function renewColumn(
  client: pg.Client,
  box: SecretBox,
  sealed: SealedColumn,
  tenantId: number,
): Promise<number> {
  const [table, column, id] = [sealed.table, sealed.column, sealed.id].map((name) =>
    pg.escapeIdentifier(name),
  );
  let renewed = 0;
  for (let last = ''; ;) {
    await client.query('BEGIN');
    await enterTenant(client, tenantId);
    const { rows } = await client.query<{ id: string; value: string }>(
      `SELECT ${id}::text AS id, ${column} AS value FROM ${table}
       WHERE tenant_id = $1 AND ${id}::text > $2 AND ${column} LIKE 'v1.%' AND ${column} NOT LIKE $3
       ORDER BY ${id}::text LIMIT ${BATCH} FOR UPDATE`,
      [tenantId, last, `v1.${box.keyId.replace(/[\\%_]/g, '\\$&')}.%`],
    );
    for (const row of rows) {
      const value = box.renew(row.value, sealed.context(tenantId, row.id));
      if (value === undefined) continue;
      await client.query(`UPDATE ${table} SET ${column} = $3 WHERE tenant_id = $1 AND ${id}::text = $2`, [
        tenantId,
        row.id,
        value,
      ]);
      renewed += 1;
    }
    await client.query('COMMIT');
    if (rows.length < BATCH) return renewed;
    last = rows.at(-1)!.id;
  }
}

/** Looks into every column that could hold sealed text, known or not, for values under another key. */
async function countLeft(
  client: pg.Client,
  box: SecretBox,
  tenantIds: readonly number[],
): Promise<Rotation['left']> {
  const { rows: columns } = await client.query<{ table: string; column: string; hasTenant: boolean }>(
    `SELECT c.relname AS "table", a.attname AS "column",
       EXISTS (SELECT 1 FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'tenant_id') AS "hasTenant"
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname NOT IN ('counters', 'ticket_messages') AND a.atttypid IN ('text'::regtype, 'jsonb'::regtype)
     ORDER BY 1, 2`,
  );
  const left: Rotation['left'] = [];
  // A value stands alone in its column or in quotes within JSON; the words of people are not looked into.
  const pattern =
    '^v1\\.[A-Za-z0-9_-]{8}\\.[A-Za-z0-9_-]{16}\\.|"v1\\.[A-Za-z0-9_-]{8}\\.[A-Za-z0-9_-]{16}\\.';
  for (const { table, column, hasTenant } of columns) {
    let count = 0;
    for (const tenantId of hasTenant ? tenantIds : [undefined]) {
      await client.query('BEGIN');
      if (tenantId !== undefined) await enterTenant(client, tenantId);
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::integer AS count FROM ${pg.escapeIdentifier(table)}
         WHERE ${pg.escapeIdentifier(column)}::text ~ $1
           AND strpos(${pg.escapeIdentifier(column)}::text, $2) = 0
           ${tenantId === undefined ? '' : `AND tenant_id = ${tenantId}`}`,
        [pattern, `v1.${box.keyId}.`],
      );
      await client.query('COMMIT');
      count += rows[0]!.count;
    }
    if (count > 0) left.push({ table, column, count });
  }
  return left;
}
