import type { Endpoint } from '@noxdesk/contracts';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../../lib/api/index.js';
import { cursorOf } from '../../../lib/tickets/queries.js';

interface AnyPage<Item> {
  results: Item[];
  next: string | null;
}

/** Lists come paged or, where they are always short, as a bare array. */
const asPage = <Item>(answer: unknown): AnyPage<Item> =>
  Array.isArray(answer) ? { results: answer as Item[], next: null } : (answer as AnyPage<Item>);

type AnyCall = (endpoint: Endpoint, options: object) => Promise<unknown>;
const callAny = call as unknown as AnyCall;

const PAGE_SIZE = '100';

/** More than anybody chooses from in a select. */
const MOST_PAGES = 10;

interface PageRequest {
  query?: Record<string, string>;
  cursor: string | null;
  signal: AbortSignal;
}

async function pageOf<Item>(list: Endpoint, { query, cursor, signal }: PageRequest): Promise<AnyPage<Item>> {
  const paged = { ...query, limit: PAGE_SIZE, ...(cursor && { cursor }) };
  return asPage<Item>(await callAny(list, { ...(list.query && { query: paged }), signal }));
}

/** A list to choose from, page after page: none of its items is missing because it is long. */
export function useWholeList<Item>(id: string, list: Endpoint) {
  return useQuery({
    queryKey: ['resource', id, 'whole'],
    queryFn: async ({ signal }) => {
      const items: Item[] = [];
      let cursor: string | null = null;
      for (let pages = 0; pages < MOST_PAGES; pages += 1) {
        const page: AnyPage<Item> = await pageOf<Item>(list, { cursor, signal });
        items.push(...page.results);
        cursor = cursorOf(page.next);
        if (cursor === null) break;
      }
      return items;
    },
  });
}

/** All pages loaded so far of a list that an admin keeps. */
export function useResourceList<Item>(id: string, list: Endpoint, query: Record<string, string> = {}) {
  const result = useInfiniteQuery({
    queryKey: ['resource', id, query],
    queryFn: ({ pageParam, signal }) => pageOf<Item>(list, { query, cursor: pageParam, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => cursorOf(last.next),
  });
  return { ...result, items: result.data?.pages.flatMap((page) => page.results) ?? [] };
}

/** One item in full, where the list leaves something out. */
export function useResourceItem<Item>(
  id: string,
  get: Endpoint | undefined,
  itemId: string | number | undefined,
) {
  return useQuery({
    queryKey: ['resource', id, 'item', itemId],
    queryFn: async ({ signal }) =>
      (await callAny(get as Endpoint, { params: { id: itemId }, signal })) as Item,
    enabled: get !== undefined && itemId !== undefined,
    // A form must not change under the hands of who fills it in.
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** A call that changes a resource and renews what shows it. */
export function useResourceCall<Result>(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ endpoint, ...options }: { endpoint: Endpoint; params?: object; body?: object }) =>
      (await callAny(endpoint, options)) as Result,
    onSuccess: async () => {
      // The item on the screen may just have been deleted; it is read anew when it is opened again.
      await client.invalidateQueries({
        queryKey: ['resource', id],
        predicate: ({ queryKey }) => queryKey[2] !== 'item',
      });
      void client.invalidateQueries({ queryKey: [id] });
      void client.invalidateQueries({ queryKey: ['assignees'] });
    },
  });
}
