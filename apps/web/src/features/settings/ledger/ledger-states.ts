import type { LedgerEntry } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';

/** What became of a mail, in words. */
export function useLedgerStates(): Record<LedgerEntry['state'], string> {
  const { t } = useLingui();
  return {
    stored: t`Guardado`,
    created: t`Abrió un ticket`,
    threaded: t`Añadido a un ticket`,
    recorded: t`Anotado`,
    quarantined: t`En cuarentena`,
    failed: t`Falló`,
  };
}
