import type { Webhook } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Check, Pause, TriangleAlert } from 'lucide-react';
import { Time } from '../../../components/ui/time.js';

/** Whether a webhook is on, and if not by whom it was switched off. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const { t } = useLingui();
  const { enabled, disabled_reason: reason, failing_since: since } = webhook;
  const icon = 'mr-1 inline size-3.5';
  if (!enabled) {
    return (
      <span className={reason ? 'text-danger' : 'text-text-muted'}>
        {reason ? <TriangleAlert aria-hidden className={icon} /> : <Pause aria-hidden className={icon} />}
        {reason === 'gone' && t`Desactivado: el receptor ya no existe (410)`}
        {reason === 'failing' && t`Desactivado: tres días de fallos`}
        {reason === null && t`Inactivo`}
      </span>
    );
  }
  return since ? (
    <span className="text-warning">
      <TriangleAlert aria-hidden className={icon} />
      {t`Falla desde`} <Time at={since} />
    </span>
  ) : (
    <span className="text-success">
      <Check aria-hidden className={icon} />
      {t`Activo`}
    </span>
  );
}
