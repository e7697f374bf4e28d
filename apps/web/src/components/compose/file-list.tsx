import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { Paperclip, X } from 'lucide-react';
import { Button, IconButton } from '../ui/button.js';
import { fileSize } from '../../lib/time/format.js';
import { classNames } from '../ui/class-names.js';
import type { Refusal } from './file-limits.js';
import { type Files, removeId } from './use-files.js';

/** The files that go along, each of which can be taken out, and how far their upload is. */
export function FileList({
  files,
  progress,
  onCancel,
}: {
  files: Files;
  progress: number | null;
  /** Where the upload is stopped from here. */
  onCancel?: () => void;
}) {
  const { t, i18n } = useLingui();
  if (files.chosen.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5">
      <ul aria-label={t`Archivos elegidos`} className="flex flex-wrap gap-1.5">
        {files.chosen.map(({ id, file }) => (
          <li
            key={id}
            className={classNames(
              'bg-surface-raised text-13 flex h-8 max-w-full items-center gap-2 rounded-md border pl-2',
              files.refused.has(id) ? 'border-danger' : 'border-line',
            )}
          >
            <Paperclip aria-hidden className="text-text-muted size-3.5 shrink-0" />
            <span className="min-w-0 truncate">{file.name}</span>
            <span className="text-12 text-text-muted shrink-0">{fileSize(file.size, i18n.locale)}</span>
            <IconButton
              id={removeId(id)}
              label={t`Quitar ${file.name}`}
              icon={X}
              disabled={progress !== null}
              onClick={({ currentTarget }) => {
                const next = neighbourOf(currentTarget);
                files.remove(id);
                next?.focus();
              }}
            />
          </li>
        ))}
      </ul>
      <Refused files={files} />
      {progress !== null && <Upload progress={progress} onCancel={onCancel} />}
    </div>
  );
}

/** Where the focus goes on once a file is taken out: to the next one, else to the words it was to go along with. */
function neighbourOf(button: HTMLElement): HTMLElement | null | undefined {
  const item = button.closest('li');
  const beside = item?.nextElementSibling ?? item?.previousElementSibling;
  if (beside) return beside.querySelector<HTMLElement>('button');
  return button.closest('form, section')?.querySelector<HTMLElement>('textarea, [contenteditable=true]');
}

/** Says before anything is sent which files would come back. */
function Refused({ files: { chosen, refused, limits } }: { files: Files }) {
  const { t, i18n } = useLingui();
  if (!limits || refused.size === 0) return null;
  const most = fileSize(limits.max_bytes, i18n.locale);
  const types = limits.types.join(', ');
  const count = limits.max_files;
  const sentence = (name: string, reason: Refusal) => {
    if (reason === 'size') return t`«${name}» pesa demasiado: como máximo ${most}.`;
    if (reason === 'type') return t`«${name}» no es de un tipo que aceptemos: ${types}.`;
    return t`«${name}» ya no cabe: como máximo ${count} archivos por mensaje.`;
  };
  return (
    <div role="alert" className="text-13 text-danger">
      {chosen.map(({ id, file }) => {
        const reason = refused.get(id);
        return reason && <p key={id}>{sentence(file.name, reason)}</p>;
      })}
      <p>
        {plural(refused.size, { one: 'Quítalo para poder enviar.', other: 'Quítalos para poder enviar.' })}
      </p>
    </div>
  );
}

/** How far an upload is; on a slow line that takes minutes, and can be stopped. */
function Upload({ progress, onCancel }: { progress: number; onCancel: (() => void) | undefined }) {
  const { t, i18n } = useLingui();
  const share = new Intl.NumberFormat(i18n.locale, { style: 'percent' }).format(progress);
  return (
    <div className="flex items-center gap-3">
      <progress
        aria-label={t`Subiendo archivos`}
        value={progress}
        max={1}
        className="h-1 w-full max-w-80 min-w-0"
      />
      <span aria-hidden className="text-12 text-text-muted w-10 shrink-0 text-right">
        {share}
      </span>
      {onCancel && (
        <Button variant="quiet" size="small" onClick={onCancel}>
          {t`Cancelar`}
        </Button>
      )}
    </div>
  );
}
