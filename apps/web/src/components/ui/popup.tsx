import {
  type ReactElement,
  type ReactNode,
  type Ref,
  type ToggleEvent,
  cloneElement,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { classNames } from './class-names.js';

export const POPUP =
  'popup bg-surface-raised text-text text-13 shadow-popup fixed m-0 min-w-44 max-w-[min(22rem,calc(100vw-1rem))] overflow-y-auto rounded-lg p-1';

interface TriggerProps {
  ref?: Ref<HTMLElement>;
  popoverTarget?: string;
  'aria-haspopup'?: 'dialog' | 'listbox' | 'menu';
  'aria-expanded'?: boolean;
  'data-popup-open'?: '' | undefined;
}

interface PopupProps {
  /** A button, or a component that hands its props to one. */
  trigger: ReactElement;
  kind: 'dialog' | 'listbox' | 'menu';
  align?: 'start' | 'end';
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  /** Told once it is on the screen: the moment to take the focus. */
  onShown?: (popup: HTMLElement) => void;
  className?: string;
  /** Rendered only while it is open. */
  children: (close: () => void) => ReactNode;
}

/** Space that a popup wants before it opens upwards instead. */
const ROOM_PX = 260;
const GAP_PX = 4;
const EDGE_PX = 8;

/** Places a popup by its trigger alone, so that it stands right before it is first painted. */
function place(popup: HTMLElement, trigger: DOMRect, align: 'start' | 'end'): void {
  const below = window.innerHeight - trigger.bottom;
  const up = below < ROOM_PX && trigger.top > below;
  const toRight = align === 'end' || trigger.left + ROOM_PX > window.innerWidth;
  const style = popup.style;
  style.top = up ? 'auto' : `${trigger.bottom + GAP_PX}px`;
  style.bottom = up ? `${window.innerHeight - trigger.top + GAP_PX}px` : 'auto';
  style.left = toRight ? 'auto' : `${Math.max(EDGE_PX, trigger.left)}px`;
  style.right = toRight ? `${Math.max(EDGE_PX, window.innerWidth - trigger.right)}px` : 'auto';
  style.maxHeight = `${Math.min(400, (up ? trigger.top : below) - GAP_PX - EDGE_PX)}px`;
}

/**
 * Something that opens beside its trigger, on the browser's own popover: the top layer, closing by Escape or by a
 * press elsewhere, and the way of the focus back are the platform's.
 */
export function Popup({
  trigger,
  kind,
  align = 'start',
  open,
  onOpenChange,
  onShown,
  className,
  children,
}: PopupProps) {
  const id = useId();
  const popup = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(false);

  const findTrigger = () => document.querySelector<HTMLElement>(`[popovertarget="${id}"]`);
  // By its id: whoever is handed this may call it at any time.
  const close = () => document.getElementById(id)?.hidePopover();

  useEffect(() => {
    const element = popup.current;
    if (!element || open === undefined) return;
    const isOpen = element.matches(':popover-open');
    if (open && !isOpen) {
      findTrigger()?.focus();
      element.showPopover();
    }
    if (!open && isOpen) element.hidePopover();
    // The trigger is found by this popup's own id.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [open]);

  // Opened by a key: the next key may come before the browser tells that it is open, and must find the focus inside.
  useLayoutEffect(() => {
    if (shown && popup.current?.matches(':popover-open')) onShown?.(popup.current);
    // Once, when its content is there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown]);

  function beforeToggle(event: ToggleEvent<HTMLDivElement>): void {
    if (event.target !== event.currentTarget || event.newState !== 'open') return;
    const from = findTrigger()?.getBoundingClientRect();
    if (from) place(event.currentTarget, from, align);
    flushSync(() => setShown(true));
  }
  function toggle(event: ToggleEvent<HTMLDivElement>): void {
    if (event.target !== event.currentTarget) return;
    const isOpen = event.newState === 'open';
    setShown(isOpen);
    onOpenChange?.(isOpen);
    if (isOpen) onShown?.(event.currentTarget);
  }

  return (
    <>
      {cloneElement<TriggerProps>(trigger as ReactElement<TriggerProps>, {
        popoverTarget: id,
        'aria-haspopup': kind,
        'aria-expanded': shown,
        'data-popup-open': shown ? '' : undefined,
      })}
      <div
        ref={popup}
        id={id}
        popover="auto"
        onBeforeToggle={beforeToggle}
        onToggle={toggle}
        className={classNames(POPUP, className)}
      >
        {shown && children(close)}
      </div>
    </>
  );
}
