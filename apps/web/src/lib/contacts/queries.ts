import type { Contact } from '@noxdesk/contracts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call, endpoints } from '../api/index.js';
import { useRested } from '../use-rested.js';

const NOBODY: readonly Contact[] = [];

/** The people that what is being typed may mean, best first; nobody for less than two letters. */
export function useContactSearch(text: string): readonly Contact[] {
  const search = useRested(text.trim());
  const { data } = useQuery({
    queryKey: ['contacts', search],
    queryFn: ({ signal }) => call(endpoints.contacts.list, { query: { search }, signal }),
    enabled: search.length > 1,
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  return text.trim().length > 1 ? (data ?? NOBODY) : NOBODY;
}

export const contactOptions = (id: string) =>
  queryOptions({
    queryKey: ['contact', id],
    queryFn: async ({ signal }) =>
      (await call(endpoints.contacts.list, { query: { id }, signal }))[0] ?? null,
    staleTime: 5 * 60_000,
  });
