import { useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import { TextField } from '../../components/ui/field.js';
import { Popup } from '../../components/ui/popup.js';
import { type Filters } from '../../lib/tickets/filters.js';
import { filterClass } from './filter-class.js';

const KEYS = ['created_after', 'created_before', 'updated_after', 'updated_before'] as const;

export function DateFilter({
  filters,
  onFilters,
}: {
  filters: Filters;
  onFilters: (filters: Filters) => void;
}) {
  const { t } = useLingui();
  const labels = {
    created_after: t`Creado desde`,
    created_before: t`Creado hasta`,
    updated_after: t`Actualizado desde`,
    updated_before: t`Actualizado hasta`,
  };
  const set = KEYS.filter((key) => filters[key]);
  return (
    <Popup
      kind="dialog"
      trigger={
        <button type="button" className={filterClass(set.length > 0)}>
          {t`Fechas`}
          {set.length > 0 && <span>: {set.map((key) => filters[key]).join(' – ')}</span>}
          <ChevronDown aria-hidden className="size-3" />
        </button>
      }
      onShown={(popup) => popup.querySelector('input')?.focus()}
    >
      {() => (
        <div role="dialog" aria-label={t`Fechas`} className="grid w-64 gap-3 p-2">
          {KEYS.map((key) => (
            <TextField
              key={key}
              type="date"
              label={labels[key]}
              value={filters[key] ?? ''}
              onChange={(event) => onFilters({ ...filters, [key]: event.target.value })}
            />
          ))}
        </div>
      )}
    </Popup>
  );
}
