import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.js';
import { classNames } from './class-names.js';
import { Modal } from './modal.js';

const PLACE = {
  center: 'fixed top-[12vh] left-1/2 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 rounded-xl',
  side: 'fixed inset-y-0 right-0 left-auto h-dvh w-[min(30rem,100vw)]',
};

/** A dialog in the middle, or a form at the side. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  place = 'center',
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  place?: keyof typeof PLACE;
}) {
  const { t } = useLingui();
  return (
    <Modal label={title} onClose={onClose} className={PLACE[place]}>
      <div className={classNames('flex flex-col', place === 'side' ? 'h-full' : 'max-h-[76vh]')}>
        <header className="border-line flex shrink-0 items-center justify-between gap-2 border-b py-2 pr-2 pl-4">
          <h2 className="text-14 font-semibold">{title}</h2>
          <IconButton label={t`Cerrar`} icon={X} onClick={onClose} />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
        {footer && (
          <footer className="border-line flex shrink-0 justify-end gap-2 border-t px-4 py-3">{footer}</footer>
        )}
      </div>
    </Modal>
  );
}
