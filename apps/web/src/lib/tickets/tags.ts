import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call, endpoints } from '../api/index.js';

export const tagsOptions = queryOptions({
  queryKey: ['tags'],
  queryFn: ({ signal }) => call(endpoints.tags.list, { signal }),
  staleTime: 5 * 60_000,
});

/** So many are offered while one types; the most used come first. */
const MOST_OFFERED = 100;

/** The names of the tags in use, to choose from. */
export function useTags(): readonly string[] {
  const { data } = useQuery(tagsOptions);
  return useMemo(() => (data ?? []).slice(0, MOST_OFFERED).map(({ name }) => name), [data]);
}
