import type { ListedTicket } from '@noxdesk/contracts';
import { useMemo, useState } from 'react';
import { MOST_CHOSEN, NO_CHOICE, all, extended, rangedTo, toggled } from './choice.js';

/** The chosen rows of a list; shift takes all between the last chosen and this one. */
export function useSelection(tickets: readonly ListedTicket[]) {
  const [choice, setChoice] = useState(NO_CHOICE);
  const order = useMemo(() => tickets.map((ticket) => ticket.id), [tickets]);
  const chosen = useMemo(() => tickets.filter((ticket) => choice.ids.has(ticket.id)), [tickets, choice]);
  const has = (id: string) => choice.ids.has(id);

  return {
    chosen,
    has,
    /** Whether there are loaded rows left to choose. */
    more: chosen.length < Math.min(tickets.length, MOST_CHOSEN),
    toggle: (id: string, { range = false } = {}) =>
      setChoice(range ? rangedTo(choice, order, id) : toggled(choice, id)),
    extend: (at: string, to: string) => setChoice(extended(choice, order, at, to)),
    add: (id: string) => {
      if (!has(id)) setChoice(toggled(choice, id));
    },
    addAll: () => setChoice(all(order)),
    clear: () => setChoice(NO_CHOICE),
  };
}

export type Selection = ReturnType<typeof useSelection>;
