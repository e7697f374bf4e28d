import type { LucideIcon } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { createKeyMatcher, nameOf } from './keys.js';
import { keepTyped } from './type-ahead.js';

/** One thing a person can do: the source of buttons, menus, the command palette, keys and the sheet of keys. */
export interface Action {
  id: string;
  label: string;
  section: string;
  icon?: LucideIcon;
  /** `j`, `g m`, `mod+k`; several where more than one key does it. */
  shortcut?: string | readonly string[];
  isVisible?: () => boolean;
  /** Works while a field has the focus too; only for shortcuts with a modifier. */
  inFields?: boolean;
  perform: () => void;
}

interface Group {
  offered: readonly Action[];
  everywhere: boolean;
}

let groups: readonly Group[] = [];
let actions: readonly Action[] = [];
const listeners = new Set<() => void>();

function publish(next: readonly Group[]): void {
  groups = next;
  // The last to register is the nearest to what one looks at: it wins over an equal shortcut. What is offered
  // everywhere is farthest away, whenever it came.
  actions = [...groups]
    .reverse()
    .sort((a, b) => Number(a.everywhere) - Number(b.everywhere))
    .flatMap(({ offered }) => offered);
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What can be done now, nearest first. */
export function useAllActions(): readonly Action[] {
  return useSyncExternalStore(subscribe, () => actions).filter((action) => action.isVisible?.() ?? true);
}

/**
 * Offers actions while the calling component is on the screen.
 * @param options.everywhere they belong to no screen: what a screen offers comes before them
 */
export function useActions(offered: readonly Action[], { everywhere = false } = {}): void {
  const latest = useRef(offered);
  useLayoutEffect(() => {
    latest.current = offered;
  });
  const key = offered.map((action) => `${action.id}|${action.label}`).join();
  useEffect(() => {
    // Each stands in for the newest of its id, so that a render does not have to register again.
    const current = (id: string) => latest.current.find((action) => action.id === id);
    const standIns = latest.current.map((action) => ({
      ...action,
      isVisible: () => current(action.id)?.isVisible?.() ?? current(action.id) !== undefined,
      perform: () => current(action.id)?.perform(),
    }));
    const group = { offered: standIns, everywhere };
    publish([...groups, group]);
    return () => publish(groups.filter((one) => one !== group));
  }, [key, everywhere]);
}

export const shortcutsOf = (action: Action): readonly string[] =>
  action.shortcut === undefined
    ? []
    : typeof action.shortcut === 'string'
      ? [action.shortcut]
      : action.shortcut;

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(?:checkbox|radio|button)$/.test(target.type));

/** Turns presses into actions; one for the whole application. */
export function useShortcuts(): void {
  useEffect(() => {
    const match = createKeyMatcher(() => Date.now());
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.key === 'Shift') return;
      if (keepTyped(event)) {
        event.preventDefault();
        return;
      }
      const inField = isField(event.target);
      const inPopup = event.target instanceof Element && event.target.closest('[popover], dialog') !== null;
      const reachable = actions.filter(
        (action) => (action.isVisible?.() ?? true) && (!(inField || inPopup) || action.inFields),
      );
      const name = nameOf(event);
      const found = match(name, reachable.flatMap(shortcutsOf));
      if (!found.match) return;
      event.preventDefault();
      reachable.find((action) => shortcutsOf(action).includes(found.match as string))?.perform();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

const SIGNS: Record<string, string> = {
  mod: /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  enter: '↵',
  escape: 'Esc',
  arrowdown: '↓',
  arrowup: '↑',
};

/** The keys of a shortcut as a keyboard shows them: `['Ctrl', 'K']`. */
export const keysOf = (shortcut: string): string[] =>
  shortcut.split(/[ +]/).map((key) => SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
