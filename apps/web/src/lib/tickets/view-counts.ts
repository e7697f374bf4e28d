import type { ResponseOf } from '@noxdesk/contracts';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call, endpoints } from '../api/index.js';
import { isLive, onLiveEvent } from '../live/connection.js';

export type Count = ResponseOf<typeof endpoints.views.counts>['counts'][number];

/** So many lists may be counted in one call. */
const MOST = 40;
const KEY = 'view-counts';
/** Counting all lists costs more than renewing one: a burst of events is counted once. */
const GATHER_MS = 1_000;
const POLL_MS = 60_000;
const POLL_LIVE_MS = 5 * 60_000;

/** How many tickets each list holds, by its query; one call for all, renewed as tickets come and change. */
export function useViewCounts(queries: readonly string[]): ReadonlyMap<string, Count> {
  const client = useQueryClient();
  const asked = [...new Set(queries)].slice(0, MOST);
  const { data } = useQuery({
    queryKey: [KEY, asked],
    queryFn: async ({ signal }) => {
      const { counts } = await call(endpoints.views.counts, { body: { queries: asked }, signal });
      return asked.flatMap((query, index): [string, Count][] => {
        const count = counts[index];
        return count ? [[query, count]] : [];
      });
    },
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: () => (isLive() ? POLL_LIVE_MS : POLL_MS),
  });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onLiveEvent(({ type }) => {
      if (!type.startsWith('ticket.') && type !== 'sla.alert' && type !== 'resync') return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: [KEY] });
      }, GATHER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client]);

  return new Map(data);
}
