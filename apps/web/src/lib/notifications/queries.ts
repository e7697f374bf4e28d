import type { Notification, ResponseOf } from '@noxdesk/contracts';
import {
  type InfiniteData,
  type QueryClient,
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { call, endpoints } from '../api/index.js';
import { isLive } from '../live/connection.js';
import { cursorOf } from '../tickets/queries.js';

type NotificationPage = ResponseOf<typeof endpoints.notifications.list>;
type Pages = InfiniteData<NotificationPage>;

const PAGE_SIZE = '20';
const POLL_MS = 60_000;
const POLL_LIVE_MS = 5 * 60_000;

export const notificationsOptions = infiniteQueryOptions({
  queryKey: ['notifications'],
  queryFn: ({ pageParam, signal }) =>
    call(endpoints.notifications.list, {
      query: { limit: PAGE_SIZE, ...(pageParam && { cursor: pageParam }) },
      signal,
    }),
  initialPageParam: null as string | null,
  getNextPageParam: (last: NotificationPage) => cursorOf(last.next),
  refetchInterval: () => (isLive() ? POLL_LIVE_MS : POLL_MS),
});

export function useNotifications() {
  const query = useInfiniteQuery(notificationsOptions);
  const { data } = query;
  const notifications = useMemo(() => data?.pages.flatMap((page) => page.results) ?? [], [data]);
  return { ...query, notifications, unread: data?.pages[0]?.unread ?? 0 };
}

/** Shows as read what is about to be, so that the count does not lag behind the hand. */
function showAsRead(client: QueryClient, ids: readonly string[] | null): void {
  const at = new Date().toISOString();
  const concerns = ({ id, read_at }: Notification) => !read_at && (ids === null || ids.includes(id));
  client.setQueryData<Pages>(notificationsOptions.queryKey, (data) => {
    if (!data) return data;
    const count = data.pages.flatMap((page) => page.results).filter(concerns).length;
    return {
      ...data,
      pages: data.pages.map((page) => ({
        ...page,
        unread: ids === null ? 0 : Math.max(0, page.unread - count),
        results: page.results.map((one) => (concerns(one) ? { ...one, read_at: at } : one)),
      })),
    };
  });
}

/** Marks notifications as read; null: all of them. */
export function useMarkRead() {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (ids: readonly string[] | null) =>
      call(endpoints.notifications.read, { body: ids === null ? {} : { ids: [...ids] } }),
    onMutate: (ids) => showAsRead(client, ids),
    // Where it fails, the true count comes back.
    onSettled: () => client.invalidateQueries({ queryKey: notificationsOptions.queryKey }),
  });
  return mutate;
}
