import { type RefObject, useLayoutEffect, useRef } from 'react';

/** How near to its end a reader counts as being at it. */
const NEAR_PX = 120;

/** A scroller that begins at its end, and stays there while more arrives unless one has scrolled up to read. */
export function useStickToBottom(count: number): RefObject<HTMLDivElement | null> {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const stick = () => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    };
    const onScroll = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    };
    // Frames, pictures and a growing composer change heights after the first paint.
    const observer = new ResizeObserver(stick);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    element.addEventListener('scroll', onScroll, { passive: true });
    stick();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [count]);

  return scroller;
}
