import type { TicketQuery } from '@noxdesk/contracts';
import { sql, type Statement } from '../../platform/database/sql.js';
import type { Caller } from '../../platform/http/caller.js';
import type { Cursor } from '../../platform/http/cursor.js';
import { branchedRows, type Branches, branchesOf } from './list-branches.js';
import {
  amongLooked,
  readDownClause,
  type Search,
  searchClause,
  type Window,
  type WordSearch,
} from './ticket-search.js';
import { type ListedTicketRow, priorityRank, TICKET_COLUMNS, TICKET_JOINS } from './ticket.row.js';
import { oneOf, Params, visibilityClause } from './ticket-visibility.js';

/** What a list can be sorted by, of a row. */
export type SortedRow = Pick<ListedTicketRow, 'id' | 'updated_at' | 'created_at' | 'priority' | 'sla_due_at'>;

interface SortKey {
  column: string;
  cast: string;
  nullable: boolean;
  of: (row: SortedRow) => string | number | null;
}

const SORT_KEYS: Record<string, SortKey> = {
  updated_at: {
    column: 't.updated_at',
    cast: 'timestamptz',
    nullable: false,
    of: (row) => row.updated_at.toISOString(),
  },
  created_at: {
    column: 't.created_at',
    cast: 'timestamptz',
    nullable: false,
    of: (row) => row.created_at.toISOString(),
  },
  priority: { column: 't.priority', cast: 'smallint', nullable: false, of: (row) => row.priority },
  sla_due_at: {
    column: 't.sla_due_at',
    cast: 'timestamptz',
    nullable: true,
    of: (row) => row.sla_due_at?.toISOString() ?? null,
  },
};

const sortOf = (ordering: TicketQuery['ordering']) => ({
  key: SORT_KEYS[ordering.replace(/^-/, '')]!,
  descending: ordering.startsWith('-'),
});

/** The sort values of a row, for its cursor. */
export const cursorOf = (ordering: TicketQuery['ordering']) => {
  const { key } = sortOf(ordering);
  return (row: SortedRow): (string | number | null)[] => [key.of(row), row.id];
};

/** A list as it is asked for. */
export interface ListRequest {
  caller: Caller;
  query: TicketQuery;
  search: Search | null;
  cursor: Cursor | undefined;
  limit: number;
}

/**
 * How many rows are asked for is part of the text, in these sizes: a statement that is planned once has to be told
 * that only a page is wanted.
 */
const PAGES = [26, 51, 101];
const pageOf = (limit: number) => PAGES.find((size) => size >= limit) ?? limit;

/**
 * One page of the list, at least `limit` rows where there are as many: the statement is named by its shape, so each
 * combination of filters is prepared once. Only the rows of the page meet the tables that name their people and places.
 * @param window how far the list is looked through for what is searched; null: the search knows its tickets
 */
export function listStatement(
  request: ListRequest,
  window: Window | null = null,
): { statement: Statement; params: unknown[] } {
  const { caller, query, search, cursor } = request;
  const params = new Params();
  const tenant = params.add(caller.tenantId);
  const branches = search ? null : branchesOf(within(caller, query), query);
  const where = conditions(request, branches, params, tenant);
  if (search && !window) where.push(searchClause(search, params));
  const sort = readingOrder(query.ordering, cursor);
  if (cursor) where.push(afterCursor(sort, cursor, params));
  const rows: Rows = { where, order: sort.order, limit: pageOf(request.limit) };
  const preview = caller.role === 'customer' ? 't.public_preview' : 't.preview';
  const page = () => {
    if (branches) return branchedRows(branches, { ...rows, sort: sort.key.column }, params);
    if (window) return windowRows(request, { ...rows, window }, params, tenant);
    return `SELECT t.* FROM tickets t WHERE ${where.join('\n AND ')} ${rows.order} LIMIT ${rows.limit}`;
  };
  const text = `
    SELECT ${TICKET_COLUMNS}, ${preview} AS shown_preview
    FROM ${branches || window ? `(${page()}) page JOIN tickets t ON t.tenant_id = ${tenant} AND t.id = page.id` : `(${page()}) t`}
    ${TICKET_JOINS}
    ${rows.order}`;
  return { statement: sql('tickets.list', text), params: params.values };
}

