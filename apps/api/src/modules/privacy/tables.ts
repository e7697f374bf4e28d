import { sql, type Statement } from '../../platform/database/sql.js';
import type { Transaction } from '../../platform/database/unit-of-work.js';

/** A table of the tenant, with how it hangs together with people and tickets. */
export interface TenantTable {
  name: string;
  columns: string[];
  /** Its primary key without the tenant, with types. */
  key: { column: string; type: string }[];
  /** Columns that name a user. */
  users: string[];
  /** Those of them whose rows go with the user. */
  ownedBy: string[];
  /** Columns that name a ticket. */
  tickets: string[];
  /** Those of them that are emptied where the ticket goes, since nobody else does it. */
  loose: string[];
}

const TABLES = sql(
  'privacy.tables',
  `SELECT c.relname AS name,
     (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
     coalesce((SELECT jsonb_agg(jsonb_build_object('column', a.attname, 'type', format_type(a.atttypid, NULL))
        ORDER BY array_position(i.indkey::smallint[], a.attnum))
      FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
      WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname <> 'tenant_id'), '[]') AS key,
     coalesce((SELECT jsonb_agg(jsonb_build_object('column', a.attname, 'to', f.confrelid::regclass::text, 'rule', f.confdeltype))
      FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (f.conkey)
      WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attname <> 'tenant_id'
        AND f.confrelid IN ('users'::regclass, 'tickets'::regclass)), '[]') AS references
   FROM pg_class c
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')
   ORDER BY c.relname`,
);

interface Row extends Pick<TenantTable, 'name' | 'columns' | 'key'> {
  references: { column: string; to: 'users' | 'tickets'; rule: string }[];
}

/** Every table of tenants, as the database itself knows it: a new one is not forgotten. */
export async function readTenantTables(tx: Transaction): Promise<TenantTable[]> {
  const rows = await tx.query<Row & Record<string, unknown>>(TABLES);
  return rows.map(({ name, columns, key, references }) => {
    const to = (table: string, rules?: string) =>
      references
        .filter((one) => one.to === table && (rules?.includes(one.rule) ?? true))
        .map(({ column }) => column);
    return {
      name,
      columns,
      key,
      users: to('users'),
      ownedBy: to('users', 'c'),
      tickets: to('tickets'),
      // No action and restrict: the deletion of the ticket would fail.
      loose: to('tickets', 'ar'),
    };
  });
}

/** What nobody takes away in an archive: hashes, keys, and what only a machine can read. */
const LEFT_OUT = [
  ...[
    'password_hash',
    'secrets',
    'secret',
    'client_secret',
    'token_hash',
    'code_hash',
    'public_key',
    'salt',
    'search',
  ],
  'credential_id',
];
/** What passes through, or is about other exports. */
const PASSING = new Set([
  'outbox_jobs',
  'idempotency_keys',
  'bulk_changes',
  'webhook_deliveries',
  'data_exports',
]);

/** Rows of a table, page by page in the order of its key. */
export interface TablePages {
  table: TenantTable;
  /** The page behind a key; of one that is undefined, the first. */
  page(after: readonly unknown[] | undefined): { statement: Statement; params: unknown[] };
}

const PAGE = 500;

/** @param where a condition on `t` with `$1` the tenant, `$2` the person and `$3` their address */
export function pagesOf(table: TenantTable, where: string, values: readonly unknown[]): TablePages {
  const names = table.key.map(({ column }) => `t."${column}"`).join(', ');
  const first = values.length + 1;
  const marks = table.key.map(({ type }, index) => `$${first + index}::text::${type}`).join(', ');
  const hidden = `'{${LEFT_OUT.join(',')}}'::text[]`;
  const text = (more: string) =>
    `SELECT to_jsonb(t) - ${hidden} AS row, ARRAY[${table.key.map(({ column }) => `t."${column}"::text`).join(', ')}]::text[] AS key
     FROM "${table.name}" t WHERE t.tenant_id = $1 AND (${where}) ${more}
     ${names && `ORDER BY ${names}`} LIMIT ${PAGE}`;
  return {
    table,
    page: (after) =>
      after === undefined
        ? { statement: sql(`privacy.${table.name}`, text('')), params: [...values] }
        : {
            statement: sql(`privacy.${table.name}.more`, text(`AND (${names}) > (${marks})`)),
            params: [...values, ...after],
          },
  };
}

export const isFullPage = (rows: readonly unknown[]): boolean => rows.length === PAGE;

/** Every table, for an archive of the tenant. */
export const ofTenant = (tables: readonly TenantTable[], tenantId: number): TablePages[] =>
  tables.filter(({ name }) => !PASSING.has(name)).map((table) => pagesOf(table, 'true', [tenantId]));

const OWN_TICKETS = 'SELECT o.id FROM tickets o WHERE o.tenant_id = $1 AND o.requester_id = $2';
/** What no reference tells. Tickets that somebody works on are not about them. */
const SPECIAL: Record<string, string> = {
  users: 't.id = $2',
  tickets: 't.requester_id = $2',
  audit_entries: 't.actor_id = $2',
  mail_ledger: `t.from_address = $3 OR t.ticket_id IN (${OWN_TICKETS})`,
  outbound_mails: `t.recipient_id = $2 OR t.recipients @> ARRAY[$3] OR t.ticket_id IN (${OWN_TICKETS})`,
  mail_suppressions: 't.address = $3',
  organizations: 't.id = (SELECT u.organization_id FROM users u WHERE u.tenant_id = $1 AND u.id = $2)',
};

/** The tables that tell of a person, with the rows that do. */
export function ofPerson(
  tables: readonly TenantTable[],
  tenantId: number,
  { id, email }: { id: string; email: string },
): TablePages[] {
  return tables
    .filter(({ name }) => !PASSING.has(name))
    .flatMap((table) => {
      const conditions = SPECIAL[table.name]
        ? [SPECIAL[table.name]!]
        : [
            ...table.users.map((column) => `t."${column}" = $2`),
            ...table.tickets.map((column) => `t."${column}" IN (${OWN_TICKETS})`),
          ];
      if (conditions.length === 0) return [];
      // Each of the three is named, so that its type is known whichever are asked for.
      const where = `(${conditions.join(' OR ')}) AND $2::uuid IS NOT NULL AND $3::text IS NOT NULL`;
      return [pagesOf(table, where, [tenantId, id, email])];
    });
}
