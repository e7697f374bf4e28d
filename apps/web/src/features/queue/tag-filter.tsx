import { useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import type { FormEvent } from 'react';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { Popup } from '../../components/ui/popup.js';
import { filterClass } from './filter-class.js';

export function TagFilter({ value, onChange }: { value: string; onChange: (tag: string) => void }) {
  const { t } = useLingui();
  function submit(event: FormEvent<HTMLFormElement>, close: () => void) {
    event.preventDefault();
    close();
    onChange(String(new FormData(event.currentTarget).get('tag')).trim());
  }
  return (
    <Popup
      kind="dialog"
      trigger={
        <button type="button" className={filterClass(value !== '')}>
          {t`Etiqueta`}
          {value && <span>: {value}</span>}
          <ChevronDown aria-hidden className="size-3" />
        </button>
      }
      onShown={(popup) => popup.querySelector('input')?.focus()}
    >
      {(close) => (
        <div role="dialog" aria-label={t`Etiqueta`}>
          <form onSubmit={(event) => submit(event, close)} className="grid w-60 gap-2 p-2">
            <TextField label={t`Etiquetas, separadas por comas`} name="tag" defaultValue={value} />
            <Button type="submit">{t`Filtrar`}</Button>
          </form>
        </div>
      )}
    </Popup>
  );
}
