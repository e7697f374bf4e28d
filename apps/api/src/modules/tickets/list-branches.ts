import { TICKET_STATUSES } from '@noxdesk/domain';
import type { TicketQuery } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import type { Params } from './ticket-visibility.js';

/** A column that may have one of several values. */
interface Branch {
  column: string;
  type: string;
  values: readonly unknown[];
}

/** How a list is told apart, and what of the request that settles. */
export interface Branches {
  columns: readonly Branch[];
  /** The filters that are settled by it. */
  settled: readonly (keyof TicketQuery)[];
  /** What the caller may see is settled, too. */
  settlesVisibility: boolean;
}

/** Beyond this many places to look at, reading down the whole list costs less. */
const MOST = 100;

/**
 * A list by departments, states or assignees, as so many lists of one value each. An index that begins with those
 * columns and goes on by date gives the newest rows of each; merged, they are the newest of all. So no more rows are
 * read than answered for each value, however few of a tenant's tickets they are. null: one list does it.
 */
export function branchesOf(caller: Caller, query: TicketQuery): Branches | null {
  if (!query.ordering.endsWith('updated_at') || caller.role === 'customer') return null;
  // These leave so few rows that they are better read first.
  if (query.tag || query.requester) return null;
  const found = byAssignee(caller, query) ?? byDepartment(caller, query);
  const places = found?.columns.reduce((product, { values }) => product * values.length, 1) ?? 0;
  return places > 0 && places <= MOST ? found : null;
}

function byAssignee(caller: Caller, { assignee, status }: TicketQuery): Branches | null {
  if (!assignee || assignee.includes('none')) return null;
  const ids = assignee.map((value) => (value === 'me' ? caller.userId : value.toLowerCase()));
  return {
    columns: [
      { column: 'assignee_id', type: 'uuid', values: unique(ids) },
      { column: 'status', type: 'text', values: unique(status ?? TICKET_STATUSES) },
    ],
    settled: ['assignee', 'status'],
    settlesVisibility: false,
  };
}

function byDepartment(caller: Caller, { department, status }: TicketQuery): Branches | null {
  const departments = caller.role === 'agent' ? caller.departmentIds : department;
  const columns: Branch[] = [];
  if (departments) columns.push({ column: 'department_id', type: 'int', values: unique(departments) });
  if (status) columns.push({ column: 'status', type: 'text', values: unique(status) });
  if (columns.length === 0) return null;
  return { columns, settled: ['department', 'status'], settlesVisibility: true };
}

const unique = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

/** The ids of a page and what it is sorted by. @param where further conditions on `tickets t` */
export function branchedRows(
  { columns }: Branches,
  { where, sort, order, limit }: { where: readonly string[]; sort: string; order: string; limit: number },
  params: Params,
): string {
  // Values one by one: of an array the planner, who plans once for all, would not know how many they are.
  const places = columns.map(({ type, values }, i) => {
    const rows = values.map((value) => `(${params.add(value)}::${type})`);
    return `(VALUES ${rows.join(', ')}) AS place_${i} (value)`;
  });
  const conditions = [...where, ...columns.map(({ column }, i) => `t.${column} = place_${i}.value`)];
  return `SELECT t.* FROM ${places.join(' CROSS JOIN ')} CROSS JOIN LATERAL (
      SELECT t.id, ${sort} FROM tickets t WHERE ${conditions.join('\n AND ')} ${order} LIMIT ${limit}) t
    ${order} LIMIT ${limit}`;
}
