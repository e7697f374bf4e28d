import pg from 'pg';

/** A table whose rows belong into a backup. */
export interface Table {
  name: string;
  /** Those that are stored, not computed. */
  columns: string[];
  hasTenant: boolean;
}

const TABLES = `
  SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
    bool_or(a.attname = 'tenant_id') AS "hasTenant"
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relpersistence = 'p' AND c.relname <> 'migrations'
  GROUP BY c.relname ORDER BY c.relname`;
const REFERENCES = `
  SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS "to" FROM pg_constraint
  WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid`;

/** @param name tells the command apart in `pg_stat_activity` */
export async function connectAsOwner(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name });
  // A connection that breaks fails the statement that waits on it, or the next one.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Every table that lasts, each after those that it refers to. The record of migrations is kept apart. */
export async function readTables(client: pg.Client): Promise<Table[]> {
  const { rows: tables } = await client.query<Table>(TABLES);
  const { rows: references } = await client.query<{ from: string; to: string }>(REFERENCES);
  const ordered: Table[] = [];
  const visit = (table: Table, path: readonly string[]) => {
    if (ordered.includes(table)) return;
    if (path.includes(table.name)) throw new Error(`Tables refer to each other: ${path.join(' → ')}`);
    for (const { from, to } of references) {
      const needed = from === table.name && tables.find(({ name }) => name === to);
      if (needed) visit(needed, [...path, table.name]);
    }
    ordered.push(table);
  };
  for (const table of tables) visit(table, []);
  return ordered;
}

const KEY = '(t[0-9]+/[0-9a-f]{2}/[0-9a-f]{64})';

/**
 * For every column that names blobs, a query of their keys in a tenant: columns called `blob_key` or `…_blob_key`, and
 * documents called `files`.
 */
export const blobQueries = (tables: readonly Table[]): ((tenantId: number) => string)[] =>
  tables.flatMap(({ name, columns }) =>
    columns.flatMap((column) => {
      const from = (tenantId: number) => `FROM ${name} WHERE tenant_id = ${tenantId}`;
      if (/(?:^|_)blob_key$/.test(column)) {
        return [
          (tenantId: number) => `SELECT DISTINCT ${column} ${from(tenantId)} AND ${column} IS NOT NULL`,
        ];
      }
      if (column !== 'files') return [];
      return [
        (tenantId: number) =>
          `SELECT DISTINCT (regexp_matches(files::text, '${KEY}', 'g'))[1] ${from(tenantId)}`,
      ];
    }),
  );

/** Where each sequence of ours stands. */
export async function readSequences(client: pg.Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = 'public' AND last_value IS NOT NULL`,
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

export async function readTenantIds(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ id: number }>('SELECT id FROM tenants ORDER BY id');
  return rows.map(({ id }) => id);
}

/** Signs the rest of the transaction for a tenant, as row-level security wants it of the owner, too. */
export async function enterTenant(client: pg.Client, tenantId: number): Promise<void> {
  await client.query(`SELECT set_config('noxdesk.tenant', $1, true)`, [String(tenantId)]);
}
