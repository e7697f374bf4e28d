import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { SlidersHorizontal } from 'lucide-react';
import { Button } from '../../components/ui/button.js';
import { classNames } from '../../components/ui/class-names.js';
import { SelectField, TextField } from '../../components/ui/field.js';
import type { Filters } from '../../lib/tickets/filters.js';
import { PRIORITIES, PRIORITY_LABEL, STATUSES, STATUS_LABEL } from '../../lib/tickets/labels.js';
import { useRestedText } from '../../lib/use-rested-text.js';
import { useDepartments } from '../../lib/tickets/queries.js';

const REST_MS = 300;

export function PortalFilters({
  filters,
  onFilters,
}: {
  filters: Filters;
  onFilters: (filters: Filters) => void;
}) {
  const { t, i18n } = useLingui();
  const departments = useDepartments().data ?? [];
  const { text, setText } = useRestedText(
    filters.search ?? '',
    (search) => onFilters({ ...filters, search }),
    REST_MS,
  );
  const set = Boolean(filters.status || filters.priority || filters.department);
  const [open, setOpen] = useState(set);
  const any = <option value="">{t`Cualquiera`}</option>;
  return (
    <div role="search" className="mt-4 grid grid-cols-2 gap-3 sm:grid-cols-[1fr_auto_auto_auto]">
      <div className="col-span-2 flex items-end gap-2 sm:col-span-1">
        <div className="min-w-0 flex-1">
          <TextField
            label={t`Buscar`}
            type="search"
            placeholder={t`Número o palabras`}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Button
          icon={SlidersHorizontal}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="sm:hidden"
        >
          {t`Filtros`}
        </Button>
      </div>
      <div className={classNames('contents sm:contents', !open && 'max-sm:hidden')}>
        <SelectField
          label={t`Estado`}
          value={filters.status ?? ''}
          onChange={(event) => onFilters({ ...filters, status: event.target.value })}
        >
          {any}
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {i18n._(STATUS_LABEL[status])}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t`Prioridad`}
          value={filters.priority ?? ''}
          onChange={(event) => onFilters({ ...filters, priority: event.target.value })}
        >
          {any}
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              {i18n._(PRIORITY_LABEL[priority])}
            </option>
          ))}
        </SelectField>
        <div className="col-span-2 sm:col-span-1">
          <SelectField
            label={t`Departamento`}
            value={filters.department ?? ''}
            onChange={(event) => onFilters({ ...filters, department: event.target.value })}
          >
            {any}
            {departments.map((department) => (
              <option key={department.id} value={department.id}>
                {department.name}
              </option>
            ))}
          </SelectField>
        </div>
      </div>
    </div>
  );
}
