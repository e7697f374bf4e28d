import type pg from 'pg';

interface Index {
  name: string;
  definition: string;
}

/** Takes the plain indexes of the tables away while they are filled, makes them again, and has everything analysed. */
export async function bulkLoad(
  client: pg.ClientBase,
  tables: readonly string[],
  say: (line: string) => void,
  load: () => Promise<void>,
): Promise<void> {
  const { rows } = await client.query<Index>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
     FROM pg_index i WHERE i.indrelid = ANY ($1::regclass[]) AND NOT EXISTS (
       SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
    [tables],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await load();
  await client.query(`SET maintenance_work_mem = '1GB'`);
  for (const { name, definition } of rows) {
    say(`index ${name}`);
    await client.query(definition);
  }
  say('vacuum and analyze');
  // Also empties the pending list of the full-text index and marks pages as all visible.
  await client.query('VACUUM (ANALYZE)');
}
