import type { ListedTicket } from '@noxdesk/contracts';
import { useMemo, useRef, useState } from 'react';

/** As many rows as one change takes. */
const MOST = 200;

/** The chosen rows of a list; shift takes all between the last chosen and this one. */
export function useSelection(tickets: readonly ListedTicket[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string | null>(null);
  const chosen = useMemo(() => tickets.filter((ticket) => ids.has(ticket.id)), [tickets, ids]);

  function toggle(id: string, { range = false } = {}): void {
    const next = new Set(ids);
    const from = tickets.findIndex((ticket) => ticket.id === anchor.current);
    const to = tickets.findIndex((ticket) => ticket.id === id);
    if (range && from >= 0 && to >= 0) {
      for (const ticket of tickets.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(ticket.id);
    } else if (next.has(id)) next.delete(id);
    else next.add(id);
    anchor.current = id;
    setIds(new Set([...next].slice(0, MOST)));
  }

  return {
    chosen,
    has: (id: string) => ids.has(id),
    toggle,
    add: (id: string) => setIds(new Set([...ids, id])),
    clear: () => setIds(new Set()),
  };
}

export type Selection = ReturnType<typeof useSelection>;
