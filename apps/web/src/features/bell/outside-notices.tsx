import { useLingui } from '@lingui/react/macro';
import { CheckboxField } from '../../components/ui/field.js';
import { setBrowserNotices, useBrowserNotices } from '../../lib/notifications/browser-notices.js';

/** Whether the browser tells while one looks elsewhere. It is asked by a press here and never by itself. */
export function OutsideNotices() {
  const { t } = useLingui();
  const state = useBrowserNotices();
  if (state === 'none') return null;
  return (
    <div className="border-line mt-1 border-t px-2 pt-2 pb-1">
      {state === 'blocked' ? (
        <p className="text-12 text-text-muted">
          {t`Tu navegador no permite avisos de esta página. Puedes cambiarlo en los ajustes del navegador.`}
        </p>
      ) : (
        <CheckboxField
          label={t`Avisarme también cuando mire a otra parte`}
          checked={state === 'on'}
          onChange={(event) => void setBrowserNotices(event.target.checked)}
        />
      )}
    </div>
  );
}
