import type { ListedTicket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Button } from '../../components/ui/button.js';
import { Picker } from '../../components/ui/listbox.js';
import { useApplyMacro, useMacros } from '../../lib/macros/use-macros.js';

/** Macros for all the chosen tickets. */
export function BulkMacros({ tickets }: { tickets: readonly ListedTicket[] }) {
  const { t } = useLingui();
  const macros = useMacros(tickets.map(({ department }) => department.id));
  const apply = useApplyMacro();
  if (macros.length === 0) return null;
  return (
    <Picker
      label={t`Macros`}
      filterLabel={t`Filtrar`}
      value={null}
      choices={macros.map(({ id, name }) => ({ value: id, label: name }))}
      onPick={(id) => {
        const macro = macros.find((one) => one.id === id);
        if (macro) apply(macro, tickets);
      }}
    >
      <Button size="small" variant="quiet">
        {t`Macros`}
      </Button>
    </Picker>
  );
}
