import { useLingui } from '@lingui/react/macro';
import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** One line while the machine has no network; what is typed stays where it is. */
export function OfflineNotice() {
  const { t } = useLingui();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return null;
  return (
    <p
      role="status"
      className="bg-warning-soft text-warning text-13 flex items-center justify-center gap-2 px-4 py-1.5"
    >
      <WifiOff aria-hidden className="size-4" />
      {t`Sin conexión. Lo que escribas se guarda aquí y podrás enviarlo cuando vuelva.`}
    </p>
  );
}
