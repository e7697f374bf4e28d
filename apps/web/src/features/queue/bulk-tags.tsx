import type { ListedTicket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import type { FormEvent } from 'react';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { Popup } from '../../components/ui/popup.js';

const MOST_TAGS = 30;
const LONGEST_TAG = 50;

const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim().slice(0, LONGEST_TAG))
      .filter(Boolean),
  ),
];

/** What all of them carry already: a start that loses nothing they share. */
const shared = (tickets: readonly ListedTicket[]): string[] =>
  (tickets[0]?.tags ?? []).filter((tag) => tickets.every((ticket) => ticket.tags.includes(tag)));

/** Gives the chosen tickets the same tags. */
export function BulkTags({
  tickets,
  open,
  onOpenChange,
  onPick,
}: {
  tickets: readonly ListedTicket[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onPick: (tags: string[]) => void;
}) {
  const { t } = useLingui();
  function submit(event: FormEvent<HTMLFormElement>, close: () => void): void {
    event.preventDefault();
    const tags = tagsOf(String(new FormData(event.currentTarget).get('tags'))).slice(0, MOST_TAGS);
    close();
    onPick(tags);
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
              label={t`Etiquetas, separadas por comas`}
              name="tags"
              autoComplete="off"
              defaultValue={shared(tickets).join(', ')}
              hint={t`Sustituyen a las que tienen ahora los tickets seleccionados.`}
            />
            <Button type="submit">{t`Aplicar`}</Button>
          </form>
        </div>
      )}
    </Popup>
  );
}
