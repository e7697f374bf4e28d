import { useEffect, useLayoutEffect, useRef } from 'react';

/** An answer that was taken back, on its way to where it can be written on. */
export interface GivenBack {
  text: string;
  html: string | null;
  files: readonly File[];
}

const waiting = new Map<string, GivenBack>();
const takers = new Map<string, (given: GivenBack) => void>();

/** @returns whether its ticket is on the screen; else it waits for it */
export function giveBack(ticketId: string, given: GivenBack): boolean {
  const take = takers.get(ticketId);
  if (take) take(given);
  else waiting.set(ticketId, given);
  return take !== undefined;
}

/** Takes what comes back to a ticket, now or while it was not on the screen. */
export function useGivenBack(ticketId: string, take: (given: GivenBack) => void): void {
  const latest = useRef(take);
  useLayoutEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const taker = (given: GivenBack) => latest.current(given);
    takers.set(ticketId, taker);
    const given = waiting.get(ticketId);
    waiting.delete(ticketId);
    // Not while effects run: it is shown at once.
    if (given) queueMicrotask(() => taker(given));
    return () => {
      if (takers.get(ticketId) === taker) takers.delete(ticketId);
    };
  }, [ticketId]);
}
