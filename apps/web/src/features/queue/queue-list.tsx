import { useVirtualizer } from '@tanstack/react-virtual';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useMemo, useRef } from 'react';
import { Button } from '../../components/ui/button.js';
import { usePreferences } from '../../lib/preferences.js';
import type { useTicketList } from '../../lib/tickets/queries.js';
import { PHONE, useMedia } from '../../lib/use-media.js';
import { useColumns } from './columns.js';
import { placeOf, rememberPlace } from './place.js';
import { QueueRow } from './queue-row.js';
import { useAnchor } from './use-anchor.js';
import type { QueueKeys } from './use-queue-keys.js';
import type { Selection } from './use-selection.js';

interface QueueListProps {
  list: ReturnType<typeof useTicketList>;
  listUrl: string;
  selection: Selection;
  keys: QueueKeys;
}

/** Rows from the end at which the next page is fetched, so that scrolling does not meet the end. */
const AHEAD = 15;

export function QueueList({ list, listUrl, selection, keys }: QueueListProps) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const { density } = usePreferences();
  const phone = useMedia(PHONE);
  const columns = useColumns();
  const rowHeight = phone ? 76 : density === 'compact' ? 36 : 44;
  const { tickets, hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = list;
  // Its functions must not be memoised, and nothing below does.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => tickets[index]?.id ?? index,
    overscan: 6,
    initialOffset: placeOf(listUrl).offset,
  });
  const ids = useMemo(() => tickets.map((ticket) => ticket.id), [tickets]);
  useAnchor(scroller, ids, rowHeight);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && last >= tickets.length - AHEAD) {
      void fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, last, tickets.length]);

  const { activeId, moves } = keys;
  useEffect(() => {
    if (moves === 0 || !activeId) return;
    const index = tickets.findIndex((ticket) => ticket.id === activeId);
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() => {
      scroller.current
        ?.querySelector<HTMLElement>(`[data-ticket="${activeId}"] a`)
        ?.focus({ preventScroll: true });
    });
    // Only a move by key takes the focus along.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [moves]);

  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-y-auto"
      onScroll={(event) => rememberPlace(listUrl, { offset: event.currentTarget.scrollTop })}
    >
      <ul aria-label={t`Tickets`} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const ticket = tickets[item.index];
          return (
            ticket && (
              <li
                key={ticket.id}
                data-ticket={ticket.id}
                aria-setsize={hasNextPage ? -1 : tickets.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <QueueRow
                  ticket={ticket}
                  listUrl={listUrl}
                  phone={phone}
                  columns={columns}
                  active={ticket.id === activeId}
                  selected={selection.has(ticket.id)}
                  onSelect={(range) => selection.toggle(ticket.id, { range })}
                  onActivate={() => keys.activate(ticket.id)}
                />
              </li>
            )
          );
        })}
      </ul>
      {isFetchNextPageError && (
        <div className="text-13 text-text-muted flex items-center gap-3 p-4">
          {t`No se han podido cargar más tickets.`}
          <Button size="small" onClick={() => void fetchNextPage()}>
            {t`Probar otra vez`}
          </Button>
        </div>
      )}
    </div>
  );
}
