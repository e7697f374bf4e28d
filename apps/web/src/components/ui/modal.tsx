import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react';
import { classNames } from './class-names.js';

interface ModalProps extends Omit<ComponentProps<'dialog'>, 'open' | 'onClose'> {
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** Where one begins in a dialog. */
const FIELD = ':is(input, select, textarea):not(:disabled, [readonly], [type=hidden], [type=file])';

/**
 * A modal on the browser's own dialog, open as long as it is rendered: what lies behind is inert, Escape closes, and
 * the focus goes back to where it was.
 */
export function Modal({ label, onClose, className, children, ...rest }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // The browser takes the first thing there is, which would be the button that closes. A keyboard on the screen
    // would cover what is asked.
    if (window.matchMedia('(pointer: fine)').matches) element?.querySelector<HTMLElement>(FIELD)?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      {...rest}
      ref={dialog}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        // The backdrop belongs to the dialog element itself; its content covers the rest.
        if (event.target === event.currentTarget) onClose();
      }}
      className={classNames(
        'modal bg-surface-raised text-text shadow-popup backdrop:bg-scrim m-0 max-h-none max-w-none p-0',
        className,
      )}
    >
      {children}
    </dialog>
  );
}
