import { useLingui } from '@lingui/react/macro';
import { ArrowDownWideNarrow, Columns3, Search, X } from 'lucide-react';
import { type RefObject, Suspense, lazy } from 'react';
import { Button, IconButton } from '../../components/ui/button.js';
import { Picker } from '../../components/ui/listbox.js';
import { DEFAULT_ORDERING, type Filters, ORDERINGS, hasFilters } from '../../lib/tickets/filters.js';
import type { DepartmentRef } from '../../lib/tickets/types.js';
import { useRestedText } from '../../lib/use-rested-text.js';
import { Popup } from '../../components/ui/popup.js';
import { FilterBar } from './filter-bar.js';
import { SaveView } from './save-view.js';

const ColumnPicker = lazy(() => import('./column-picker.js'));

interface QueueHeaderProps {
  title: string;
  /** Whether the filters already have a name. */
  isView: boolean;
  filters: Filters;
  departments: readonly DepartmentRef[];
  searchField: RefObject<HTMLInputElement | null>;
  loaded: { count: number; more: boolean } | null;
  onFilters: (filters: Filters, replace?: boolean) => void;
}

export function QueueHeader({
  title,
  isView,
  filters,
  departments,
  searchField,
  loaded,
  onFilters,
}: QueueHeaderProps) {
  const { t, i18n } = useLingui();
  const orderings = {
    '-updated_at': t`Última actividad`,
    '-created_at': t`Más recientes`,
    created_at: t`Más antiguos`,
    sla_due_at: t`Vence antes`,
    '-priority': t`Prioridad`,
  };
  const ordering = (filters.ordering ?? DEFAULT_ORDERING) as keyof typeof orderings;
  return (
    <header className="border-line border-b">
      <div className="flex h-12 items-center gap-3 px-3 md:px-4">
        <h1 className="text-14 min-w-0 truncate font-semibold">
          {title}
          {loaded && (
            <span className="text-text-muted ml-2 font-normal">
              {i18n.number(loaded.count)}
              {loaded.more && '+'}
            </span>
          )}
        </h1>
        <div className="ml-auto flex min-w-0 items-center gap-2">
          <SearchField
            field={searchField}
            value={filters.search ?? ''}
            onSearch={(search) => onFilters({ ...filters, search }, true)}
          />
        </div>
      </div>
      <div className="relative flex items-center gap-1.5 overflow-x-auto px-3 pb-2 md:px-4">
        <FilterBar filters={filters} departments={departments} onFilters={onFilters} />
        {hasFilters(filters) && (
          <Button size="small" variant="quiet" icon={X} onClick={() => onFilters({})}>
            {t`Quitar filtros`}
          </Button>
        )}
        {hasFilters(filters) && !isView && <SaveView filters={filters} departments={departments} />}
        <span className="ml-auto" />
        <Picker
          label={t`Orden`}
          value={ordering}
          choices={ORDERINGS.map((value) => ({ value, label: orderings[value] }))}
          onPick={(value) => onFilters({ ...filters, ordering: value === DEFAULT_ORDERING ? '' : value })}
        >
          <Button size="small" variant="quiet" icon={ArrowDownWideNarrow}>
            <span className="sr-only">{t`Orden`}: </span>
            {orderings[ordering] ?? ordering}
          </Button>
        </Picker>
        <Popup
          kind="dialog"
          align="end"
          onShown={(popup) => popup.querySelector('input')?.focus()}
          trigger={<IconButton label={t`Columnas`} icon={Columns3} className="max-md:hidden" />}
        >
          {() => (
            <Suspense fallback={<div aria-busy="true" className="h-80 w-64" />}>
              <ColumnPicker />
            </Suspense>
          )}
        </Popup>
      </div>
    </header>
  );
}

/** How long typing rests before the list is asked again. */
const REST_MS = 250;

function SearchField({
  field,
  value,
  onSearch,
}: {
  field: RefObject<HTMLInputElement | null>;
  value: string;
  onSearch: (text: string) => void;
}) {
  const { t } = useLingui();
  const { text, setText, tellNow } = useRestedText(value, onSearch, REST_MS);
  return (
    <div className="relative w-40 sm:w-64">
      <Search
        aria-hidden
        className="text-text-muted pointer-events-none absolute top-1/2 left-2 size-4 -translate-y-1/2"
      />
      <input
        ref={field}
        type="search"
        aria-label={t`Buscar tickets`}
        placeholder={t`Buscar`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setText('');
            event.currentTarget.blur();
          }
          if (event.key === 'Enter') tellNow();
        }}
        className="border-line hover:border-line-strong bg-surface text-13 coarse:h-11 coarse:text-16 h-8 w-full rounded-md border pr-7 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {text && (
        <IconButton
          label={t`Borrar la búsqueda`}
          icon={X}
          onClick={() => setText('')}
          className="absolute top-1/2 right-0.5 -translate-y-1/2"
        />
      )}
    </div>
  );
}
