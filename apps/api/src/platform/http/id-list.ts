import { API_BASE, DEFAULT_PAGE_SIZE, type Page } from '@noxdesk/contracts';
import { type Statement, sql } from '../database/sql.js';
import type { Caller } from './caller.js';
import { type Cursor, type Cursors, readPage } from './cursor.js';

/** One condition of a list: SQL in which `?` stands for the value. */
export interface Filter {
  clause: string;
  value: unknown;
}

export interface IdList<Row> {
  cursors: Cursors;
  /** The route's path, below the base of the API. */
  path: string;
  input: { rawQuery: Record<string, string>; query: { limit?: number | undefined } };
  label: string;
  /** `SELECT … FROM … WHERE …`; its parameters are those of `params`. */
  select: string;
  params: readonly unknown[];
  /** The id as the statement calls it; what carries its order is an index. */
  id: string;
  filters?: readonly (Filter | undefined)[];
  query: (statement: Statement, params: readonly unknown[]) => Promise<Row[]>;
}

/** Reads one page of a list that stands in the order of its ids, which is the order in which things were made. */
export function readPageById<Row extends { id: string | number }>(list: IdList<Row>): Promise<Page<Row>> {
  const { cursors, path, input } = list;
  return readPage({
    cursors,
    path: `${API_BASE}${path}`,
    raw: input.rawQuery,
    limit: input.query.limit ?? DEFAULT_PAGE_SIZE,
    at: (row) => [row.id],
    read: (cursor, limit) => list.query(...statementOf(list, cursor, limit)),
  });
}

function statementOf<Row>(
  { label, select, params, id, filters = [] }: IdList<Row>,
  cursor: Cursor | undefined,
  limit: number,
): [Statement, unknown[]] {
  const values = [...params];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const clauses = filters
    .filter((filter) => filter !== undefined)
    .map(({ clause, value }) => `AND (${clause.replaceAll('?', parameter(value))})`);
  if (cursor) clauses.push(`AND ${id} ${cursor.backwards ? '<' : '>'} ${parameter(cursor.at[0])}`);
  const order = `ORDER BY ${id} ${cursor?.backwards ? 'DESC' : 'ASC'} LIMIT ${parameter(limit)}`;
  return [sql(label, [select, ...clauses, order].join('\n')), values];
}

/** Finds the words in any of the columns, whatever their case and accents; undefined where there is nothing to find. */
export function containing(columns: readonly string[], words: string | undefined): Filter | undefined {
  if (words === undefined) return undefined;
  const clause = columns.map((column) => `unaccent(lower(${column})) LIKE unaccent(lower(?))`).join(' OR ');
  return { clause, value: `%${words.replace(/[\\%_]/g, '\\$&')}%` };
}

/** What is for everyone and for the caller's departments; an admin sees that of all of them. */
export const inDepartmentsOf = ({ role, departmentIds }: Caller): Filter | undefined =>
  role === 'admin'
    ? undefined
    : { clause: 'department_id IS NULL OR department_id = ANY (?::int[])', value: departmentIds };
