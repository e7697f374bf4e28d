import { useLingui } from '@lingui/react/macro';
import { useNavigation } from 'react-router-dom';

/** A line along the top while the next screen is on its way; on a fast line nobody sees it. */
export function WayBar() {
  const { t } = useLingui();
  const busy = useNavigation().state !== 'idle';
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-0 z-10">
      {busy && (
        <div className="way-bar">
          <span className="sr-only">{t`Cargando…`}</span>
        </div>
      )}
    </div>
  );
}
