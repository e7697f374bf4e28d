import { useLingui } from '@lingui/react/macro';
import { Camera, type LucideIcon, Paperclip } from 'lucide-react';
import type { ComponentProps } from 'react';
import { useMedia } from '../../lib/use-media.js';
import type { Files } from './use-files.js';

/** Files from the device, and on a phone a picture straight from its camera. */
export function FileButtons({ files }: { files: Files }) {
  const { t } = useLingui();
  return (
    <>
      <FileButton files={files} label={t`Adjuntos`} icon={Paperclip} multiple />
      <CameraButton files={files} />
    </>
  );
}

/** Shown where there is a thumb, and so most likely a camera. Its pictures are JPEG: telephones would give HEIC else. */
export function CameraButton({ files }: { files: Files }) {
  const { t } = useLingui();
  const touch = useMedia('(pointer: coarse)');
  if (!touch) return null;
  return (
    <FileButton
      files={files}
      label={t`Hacer una foto`}
      icon={Camera}
      accept="image/jpeg"
      capture="environment"
    />
  );
}

/** A real file input over the whole of its button. */
function FileButton({
  files,
  label,
  icon: Icon,
  ...input
}: { files: Files; label: string; icon: LucideIcon } & ComponentProps<'input'>) {
  return (
    <label className="border-line hover:border-line-strong bg-surface-raised text-14 has-focus-visible:outline-accent relative inline-flex h-11 items-center gap-2 overflow-hidden rounded-md border px-3 whitespace-nowrap has-focus-visible:outline-2">
      <Icon aria-hidden className="size-4 shrink-0" />
      {label}
      <input
        {...input}
        type="file"
        className="absolute inset-0 opacity-0"
        onChange={(event) => {
          files.add(event.target.files ?? []);
          event.target.value = '';
        }}
      />
    </label>
  );
}