interface Rows {
  where: string[];
  order: string;
  limit: number;
}

/** The ids of a page of what is found within a window of the list. */
function windowRows(
  { caller, search, query }: ListRequest,
  { where, order, limit, window }: Rows & { window: Window },
  params: Params,
  tenant: string,
): string {
  const looked = lookedAt(query.ordering, { where, order }, window);
  const found = foundIn(window, search as WordSearch, caller, params, tenant);
  // Read down, the list ends with the page; of the index all of the window is asked at once.
  return window.how === 'down'
    ? `SELECT t.id FROM (${looked}) t WHERE ${found} ${order} LIMIT ${limit}`
    : `WITH looked AS MATERIALIZED (${looked}) SELECT t.id FROM looked t WHERE ${found} ${order} LIMIT ${limit}`;
}

/** The tickets of a window, with what the list is sorted by. */
function lookedAt(
  ordering: TicketQuery['ordering'],
  { where, order }: Pick<Rows, 'where' | 'order'>,
  { reach }: Window,
): string {
  const { column } = sortOf(ordering).key;
  return `SELECT t.id, ${column} FROM tickets t WHERE ${where.join('\n AND ')} ${order} LIMIT ${reach}`;
}

/** The condition on a ticket `t` of a window that the words stand in it; `among` reads the window as `looked`. */
function foundIn({ how }: Window, words: WordSearch, caller: Caller, params: Params, tenant: string): string {
  return how === 'down'
    ? readDownClause(words, caller, params, tenant)
    : `t.id IN (${amongLooked(words, caller, params, tenant)})`;
}

/** The last ticket of a window, as a cursor names it; no row where the list ends within it. */
export function windowEndStatement(
  request: ListRequest,
  { reach }: Window,
): { statement: Statement; params: unknown[] } {
  const { caller, query, cursor } = request;
  const params = new Params();
  const tenant = params.add(caller.tenantId);
  const where = conditions(request, null, params, tenant);
  const sort = readingOrder(query.ordering, cursor);
  if (cursor) where.push(afterCursor(sort, cursor, params));
  const { column } = sort.key;
  const text = `SELECT t.id, ${column} FROM tickets t WHERE ${where.join('\n AND ')} ${sort.order}
    OFFSET ${reach - 1} LIMIT 1`;
  return { statement: sql('tickets.window-end', text), params: params.values };
}

/** What every row has to be, as far as the branches do not see to it. */
function conditions(
  { caller, query }: Pick<ListRequest, 'caller' | 'query'>,
  branches: Branches | null,
  params: Params,
  tenant: string,
): string[] {
  const rest = { ...query };
  for (const name of branches?.settled ?? []) delete rest[name];
  const seen = branches?.settlesVisibility ? [] : [visibilityClause(within(caller, query), params)];
  return [`t.tenant_id = ${tenant}`, ...seen, ...filters(caller, rest, params, tenant)];
}

/**
 * How many tickets the list holds, counted no further than `most`. A search that does not know its tickets is counted
 * within a window of the newest, and tells whether the list goes on beyond it.
 */
export function countStatement(
  { caller, query, search }: Pick<ListRequest, 'caller' | 'query' | 'search'>,
  most: number,
  window: Window | null,
): { statement: Statement; params: unknown[] } {
  const params = new Params();
  const tenant = params.add(caller.tenantId);
  const where = conditions({ caller, query }, null, params, tenant);
  if (search && !window) where.push(searchClause(search, params));
  const counting = (from: string, more: string) =>
    `SELECT count(*)::int AS count, ${more} AS more FROM (SELECT 1 FROM ${from} LIMIT ${most}) AS counted`;
  if (!window) {
    const text = counting(`tickets t WHERE ${where.join(' AND ')}`, 'false');
    return { statement: sql('tickets.count', text), params: params.values };
  }
  const { order } = readingOrder(query.ordering, undefined);
  const looked = lookedAt(query.ordering, { where, order }, window);
  const found = foundIn(window, search as WordSearch, caller, params, tenant);
  const isFull = `(SELECT count(*) FROM looked) = ${window.reach}`;
  const text = `WITH looked AS MATERIALIZED (${looked}) ${counting(`looked t WHERE ${found}`, isFull)}`;
  return { statement: sql('tickets.count', text), params: params.values };
}

