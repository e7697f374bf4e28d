import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { PriorityBars, StatusRing } from '../../components/ticket/marks.js';
import { Avatar } from '../../components/ui/avatar.js';
import { Button, IconButton } from '../../components/ui/button.js';
import { type Choice, Picker } from '../../components/ui/listbox.js';
import { PRIORITIES, PRIORITY_LABEL, STATUSES, STATUS_LABEL } from '../../lib/tickets/labels.js';
import { useAssignees } from '../../lib/tickets/queries.js';
import type { DepartmentRef } from '../../lib/tickets/types.js';
import type { TicketField } from '../../lib/tickets/ticket-actions.js';
import { BulkTags } from './bulk-tags.js';
import { type BulkChange, useBulkChange } from './use-bulk-change.js';
import { BulkMacros } from './bulk-macros.js';
import type { Selection } from './use-selection.js';

interface BulkBarProps {
  selection: Selection;
  departments: readonly DepartmentRef[];
  /** The field whose menu is open; keys open one too. */
  field: TicketField | null;
  onField: (field: TicketField | null) => void;
}

const NOBODY = 'none';

/** What can be done with the chosen rows, at the foot of the list. */
export default function BulkBar({ selection, departments, field, onField }: BulkBarProps) {
  const { t, i18n } = useLingui();
  const assignees = useAssignees().data ?? [];
  const change = useBulkChange();
  const { chosen } = selection;

  // The choice stays: what is chosen for one thing is often chosen for the next.
  const apply = (changes: BulkChange) => {
    change(chosen, changes);
    onField(null);
  };
  const picker = (
    name: TicketField,
    label: string,
    choices: readonly Choice<string>[],
    toChange: (value: string) => BulkChange,
  ) => (
    <Picker
      label={label}
      value={null}
      choices={choices}
      filterLabel={t`Filtrar`}
      open={field === name}
      onOpenChange={(open) => onField(open ? name : null)}
      onPick={(value) => apply(toChange(value))}
    >
      <Button size="small" variant="quiet">
        {label}
      </Button>
    </Picker>
  );
  return (
    <div
      role="toolbar"
      aria-label={t`Cambios en la selección`}
      className="bg-surface-raised shadow-popup absolute bottom-4 left-1/2 z-20 flex max-w-[calc(100%-1rem)] -translate-x-1/2 items-center gap-1 overflow-x-auto rounded-lg py-1 pr-1 pl-3"
    >
      <span className="mr-1 font-medium whitespace-nowrap">
        {plural(chosen.length, { one: '# seleccionado', other: '# seleccionados' })}
      </span>
      {picker(
        'status',
        t`Estado`,
        STATUSES.filter((value) => value !== 'new').map((value) => ({
          value,
          label: i18n._(STATUS_LABEL[value]),
          icon: <StatusRing status={value} />,
        })),
        (value) => ({ status: value as BulkChange['status'] }),
      )}
      {picker(
        'priority',
        t`Prioridad`,
        PRIORITIES.map((value) => ({
          value,
          label: i18n._(PRIORITY_LABEL[value]),
          icon: <PriorityBars priority={value} />,
        })),
        (value) => ({ priority: value as BulkChange['priority'] }),
      )}
      {picker(
        'assignee',
        t`Asignar`,
        [
          { value: NOBODY, label: t`Nadie` },
          ...assignees.map(({ id, name }) => ({ value: id, label: name, icon: <Avatar name={name} /> })),
        ],
        (value) => ({ assignee: value === NOBODY ? null : value }),
      )}
      {picker(
        'department',
        t`Departamento`,
        departments.map(({ id, name }) => ({ value: String(id), label: name })),
        (value) => ({ department: Number(value) }),
      )}
      <BulkTags
        tickets={chosen}
        open={field === 'tags'}
        onOpenChange={(open) => onField(open ? 'tags' : null)}
        onChange={apply}
      />
      <BulkMacros tickets={chosen} />
      {selection.more && (
        <Button size="small" variant="quiet" onClick={selection.addAll}>
          {t`Seleccionar todo`}
        </Button>
      )}
      <IconButton label={t`Quitar la selección`} icon={X} onClick={selection.clear} />
    </div>
  );
}
