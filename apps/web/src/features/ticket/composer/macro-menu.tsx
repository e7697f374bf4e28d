import type { Macro, Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Zap } from 'lucide-react';
import { IconButton } from '../../../components/ui/button.js';
import { Picker } from '../../../components/ui/listbox.js';
import { useApplyMacro } from '../../../lib/macros/use-macros.js';

interface MacroMenuProps {
  ticket: Ticket;
  macros: readonly Macro[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Several changes and a text in one step, by name. */
export function MacroMenu({ ticket, macros, open, onOpenChange }: MacroMenuProps) {
  const { t } = useLingui();
  const apply = useApplyMacro();
  if (macros.length === 0) return null;
  return (
    <Picker
      label={t`Macros`}
      filterLabel={t`Filtrar`}
      value={null}
      choices={macros.map(({ id, name }) => ({ value: id, label: name }))}
      open={open}
      onOpenChange={onOpenChange}
      onPick={(id) => {
        const macro = macros.find((one) => one.id === id);
        if (macro) apply(macro, [ticket]);
      }}
    >
      <IconButton label={t`Macros`} icon={Zap} />
    </Picker>
  );
}
