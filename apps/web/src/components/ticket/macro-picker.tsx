import type { Macro, TicketSummary } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import type { ReactElement } from 'react';
import { useApplyMacro } from '../../lib/macros/use-macros.js';
import { Picker } from '../ui/listbox.js';

interface MacroPickerProps {
  tickets: readonly TicketSummary[];
  macros: readonly Macro[];
  /** The button that opens it. */
  children: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** Several changes and a text in one step, by name, on one ticket or many. Nothing where there is no macro. */
export function MacroPicker({ tickets, macros, ...rest }: MacroPickerProps) {
  const { t } = useLingui();
  const apply = useApplyMacro();
  if (macros.length === 0) return null;
  return (
    <Picker
      {...rest}
      label={t`Macros`}
      filterLabel={t`Filtrar`}
      value={null}
      choices={macros.map(({ id, name }) => ({ value: id, label: name }))}
      onPick={(id) => {
        const macro = macros.find((one) => one.id === id);
        if (macro) apply(macro, tickets);
      }}
    />
  );
}
