import type { QueryInputOf } from '@noxdesk/contracts';
import { TICKET_PRIORITIES, TICKET_STATUSES } from '@noxdesk/domain';
import type { endpoints } from '../api/index.js';

/** The filters a URL may carry: those of the API under the same names, days instead of instants. */
export const FILTER_KEYS = [
  'status',
  'priority',
  'department',
  'assignee',
  'requester',
  'sla',
  'tag',
  'created_after',
  'created_before',
  'updated_after',
  'updated_before',
  'search',
  'ordering',
] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];
export type Filters = Partial<Record<FilterKey, string>>;

type ListQuery = QueryInputOf<typeof endpoints.tickets.list>;

export const ORDERINGS = ['-updated_at', '-created_at', 'created_at', 'sla_due_at', '-priority'] as const;
export const DEFAULT_ORDERING = '-updated_at';

/** Reads the filters of a URL; what the API would refuse is left out rather than shown as an error. */
export function readFilters(params: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const key of FILTER_KEYS) {
    const value = accepted(key, params.get(key)?.trim() ?? '');
    if (value) filters[key] = value;
  }
  return filters;
}

const oneOf = (values: readonly string[]) => (value: string) =>
  listOf(value)
    .filter((one) => values.includes(one))
    .join();
const day = (value: string) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? value : '');
const ACCEPT: Partial<Record<FilterKey, (value: string) => string>> = {
  status: oneOf(TICKET_STATUSES),
  priority: oneOf(TICKET_PRIORITIES),
  sla: oneOf(['breached', 'due_soon']),
  department: (value) =>
    listOf(value)
      .filter((one) => /^[1-9]\d*$/.test(one))
      .join(),
  created_after: day,
  created_before: day,
  updated_after: day,
  updated_before: day,
  search: (value) => value.slice(0, 200),
};
const accepted = (key: FilterKey, value: string) => (value ? (ACCEPT[key]?.(value) ?? value) : '');

export const listOf = (value: string | undefined): string[] =>
  value ? value.split(',').filter(Boolean) : [];

/** The URL of filters, keys in a fixed order so that equal filters are equal URLs. */
export function writeFilters(filters: Filters): string {
  const params = new URLSearchParams();
  for (const key of FILTER_KEYS) if (filters[key]) params.set(key, filters[key]);
  const text = params.toString().replaceAll('%2C', ',');
  return text && `?${text}`;
}

/** What the API is asked: days become the instants at which they begin and end here. */
export function toQuery(filters: Filters): ListQuery {
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(filters)) {
    if (!value) continue;
    query[key] = key.endsWith('_after')
      ? startOfDay(value, 0)
      : key.endsWith('_before')
        ? startOfDay(value, 1)
        : value;
  }
  return query as ListQuery;
}

function startOfDay(date: string, plusDays: number): string {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, dayOfMonth + plusDays).toISOString();
}

/** Equal but for the order they are shown in. */
export const sameFilters = (a: Filters, b: Filters): boolean =>
  writeFilters({ ...a, ordering: '' }) === writeFilters({ ...b, ordering: '' });

export const hasFilters = (filters: Filters): boolean =>
  FILTER_KEYS.some((key) => key !== 'ordering' && Boolean(filters[key]));
