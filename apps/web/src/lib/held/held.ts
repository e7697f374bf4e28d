import type { HeldReply } from '@noxdesk/contracts';
import { useMemo, useSyncExternalStore } from 'react';

/** An answer that has been accepted and can still be taken back: it stands in its thread as if it had been sent. */
export interface Held extends HeldReply {
  text: string;
  takeBack: () => void;
}

let all: readonly Held[] = [];
const listeners = new Set<() => void>();
const change = (next: readonly Held[]) => {
  all = next;
  listeners.forEach((listener) => listener());
};

/** How much longer it is shown than it waits: until then the message itself has come. */
const GRACE_MS = 10_000;

/** @returns how many milliseconds it can be taken back for */
export function addHeld(held: Held): number {
  change([...all, held]);
  const left = Math.max(0, new Date(held.send_at).getTime() - Date.now());
  setTimeout(() => dropHeld(held.id), left + GRACE_MS);
  return left;
}

export const dropHeld = (id: string): void => change(all.filter((one) => one.id !== id));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The answers to a ticket that are on their way, those left out that have become messages. */
export function useHeld(ticketId: string, messages: readonly { id: string }[]): readonly Held[] {
  const held = useSyncExternalStore(subscribe, () => all);
  return useMemo(
    () => held.filter((one) => one.ticket_id === ticketId && !messages.some(({ id }) => id === one.id)),
    [held, ticketId, messages],
  );
}
