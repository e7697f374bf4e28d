import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { storage } from '../../lib/storage.js';

/** How long typing rests before a draft is written down. */
const REST_MS = 300;

interface Keeping<Draft> {
  /** Makes a draft of what is kept, which an earlier version may have written. */
  revive?: (kept: Partial<Draft>) => Draft;
  /** Whether it holds nothing worth keeping. */
  isEmpty?: (draft: Draft) => boolean;
}

/** Text that survives a reload or a crash; kept in this browser under `key` until it is sent. */
export function useDraft<Draft extends object>(
  key: string,
  empty: Draft,
  {
    revive = (kept) => ({ ...empty, ...kept }),
    isEmpty = (draft) => JSON.stringify(draft) === JSON.stringify(empty),
  }: Keeping<Draft> = {},
) {
  const [draft, setDraft] = useState<Draft>(() => revive(read<Draft>(key)));
  const [restored, setRestored] = useState(() => storage.get(key) !== null);
  const latest = useRef(draft);
  useLayoutEffect(() => {
    latest.current = draft;
  });

  useEffect(() => {
    const save = () => storage.set(key, isEmpty(latest.current) ? null : JSON.stringify(latest.current));
    const timer = setTimeout(save, REST_MS);
    window.addEventListener('pagehide', save);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', save);
      save();
    };
    // `isEmpty` only says what is not worth keeping; it does not change.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, draft]);

  return {
    draft,
    /** Whether it was found from an earlier visit. */
    restored,
    change: (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change })),
    clear: () => {
      latest.current = empty;
      storage.set(key, null);
      setDraft(empty);
      setRestored(false);
    },
  };
}

function read<Draft>(key: string): Partial<Draft> {
  try {
    return JSON.parse(storage.get(key) ?? '{}') as Partial<Draft>;
  } catch {
    return {};
  }
}
