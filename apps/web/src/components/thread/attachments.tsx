import type { Attachment } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Download, Eye, FileArchive, FileText, Paperclip } from 'lucide-react';
import { useId, useState } from 'react';
import { problemMessage } from '../../lib/api/problem-message.js';
import { download } from '../../lib/download.js';
import { notify } from '../../lib/notices.js';
import { fileSize } from '../../lib/time/format.js';
import { IconButton } from '../ui/button.js';
import { Lightbox } from './lightbox.js';
import { hasPreview } from './preview.js';
import { useBlobUrl } from './use-blob-url.js';

/** Larger pictures that have no preview (yet) are fetched only when asked for. */
const THUMBNAIL_MAX_BYTES = 6 * 1_048_576;

export const isPicture = (file: Attachment): boolean => /^image\/(?:png|jpeg|gif)$/.test(file.content_type);
const hasThumbnail = (file: Attachment) =>
  isPicture(file) && !file.check && (file.preview !== undefined || file.size <= THUMBNAIL_MAX_BYTES);

function FileIcon({ type, className }: { type: string; className: string }) {
  if (/zip|gzip|compressed|tar/.test(type)) return <FileArchive aria-hidden className={className} />;
  if (/text|pdf|word|document/.test(type)) return <FileText aria-hidden className={className} />;
  return <Paperclip aria-hidden className={className} />;
}

/** Saves a file and tells when that fails. */
export function useDownload() {
  const { i18n } = useLingui();
  return (file: Attachment) =>
    void download(file.url, file.filename).catch((error: unknown) =>
      notify({ text: `${file.filename}: ${i18n._(problemMessage(error))}`, tone: 'danger' }),
    );
}

export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  const { t } = useLingui();
  const { open, lightbox } = useLightbox(attachments);
  if (attachments.length === 0) return null;
  const pictures = attachments.filter(hasThumbnail);
  return (
    <div className="mt-2.5 flex flex-col gap-2">
      {pictures.length > 0 && (
        <ul aria-label={t`Imágenes`} className="flex flex-wrap gap-2">
          {pictures.map((file) => (
            <li key={file.id}>
              <Thumbnail file={file} onOpen={() => open(file)} />
            </li>
          ))}
        </ul>
      )}
      <ul aria-label={t`Archivos`} className="flex flex-wrap gap-1.5">
        {attachments
          .filter((file) => !hasThumbnail(file))
          .map((file) => (
            <li key={file.id} className="min-w-0">
              <FileChip file={file} onOpen={() => open(file)} />
            </li>
          ))}
      </ul>
      {lightbox}
    </div>
  );
}

/** A large look at one of these files; the arrow keys leaf through those that can be looked at. */
export function useLightbox(files: readonly Attachment[]) {
  const [shown, setShown] = useState<Attachment | null>(null);
  return {
    open: setShown,
    lightbox: shown && (
      <Lightbox
        file={shown}
        files={files.filter(hasPreview)}
        onShow={setShown}
        onClose={() => setShown(null)}
      />
    ),
  };
}

/** A file by its name, which saves it, and a look at it beside where it can be looked at. */
export function FileChip({ file, onOpen }: { file: Attachment; onOpen: () => void }) {
  const { t, i18n } = useLingui();
  const save = useDownload();
  const id = useId();
  return (
    <span className="flex max-w-full items-center gap-0.5">
      <button
        type="button"
        onClick={() => save(file)}
        disabled={file.check !== undefined}
        className="group/file disabled:bg-surface-sunken border-line hover:border-line-strong bg-surface-raised text-13 coarse:min-h-11 flex h-8 min-w-0 items-center gap-2 rounded-md border px-2"
      >
        <FileIcon
          type={file.content_type}
          className="text-text-muted size-4 shrink-0 group-hover/file:hidden"
        />
        <Download aria-hidden className="text-text-muted hidden size-4 shrink-0 group-hover/file:block" />
        <span className="sr-only">{t`Descargar`} </span>
        <span id={id} className="min-w-0 truncate">
          {file.filename}
        </span>
        <span className="text-12 text-text-muted shrink-0">
          {file.check === 'pending' && t`comprobándose…`}
          {file.check === 'locked' && t`bloqueado por el antivirus`}
          {!file.check && fileSize(file.size, i18n.locale)}
        </span>
      </button>
      {!file.check && hasPreview(file) && (
        <IconButton label={t`Vista previa`} aria-describedby={id} icon={Eye} onClick={onOpen} />
      )}
    </span>
  );
}

function Thumbnail({ file, onOpen }: { file: Attachment; onOpen: () => void }) {
  const { t } = useLingui();
  const { url, failed } = useBlobUrl(file.preview ?? file.url);
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-label={t`Ver ${file.filename}`}
      title={file.filename}
      className="border-line hover:border-line-strong bg-surface-sunken block h-24 w-36 overflow-hidden rounded-md border"
    >
      {url && <img src={url} alt="" className="size-full object-cover" />}
      {failed && <span className="text-12 text-text-muted px-2">{file.filename}</span>}
    </button>
  );
}
