import { useLingui } from '@lingui/react/macro';
import { type FormEvent, useEffect, useId, useRef } from 'react';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { useTags } from '../../lib/tickets/tags.js';

/** The tags of which a ticket is to carry one. */
export default function TagFields({ value, onPick }: { value: string; onPick: (tag: string) => void }) {
  const { t } = useLingui();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const known = useTags();
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onPick(String(new FormData(event.currentTarget).get('tag')).trim());
  }
  return (
    <div role="dialog" aria-label={t`Etiqueta`}>
      <form ref={form} onSubmit={submit} className="grid w-60 gap-2 p-2">
        <TextField
          label={t`Etiquetas, separadas por comas`}
          name="tag"
          list={id}
          autoComplete="off"
          defaultValue={value}
        />
        <datalist id={id}>
          {known.map((tag) => (
            <option key={tag} value={tag} />
          ))}
        </datalist>
        <Button type="submit">{t`Filtrar`}</Button>
      </form>
    </div>
  );
}