/** The reading direction turns both the order and the place of what has no value. */
function readingOrder(ordering: TicketQuery['ordering'], cursor: Cursor | undefined): ReadingOrder {
  const { key, descending } = sortOf(ordering);
  const backwards = cursor?.backwards ?? false;
  const direction = descending !== backwards ? 'DESC' : 'ASC';
  const nulls = key.nullable ? (backwards ? 'NULLS FIRST' : 'NULLS LAST') : '';
  return {
    key,
    operator: direction === 'DESC' ? '<' : '>',
    order: `ORDER BY ${key.column} ${direction} ${nulls}, t.id ${direction}`,
  };
}

interface ReadingOrder {
  key: SortKey;
  /** Between what comes later and what came before. */
  operator: '<' | '>';
  order: string;
}

function afterCursor({ key, operator }: ReadingOrder, { at, backwards }: Cursor, params: Params): string {
  const [value, id] = at as [string | number | null, string];
  const idAt = `${params.add(id)}::uuid`;
  if (!key.nullable) return `(${key.column}, t.id) ${operator} (${params.add(value)}::${key.cast}, ${idAt})`;
  // What has no value stands at the end of the list, whichever way it is sorted.
  if (value === null) {
    const among = `(${key.column} IS NULL AND t.id ${operator} ${idAt})`;
    return backwards ? `(${among} OR ${key.column} IS NOT NULL)` : among;
  }
  const later = `(${key.column}, t.id) ${operator} (${params.add(value)}::${key.cast}, ${idAt})`;
  return backwards ? later : `(${later} OR ${key.column} IS NULL)`;
}

/** An agent who asks for departments is shown those of them that are theirs, told as one condition. */
const within = (caller: Caller, { department }: TicketQuery): Caller =>
  caller.role === 'agent' && department
    ? { ...caller, departmentIds: caller.departmentIds.filter((id) => department.includes(id)) }
    : caller;

function filters(caller: Caller, query: TicketQuery, params: Params, tenant: string): string[] {
  const clauses: string[] = [];
  if (query.status) clauses.push(oneOf('t.status', 'text', query.status, params));
  if (query.priority) clauses.push(oneOf('t.priority', 'smallint', query.priority.map(priorityRank), params));
  if (query.department && caller.role !== 'agent') {
    clauses.push(oneOf('t.department_id', 'int', query.department, params));
  }
  if (query.assignee) clauses.push(assigneeClause(query.assignee, caller, params));
  if (query.requester) {
    const ids = params.add(query.requester.filter((value) => !value.includes('@')));
    const emails = params.add(query.requester.filter((value) => value.includes('@')));
    clauses.push(`t.requester_id IN (SELECT u.id FROM users u
      WHERE u.tenant_id = ${tenant} AND (u.id = ANY (${ids}::uuid[]) OR u.email = ANY (${emails}::text[])))`);
  }
  if (query.sla) {
    const columns = { breached: 't.sla_breached', due_soon: 't.sla_warned' };
    clauses.push(`(${query.sla.map((state) => columns[state]).join(' OR ')})`);
  }
  if (query.tag) {
    clauses.push(`t.id IN (SELECT g.ticket_id FROM ticket_tags g
      WHERE g.tenant_id = ${tenant} AND g.tag = ANY (${params.add(query.tag)}::text[]))`);
  }
  const ranges = [
    ['t.created_at >', query.created_after],
    ['t.created_at <', query.created_before],
    ['t.updated_at >', query.updated_after],
    ['t.updated_at <', query.updated_before],
  ] as const;
  for (const [comparison, instant] of ranges) {
    if (instant !== undefined) clauses.push(`${comparison} ${params.add(instant)}::timestamptz`);
  }
  return clauses;
}

function assigneeClause(wanted: readonly string[], caller: Caller, params: Params): string {
  const ids = wanted
    .filter((value) => value !== 'none')
    .map((value) => (value === 'me' ? caller.userId : value));
  const clauses = ids.length > 0 ? [oneOf('t.assignee_id', 'uuid', ids, params)] : [];
  if (wanted.includes('none')) clauses.push('t.assignee_id IS NULL');
  return `(${clauses.join(' OR ')})`;
}
