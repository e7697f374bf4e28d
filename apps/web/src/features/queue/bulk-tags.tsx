import type { ListedTicket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { type FormEvent, useId } from 'react';
import { Button } from '../../components/ui/button.js';
import { CheckboxField, TextField } from '../../components/ui/field.js';
import { Popup } from '../../components/ui/popup.js';
import { useTags } from '../../lib/tickets/tags.js';
import type { BulkChange } from './use-bulk-change.js';

const MOST_TAGS = 30;
const LONGEST_TAG = 50;

const tagsOf = (text: string): string[] =>
  [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim().slice(0, LONGEST_TAG))
        .filter(Boolean),
    ),
  ].slice(0, MOST_TAGS);

interface BulkTagsProps {
  tickets: readonly ListedTicket[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChange: (change: BulkChange) => void;
}

/** Adds tags to the chosen tickets and takes some off; what else each carries stays. */
export function BulkTags({ tickets, open, onOpenChange, onChange }: BulkTagsProps) {
  const { t } = useLingui();
  const id = useId();
  const known = useTags();
  const carried = [...new Set(tickets.flatMap(({ tags }) => tags))].sort();
  function submit(event: FormEvent<HTMLFormElement>, close: () => void): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const added = tagsOf(String(form.get('tags')));
    const removed = form.getAll('remove').map(String).slice(0, MOST_TAGS);
    close();
    if (added.length + removed.length === 0) return;
    onChange({
      ...(added.length > 0 && { add_tags: added }),
      ...(removed.length > 0 && { remove_tags: removed }),
    });
  }
  return (
    <Popup
      kind="dialog"
      open={open}
      onOpenChange={onOpenChange}
      onShown={(popup) => popup.querySelector('input')?.focus()}
      trigger={
        <Button size="small" variant="quiet">
          {t`Etiquetas`}
        </Button>
      }
    >
      {(close) => (
        <div role="dialog" aria-label={t`Etiquetas`}>
          <form onSubmit={(event) => submit(event, close)} className="grid w-64 gap-2 p-2">
            <TextField
              label={t`Añadir etiquetas, separadas por comas`}
              name="tags"
              list={id}
              autoComplete="off"
            />
            <datalist id={id}>
              {known.map((tag) => (
                <option key={tag} value={tag} />
              ))}
            </datalist>
            {carried.length > 0 && (
              <fieldset className="grid max-h-40 gap-1 overflow-y-auto">
                <legend className="text-13 mb-1 font-medium">{t`Quitar`}</legend>
                {carried.map((tag) => (
                  <CheckboxField key={tag} label={tag} name="remove" value={tag} />
                ))}
              </fieldset>
            )}
            <Button type="submit">{t`Aplicar`}</Button>
          </form>
        </div>
      )}
    </Popup>
  );
}
