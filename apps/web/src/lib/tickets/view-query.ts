import { FILTER_KEYS, type Filters, readFilters, toQuery } from './filters.js';

/** Filters as the API lists by them, `status=new,open&assignee=me`: with instants where a URL of ours has days. */
export function viewQuery(filters: Filters): string {
  const query = toQuery(filters) as Record<string, string | undefined>;
  const params = new URLSearchParams();
  for (const key of FILTER_KEYS) if (query[key]) params.set(key, query[key]);
  return params.toString().replaceAll('%2C', ',');
}

/** The filters behind a query that {@link viewQuery} wrote; an instant becomes the day it begins or ends here. */
export function viewFilters(query: string): Filters {
  const params = new URLSearchParams(query);
  for (const [key, value] of [...params]) {
    if (key.endsWith('_after')) params.set(key, dayOf(Date.parse(value)));
    if (key.endsWith('_before')) params.set(key, dayOf(Date.parse(value) - 1));
  }
  return readFilters(params);
}

function dayOf(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return '';
  const date = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
