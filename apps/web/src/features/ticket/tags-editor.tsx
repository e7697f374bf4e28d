import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type FormEvent } from 'react';
import { useChangeTicket } from '../../lib/tickets/change.js';

const MAX_TAGS = 30;

export function TagsEditor({ ticket }: { ticket: Ticket }) {
  const { t } = useLingui();
  const change = useChangeTicket();
  const save = (tags: string[]) => change.mutate({ ticket, change: { tags }, preview: { tags } });
  function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const added = String(new FormData(form).get('tag'))
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag && !ticket.tags.includes(tag));
    form.reset();
    if (added.length > 0) save([...ticket.tags, ...new Set(added)].slice(0, MAX_TAGS));
  }
  return (
    <div className="flex flex-wrap items-center gap-1">
      {ticket.tags.map((tag) => (
        <span
          key={tag}
          className="border-line bg-surface-raised text-12 inline-flex max-w-full items-center rounded border pl-1.5 leading-5"
        >
          <span className="truncate">{tag}</span>
          <button
            type="button"
            aria-label={t`Quitar la etiqueta ${tag}`}
            onClick={() => save(ticket.tags.filter((one) => one !== tag))}
            className="text-text-muted hover:text-text coarse:size-8 inline-flex size-5 items-center justify-center rounded"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <form onSubmit={add} className="min-w-24 flex-1">
        <input
          name="tag"
          maxLength={50}
          aria-label={t`Añadir etiqueta`}
          placeholder={t`Añadir etiqueta`}
          className="text-12 hover:border-line focus:border-line-strong coarse:text-16 h-6 w-full rounded border border-transparent bg-transparent px-1.5"
        />
      </form>
    </div>
  );
}
