import { useInfiniteQuery } from '@tanstack/react-query';
import { call, endpoints } from '../../../lib/api/index.js';
import { cursorOf } from '../../../lib/tickets/queries.js';

const PAGE_SIZE = '20';
/** While something waits to be sent, the log is looked at again. */
const LOOK_AGAIN_MS = 2_000;

/** What was sent to a webhook, newest first, as far as it has been asked for. */
export function useDeliveries(id: string) {
  const query = useInfiniteQuery({
    queryKey: ['webhook-deliveries', id],
    queryFn: ({ pageParam, signal }) =>
      call(endpoints.webhooks.deliveries, {
        params: { id },
        query: { limit: PAGE_SIZE, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => cursorOf(last.next),
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.results.some((one) => one.state === 'queued') ? LOOK_AGAIN_MS : false,
  });
  return { ...query, deliveries: query.data?.pages.flatMap((page) => page.results) ?? [] };
}
