import { useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { Popup } from '../../components/ui/popup.js';
import { type Filters } from '../../lib/tickets/filters.js';
import { filterClass } from './filter-class.js';

const DateFields = lazy(() => import('./date-fields.js'));

export const DATE_KEYS = ['created_after', 'created_before', 'updated_after', 'updated_before'] as const;

export function DateFilter(props: { filters: Filters; onFilters: (filters: Filters) => void }) {
  const { t } = useLingui();
  const set = DATE_KEYS.filter((key) => props.filters[key]);
  return (
    <Popup
      kind="dialog"
      trigger={
        <button type="button" className={filterClass(set.length > 0)}>
          {[t`Fechas`, set.map((key) => props.filters[key]).join(' – ')].filter(Boolean).join(': ')}
          <ChevronDown aria-hidden className="size-3" />
        </button>
      }
    >
      {() => (
        <Suspense fallback={<div aria-busy="true" className="h-56 w-64" />}>
          <DateFields {...props} />
        </Suspense>
      )}
    </Popup>
  );
}
