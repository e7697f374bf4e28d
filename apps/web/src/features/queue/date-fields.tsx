import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import { TextField } from '../../components/ui/field.js';
import type { Filters } from '../../lib/tickets/filters.js';
import { DATE_KEYS } from './date-filter.js';

/** The days between which tickets were made or changed. */
export default function DateFields({
  filters,
  onFilters,
}: {
  filters: Filters;
  onFilters: (filters: Filters) => void;
}) {
  const { t } = useLingui();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  const labels = {
    created_after: t`Creado desde`,
    created_before: t`Creado hasta`,
    updated_after: t`Actualizado desde`,
    updated_before: t`Actualizado hasta`,
  };
  return (
    <div ref={box} role="dialog" aria-label={t`Fechas`} className="grid w-64 gap-3 p-2">
      {DATE_KEYS.map((key) => (
        <TextField
          key={key}
          type="date"
          label={labels[key]}
          value={filters[key] ?? ''}
          onChange={(event) => onFilters({ ...filters, [key]: event.target.value })}
        />
      ))}
    </div>
  );
}
