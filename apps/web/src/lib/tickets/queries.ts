import type { ListedTicket, ResponseOf, Ticket } from '@noxdesk/contracts';
import {
  type InfiniteData,
  type QueryClient,
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { call, endpoints } from '../api/index.js';
import { isLive } from '../live/connection.js';
import { type Filters, toQuery, writeFilters } from './filters.js';

export type TicketPage = ResponseOf<typeof endpoints.tickets.list>;
type Pages = InfiniteData<TicketPage>;

const PAGE_SIZE = '50';
const POLL_MS = 15_000;
/** While changes are told as they happen, asking is only a precaution. */
const POLL_LIVE_MS = 5 * 60_000;
/** A list scrolled far down is renewed as a whole, so less often. */
const POLL_LONG_MS = 60_000;

const pollEvery = (milliseconds: number) => (isLive() ? POLL_LIVE_MS : milliseconds);

/** The opaque cursor inside a `next` link. */
export const cursorOf = (link: string | null): string | null =>
  link === null ? null : new URLSearchParams(link.slice(link.indexOf('?'))).get('cursor');

export const ticketListOptions = (filters: Filters) =>
  infiniteQueryOptions({
    queryKey: ['tickets', writeFilters(filters)],
    queryFn: ({ pageParam, signal }) =>
      call(endpoints.tickets.list, {
        query: { ...toQuery(filters), limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: TicketPage) => cursorOf(last.next),
    refetchInterval: (query) => pollEvery((query.state.data?.pages.length ?? 0) > 3 ? POLL_LONG_MS : POLL_MS),
  });

/**
 * The tickets of a list so far, each once: a row that moved up while paging comes twice. A search looks through a long
 * list part by part, and a part may hold none: it is not over before something is found or the list ends.
 */
export function useTicketList(filters: Filters) {
  const query = useInfiniteQuery(ticketListOptions(filters));
  const tickets = useMemo(() => flatten(query.data), [query.data]);
  const { isSuccess, hasNextPage, isFetching, fetchNextPage } = query;
  const isLooking = isSuccess && hasNextPage && tickets.length === 0;
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage();
  }, [isLooking, isFetching, fetchNextPage]);
  return {
    ...query,
    tickets,
    isPending: query.isPending || isLooking,
    isSuccess: isSuccess && !isLooking,
  };
}

function flatten(data: Pages | undefined): ListedTicket[] {
  const seen = new Map<string, ListedTicket>();
  for (const page of data?.pages ?? [])
    for (const ticket of page.results) if (!seen.has(ticket.id)) seen.set(ticket.id, ticket);
  return [...seen.values()];
}

/** A ticket as some list already holds it, to paint at once what is known. */
export function listedTicket(client: QueryClient, id: string): ListedTicket | undefined {
  for (const [, data] of client.getQueriesData<Pages>({ queryKey: ['tickets'] })) {
    const found = data?.pages.flatMap((page) => page.results).find((ticket) => ticket.id === id);
    if (found) return found;
  }
  return undefined;
}

/** The newest ticket that any list on this page has shown. */
export function latestListed(client: QueryClient): ListedTicket | undefined {
  const all = client
    .getQueriesData<Pages>({ queryKey: ['tickets'] })
    .flatMap(([, data]) => data?.pages.flatMap((page) => page.results) ?? []);
  return all.sort((a, b) => (a.created_at < b.created_at ? 1 : -1))[0];
}

/** The list the reader came from, for next and previous. */
export function useNeighbours(id: string, listUrl: string | null) {
  const client = useQueryClient();
  const tickets = flatten(client.getQueryData<Pages>(['tickets', listUrl ?? '']));
  const index = tickets.findIndex((ticket) => ticket.id === id);
  return {
    position: index < 0 ? null : { index, total: tickets.length },
    previous: index > 0 ? tickets[index - 1] : undefined,
    next: index >= 0 ? tickets[index + 1] : undefined,
  };
}

export const ticketOptions = (id: string) =>
  queryOptions({
    queryKey: ['ticket', id],
    queryFn: ({ signal }) => call(endpoints.tickets.get, { params: { id }, signal }),
    refetchInterval: ({ state }) => (isBeingChecked(state.data) ? CHECK_MS : pollEvery(POLL_MS)),
  });

/** A scanner is done within moments, and says so to nobody. */
const CHECK_MS = 2_000;
const isBeingChecked = (ticket: Ticket | undefined) =>
  ticket?.messages.some(({ attachments }) => attachments.some(({ check }) => check === 'pending')) ?? false;

export const useTicket = (id: string) => useQuery(ticketOptions(id));

/** Writes a changed ticket where the screens read it. */
export function putTicket(client: QueryClient, ticket: Ticket): void {
  client.setQueryData(ticketOptions(ticket.id).queryKey, ticket);
  patchListed(client, ticket.id, ticket);
  void client.invalidateQueries({ queryKey: ['tickets'], refetchType: 'none' });
}

/** Changes the rows of a ticket in every list that shows it. */
export function patchListed(client: QueryClient, id: string, change: Partial<ListedTicket>): void {
  client.setQueriesData<Pages>(
    { queryKey: ['tickets'] },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({
          ...page,
          results: page.results.map((ticket) =>
            ticket.id === id
              ? { ...ticket, ...pickListed(change), preview: change.preview ?? ticket.preview }
              : ticket,
          ),
        })),
      },
  );
}

const LISTED = [
  'subject',
  'status',
  'priority',
  'department',
  'assignee',
  'tags',
  'sla',
  'updated_at',
  'version',
] as const;
const pickListed = (change: Partial<ListedTicket>): Partial<ListedTicket> =>
  Object.fromEntries(LISTED.filter((key) => change[key] !== undefined).map((key) => [key, change[key]]));

export const departmentsOptions = queryOptions({
  queryKey: ['departments'],
  queryFn: ({ signal }) => call(endpoints.departments.list, { signal }),
  staleTime: 5 * 60_000,
});
export const useDepartments = () => useQuery(departmentsOptions);

export const assigneesOptions = queryOptions({
  queryKey: ['assignees'],
  queryFn: ({ signal }) => call(endpoints.departments.assignees, { signal }),
  staleTime: 5 * 60_000,
});
export const useAssignees = () => useQuery(assigneesOptions);
