import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { fetchBlob } from '../../lib/api/index.js';

/** The bytes of a file as a URL that an image element can show, for as long as it is on the screen. */
export function useBlobUrl(source: string): { url: string | null; failed: boolean } {
  const { data, isError } = useQuery({
    queryKey: ['blob', source],
    queryFn: ({ signal }) => fetchBlob(source, signal),
    staleTime: Infinity,
    gcTime: 60_000,
  });
  const url = useMemo(() => (data ? URL.createObjectURL(data) : null), [data]);
  useEffect(() => () => void (url && revokeLater(url)), [url]);
  return { url, failed: isError };
}

/** An effect that is run twice must not take away a URL that is still shown. */
function revokeLater(url: string): void {
  setTimeout(() => {
    if (!document.querySelector(`img[src="${url}"]`)) URL.revokeObjectURL(url);
  }, 1_000);
}
