import type { ListedTicket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { MacroPicker } from '../../components/ticket/macro-picker.js';
import { Button } from '../../components/ui/button.js';
import { useMacros } from '../../lib/macros/use-macros.js';

/** Macros for all the chosen tickets. */
export function BulkMacros({ tickets }: { tickets: readonly ListedTicket[] }) {
  const { t } = useLingui();
  const macros = useMacros(tickets.map(({ department }) => department.id));
  return (
    <MacroPicker tickets={tickets} macros={macros}>
      <Button size="small" variant="quiet">
        {t`Macros`}
      </Button>
    </MacroPicker>
  );
}
