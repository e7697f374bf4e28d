import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { StatusRing } from '../../components/ticket/marks.js';
import { Dialog } from '../../components/ui/dialog.js';
import { TextField } from '../../components/ui/field.js';
import { call, endpoints } from '../../lib/api/index.js';
import { useRelations } from './use-relations.js';

interface RelateDialogProps {
  ticket: Ticket;
  how: 'link' | 'merge';
  onClose: () => void;
}

/** Chooses the other ticket: by number or words; to be merged, only among those of the same person. */
export default function RelateDialog({ ticket, how, onClose }: RelateDialogProps) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const { link, merge } = useRelations(ticket);
  const merging = how === 'merge';
  const { data } = useQuery({
    queryKey: ['relate', ticket.id, how, search],
    queryFn: ({ signal }) =>
      call(endpoints.tickets.list, {
        query: { limit: '8', ...(search && { search }), ...(merging && { requester: ticket.requester.id }) },
        signal,
      }),
    enabled: merging || search.length > 1,
    placeholderData: (before) => before,
  });
  const taken = merging ? ['merged_into', 'merged_from'] : ['linked'];
  const found = (data?.results ?? []).filter(
    ({ id }) => id !== ticket.id && !ticket.related.some((one) => one.id === id && taken.includes(one.kind)),
  );
  const choose = async (id: string) => {
    if (await (merging ? merge(id) : link(id))) onClose();
  };
  return (
    <Dialog
      title={merging ? t`Fusionar ${ticket.number} en otro ticket` : t`Relacionar ${ticket.number}`}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const [first] = found;
          if (first) void choose(first.id);
        }}
      >
        <TextField
          label={t`Número o palabras del otro ticket`}
          autoFocus
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          hint={
            merging
              ? t`Este ticket se cierra y sus mensajes se ven en el otro. Se puede deshacer durante una semana.`
              : undefined
          }
        />
        <ul aria-label={t`Tickets`} className="mt-3 flex flex-col">
          {found.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                onClick={() => void choose(one.id)}
                className="hover:bg-hover coarse:min-h-11 flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left"
              >
                <StatusRing status={one.status} named />
                <span className="text-text-muted shrink-0">{one.number}</span>
                <span className="min-w-0 flex-1 truncate">{one.subject}</span>
                <span className="text-12 text-text-muted max-w-40 truncate">{one.requester.name}</span>
              </button>
            </li>
          ))}
        </ul>
        {data && found.length === 0 && <p className="text-text-muted mt-3">{t`Ningún otro ticket.`}</p>}
      </form>
    </Dialog>
  );
}
