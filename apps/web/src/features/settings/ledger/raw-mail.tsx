import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ErrorState, Skeleton } from '../../../components/ui/states.js';
import { fetchBlob } from '../../../lib/api/index.js';

const SHOWN_BYTES = 64 * 1024;

export const rawUrl = (id: string) => `/tickets/api/mail-ledger/${id}/raw/`;

/** The beginning of a mail as it came: text and nothing else, whatever it holds. */
export function RawMail({ id }: { id: string }) {
  const { t } = useLingui();
  const raw = useQuery({
    queryKey: ['raw-mail', id],
    queryFn: async () => {
      const bytes = await fetchBlob(`${rawUrl(id)}?bytes=${SHOWN_BYTES}`);
      return { text: await bytes.text(), isCut: bytes.size >= SHOWN_BYTES };
    },
    staleTime: Infinity,
  });
  if (raw.isPending) return <Skeleton className="mt-3 h-40" />;
  if (raw.isError) return <ErrorState error={raw.error} onRetry={() => void raw.refetch()} />;
  return (
    <>
      <pre
        tabIndex={0}
        aria-label={t`Correo original`}
        className="bg-surface-sunken text-12 mt-3 max-h-96 overflow-auto rounded-md p-3 font-mono [overflow-wrap:anywhere] whitespace-pre-wrap"
      >
        {raw.data.text}
      </pre>
      {raw.data.isCut && (
        <p className="text-12 text-text-muted mt-1">{t`Solo el principio: el resto está en la descarga.`}</p>
      )}
    </>
  );
}
