import { useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import { Suspense, lazy } from 'react';
import { Popup } from '../../components/ui/popup.js';
import { filterClass } from './filter-class.js';

const TagFields = lazy(() => import('./tag-fields.js'));

export function TagFilter({ value, onChange }: { value: string; onChange: (tag: string) => void }) {
  const { t } = useLingui();
  return (
    <Popup
      kind="dialog"
      trigger={
        <button type="button" className={filterClass(value !== '')}>
          {[t`Etiqueta`, value].filter(Boolean).join(': ')}
          <ChevronDown aria-hidden className="size-3" />
        </button>
      }
    >
      {(close) => (
        <Suspense fallback={<div aria-busy="true" className="h-28 w-60" />}>
          <TagFields
            value={value}
            onPick={(tag) => {
              close();
              onChange(tag);
            }}
          />
        </Suspense>
      )}
    </Popup>
  );
}
