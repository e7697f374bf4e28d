import { useLingui } from '@lingui/react/macro';
import { Paperclip } from 'lucide-react';
import { useMedia } from '../../lib/use-media.js';
import { Field } from '../../components/ui/field.js';
import { classNames } from '../../components/ui/class-names.js';
import { CameraButton } from '../../components/compose/file-buttons.js';
import type { Files } from '../../components/compose/use-files.js';

/** A real file input over the whole of its place: pressed, dropped on, or given a picture by the camera. */
export function FileDrop({ files, error }: { files: Files; error: string | undefined }) {
  const { t } = useLingui();
  const hasMouse = useMedia('(pointer: fine)');
  return (
    <Field label={t`Adjuntos`} optional={t`opcional`} error={error}>
      {(slots) => (
        <div className="flex flex-wrap gap-2">
          <div
            className={classNames(
              'min-w-0 flex-1 border-line-strong text-13 text-text-muted hover:bg-hover has-focus-visible:outline-accent relative flex min-h-14 items-center justify-center gap-2 rounded-md border border-dashed px-4 has-focus-visible:outline-2',
              files.dragging && 'bg-accent-soft border-accent',
            )}
          >
            <Paperclip aria-hidden className="size-4 shrink-0" />
            <span>{hasMouse ? t`Elige archivos, o suéltalos o pégalos aquí` : t`Elegir archivos`}</span>
            <input
              {...slots}
              type="file"
              multiple
              onChange={(event) => {
                files.add(event.target.files ?? []);
                event.target.value = '';
              }}
              className="absolute inset-0 w-full opacity-0"
            />
          </div>
          <CameraButton files={files} />
        </div>
      )}
    </Field>
  );
}
