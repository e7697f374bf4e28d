import { useEffect } from 'react';

/** The title of the tab while a screen is shown. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · NoxDesk` : 'NoxDesk';
  }, [title]);
}
