import { useId, useState } from 'react';
import { wordAfter } from '../../../lib/canned/fill.js';

const MOST_SHOWN = 8;

/** Something that the word after a sign may mean. */
export interface Suggestion {
  id: string;
  label: string;
  detail?: string | undefined;
  hint?: string | undefined;
}

interface Asked<Item extends Suggestion> {
  sign: '/' | '@';
  /** The text before the cursor. */
  before: string;
  enabled: boolean;
  itemsFor: (word: string) => readonly Item[];
}

/** What the word that begins with a sign may mean, and the keys that choose among it. */
export function useSuggest<Item extends Suggestion>({ sign, before, enabled, itemsFor }: Asked<Item>) {
  const id = useId();
  const [closedAt, setClosedAt] = useState<string | null>(null);
  const [index, setIndex] = useState(0);
  const found = enabled ? wordAfter(sign, before, before.length) : null;
  // Closed for this word; what is typed before it, or another word, asks anew.
  const place = found && before.slice(0, found.start + 1);
  const items = found && place !== closedAt ? itemsFor(found.word).slice(0, MOST_SHOWN) : [];
  const at = Math.max(0, Math.min(index, items.length - 1));
  const open = items.length > 0;
  return {
    id,
    open,
    items,
    index: at,
    /** So many characters before the cursor ask for it, the sign among them; 0: none do. */
    length: found ? found.word.length + 1 : 0,
    asked: found !== null && place !== closedAt,
    point: setIndex,
    close: () => setClosedAt(place),
    active: open ? { id, activeId: `${id}-${at}` } : null,
    /** Takes the keys that choose; true where it has. */
    onKey: (event: KeyboardEvent, onUse: (item: Item) => void): boolean => {
      if (!open) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const chosen = items[at];
      if (step) setIndex((at + step + items.length) % items.length);
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen && !event.ctrlKey && !event.metaKey) {
        setIndex(0);
        onUse(chosen);
      } else if (event.key === 'Escape') setClosedAt(place);
      else return false;
      event.stopPropagation();
      return true;
    },
  };
}
