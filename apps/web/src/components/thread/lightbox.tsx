import type { Attachment } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react';
import { IconButton } from '../ui/button.js';
import { Modal } from '../ui/modal.js';
import { useDownload } from './attachments.js';
import { Preview } from './preview.js';

interface LightboxProps {
  file: Attachment;
  files: readonly Attachment[];
  onShow: (file: Attachment) => void;
  onClose: () => void;
}

/** A file at full size; the arrow keys go through those beside it. */
export function Lightbox({ file, files, onShow, onClose }: LightboxProps) {
  const { t } = useLingui();
  const save = useDownload();
  const index = files.findIndex((one) => one.id === file.id);
  const go = (step: number) => {
    const next = files[index + step];
    if (next) onShow(next);
  };
  return (
    <Modal
      label={file.filename}
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') go(1);
        if (event.key === 'ArrowLeft') go(-1);
      }}
      className="fixed inset-4 h-auto w-auto rounded-xl md:inset-10"
    >
      <div className="flex h-full flex-col">
        <header className="border-line flex items-center gap-1 border-b py-2 pr-2 pl-4">
          <h2 className="text-13 min-w-0 flex-1 truncate font-medium">{file.filename}</h2>
          <IconButton
            label={t`Archivo anterior`}
            icon={ChevronLeft}
            disabled={index <= 0}
            onClick={() => go(-1)}
          />
          <IconButton
            label={t`Archivo siguiente`}
            icon={ChevronRight}
            disabled={index >= files.length - 1}
            onClick={() => go(1)}
          />
          <IconButton label={t`Descargar`} icon={Download} onClick={() => save(file)} />
          <IconButton label={t`Cerrar`} icon={X} onClick={onClose} />
        </header>
        <div className="flex min-h-0 flex-1 items-center justify-center p-4">
          <Preview key={file.id} file={file} />
        </div>
      </div>
    </Modal>
  );
}
