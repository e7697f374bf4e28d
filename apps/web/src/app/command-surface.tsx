import { Suspense, lazy, useSyncExternalStore } from 'react';
import { beginTypeAhead } from '../lib/actions/type-ahead.js';

type Surface = 'palette' | 'shortcuts' | null;

let surface: Surface = null;
const listeners = new Set<() => void>();

function show(next: Surface): void {
  surface = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whoever opens it by a key goes on typing at once. */
export function openPalette(): void {
  beginTypeAhead();
  show('palette');
}
export const openShortcutSheet = (): void => show('shortcuts');

const Palette = lazy(async () => ({ default: (await import('../features/palette/palette.js')).Palette }));
const ShortcutSheet = lazy(async () => ({
  default: (await import('../features/palette/shortcut-sheet.js')).ShortcutSheet,
}));

/** The palette and the sheet of keys, loaded when first asked for. */
export function CommandSurface() {
  const shown = useSyncExternalStore(subscribe, () => surface);
  if (!shown) return null;
  const close = () => show(null);
  return (
    <Suspense fallback={null}>
      {shown === 'palette' ? <Palette onClose={close} /> : <ShortcutSheet onClose={close} />}
    </Suspense>
  );
}
