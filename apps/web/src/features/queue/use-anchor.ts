import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Keeps what one reads in its place when rows come or go above it. At the top of the list new rows push in as they
 * should.
 */
export function useAnchor(
  scroller: RefObject<HTMLElement | null>,
  ids: readonly string[],
  rowHeight: number,
): void {
  const before = useRef<readonly string[]>(ids);
  useLayoutEffect(() => {
    const element = scroller.current;
    const shift = element ? anchorShift(before.current, ids, Math.floor(element.scrollTop / rowHeight)) : 0;
    if (element && element.scrollTop > 0) element.scrollBy({ top: shift * rowHeight });
    before.current = ids;
  }, [scroller, ids, rowHeight]);
}

/** How many rows the first visible one has moved down; where it is gone, the next that is still there counts. */
export function anchorShift(before: readonly string[], after: readonly string[], first: number): number {
  for (let index = first; index < before.length; index += 1) {
    const now = after.indexOf(before[index] as string);
    if (now >= 0) return now - index;
  }
  return 0;
}
