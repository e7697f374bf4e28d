import type { Attachment } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { fetchBlob } from '../../lib/api/index.js';
import { Skeleton } from '../ui/states.js';
import { useBlobUrl } from './use-blob-url.js';

/** More of a text than this is for an editor, not for a look. */
const MOST_SHOWN = 500_000;

const isPdf = ({ content_type: type }: Attachment) => type === 'application/pdf';
const isText = ({ content_type: type, filename }: Attachment) =>
  type.startsWith('text/') || /\.(?:log|txt)$/i.test(filename);

/** Whether a file can be looked at without being opened by another program. */
export const hasPreview = (file: Attachment): boolean =>
  /^image\/(?:png|jpeg|gif)$/.test(file.content_type) || isPdf(file) || isText(file);

export function Preview({ file }: { file: Attachment }) {
  if (isPdf(file)) return <PdfPreview file={file} />;
  if (isText(file)) return <TextPreview file={file} />;
  return <PicturePreview file={file} />;
}

function PicturePreview({ file }: { file: Attachment }) {
  const { url } = useBlobUrl(file.url);
  if (!url) return <Skeleton className="h-1/2 w-1/2" />;
  return <img src={url} alt={file.filename} className="max-h-full max-w-full object-contain" />;
}

const useBytes = (file: Attachment) =>
  useQuery({
    queryKey: ['blob', file.url],
    queryFn: ({ signal }) => fetchBlob(file.url, signal),
    staleTime: Infinity,
    gcTime: 60_000,
  });

/**
 * In the browser's own viewer, which keeps documents apart from pages. The bytes are handed over as a PDF whatever
 * they are: nothing in them can be read as a page of ours.
 */
function PdfPreview({ file }: { file: Attachment }) {
  const { data } = useBytes(file);
  const url = useMemo(
    () => data && URL.createObjectURL(new Blob([data], { type: 'application/pdf' })),
    [data],
  );
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url]);
  if (!url) return <Skeleton className="h-1/2 w-1/2" />;
  return <iframe title={file.filename} src={url} className="size-full rounded-md bg-[#fff]" />;
}

/** As text alone, whatever it looks like. */
function TextPreview({ file }: { file: Attachment }) {
  const { t } = useLingui();
  const { data: blob } = useBytes(file);
  const { data: text } = useQuery({
    queryKey: ['blob-text', file.url],
    queryFn: async () => (await blob?.slice(0, MOST_SHOWN).text()) ?? '',
    enabled: blob !== undefined,
    staleTime: Infinity,
    gcTime: 60_000,
  });
  if (text === undefined) return <Skeleton className="h-1/2 w-1/2" />;
  return (
    <pre
      tabIndex={0}
      aria-label={file.filename}
      className="text-12 size-full overflow-auto text-left font-mono leading-relaxed [overflow-wrap:anywhere] whitespace-pre-wrap"
    >
      {text}
      {file.size > MOST_SHOWN && `\n… ${t`Descárgalo para ver el resto.`}`}
    </pre>
  );
}
