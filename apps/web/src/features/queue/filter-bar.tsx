import { useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import { PriorityBars, StatusRing } from '../../components/ticket/marks.js';
import { Avatar } from '../../components/ui/avatar.js';
import { type Choice, MultiPicker } from '../../components/ui/listbox.js';
import { type FilterKey, type Filters, listOf } from '../../lib/tickets/filters.js';
import { PRIORITIES, PRIORITY_LABEL, STATUSES, STATUS_LABEL } from '../../lib/tickets/labels.js';
import { useAssignees } from '../../lib/tickets/queries.js';
import type { DepartmentRef } from '../../lib/tickets/types.js';
import { DateFilter } from './date-filter.js';
import { filterClass } from './filter-class.js';
import { TagFilter } from './tag-filter.js';

interface FilterBarProps {
  filters: Filters;
  departments: readonly DepartmentRef[];
  onFilters: (filters: Filters) => void;
}

/** One button a filter; those that are set say what they are set to. */
export function FilterBar({ filters, departments, onFilters }: FilterBarProps) {
  const { t, i18n } = useLingui();
  const assignees = useAssignees().data ?? [];
  const set = (key: FilterKey) => (values: readonly string[]) =>
    onFilters({ ...filters, [key]: values.join() });
  const filter = (key: FilterKey, label: string, choices: readonly Choice<string>[]) => (
    <FilterButton label={label} values={listOf(filters[key])} choices={choices} onChange={set(key)} />
  );
  return (
    <>
      {filter(
        'status',
        t`Estado`,
        STATUSES.map((value) => ({
          value,
          label: i18n._(STATUS_LABEL[value]),
          icon: <StatusRing status={value} />,
        })),
      )}
      {filter(
        'priority',
        t`Prioridad`,
        PRIORITIES.map((value) => ({
          value,
          label: i18n._(PRIORITY_LABEL[value]),
          icon: <PriorityBars priority={value} />,
        })),
      )}
      {filter(
        'department',
        t`Departamento`,
        departments.map(({ id, name }) => ({ value: String(id), label: name })),
      )}
      {filter('assignee', t`Asignado`, [
        { value: 'me', label: t`Yo` },
        { value: 'none', label: t`Sin asignar` },
        ...assignees.map(({ id, name }) => ({ value: id, label: name, icon: <Avatar name={name} /> })),
      ])}
      {filter('sla', t`SLA`, [
        { value: 'due_soon', label: t`Por vencer` },
        { value: 'breached', label: t`Vencido` },
      ])}
      <TagFilter value={filters.tag ?? ''} onChange={(tag) => onFilters({ ...filters, tag })} />
      <DateFilter filters={filters} onFilters={onFilters} />
    </>
  );
}

function FilterButton({
  label,
  values,
  choices,
  onChange,
}: {
  label: string;
  values: readonly string[];
  choices: readonly Choice<string>[];
  onChange: (values: string[]) => void;
}) {
  const named = choices.filter((choice) => values.includes(choice.value)).map((choice) => choice.label);
  const text = named.length > 2 ? `${named[0]} +${named.length - 1}` : named.join(', ');
  return (
    <MultiPicker label={label} values={values} choices={choices} onChange={onChange}>
      <button type="button" className={filterClass(values.length > 0)}>
        {text ? `${label}: ${text}` : label}
        <ChevronDown aria-hidden className="size-3" />
      </button>
    </MultiPicker>
  );
}
