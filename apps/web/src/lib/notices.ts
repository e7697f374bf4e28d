import { useSyncExternalStore } from 'react';

export interface Notice {
  text: string;
  /** Particulars below it, one line each. */
  lines?: readonly string[];
  /** Offered for as long as the notice stands. */
  undo?: () => void;
  /** Something else that is offered with it. */
  action?: { label: string; perform: () => void };
  /** How long it stands; by itself it is long enough to be read. */
  lastsMs?: number;
  tone?: 'plain' | 'danger';
}

export type Shown = Notice & { id: number };
let notices: readonly Shown[] = [];
let counter = 0;
const listeners = new Set<() => void>();
const change = (next: readonly Shown[]) => {
  notices = next;
  listeners.forEach((listener) => listener());
};
export const dismiss = (id: number) => change(notices.filter((notice) => notice.id !== id));

/** Tells something at the edge of the screen, and takes it away again. @returns its id, to take it away before */
export function notify(notice: Notice): number {
  counter += 1;
  change([...notices.slice(-2), { ...notice, id: counter }]);
  return counter;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useNotices = (): readonly Shown[] => useSyncExternalStore(subscribe, () => notices);
