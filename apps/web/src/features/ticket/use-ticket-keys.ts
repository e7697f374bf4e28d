import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import type { RefObject } from 'react';
import { useNavigate } from 'react-router-dom';
import { useActions } from '../../lib/actions/index.js';
import { useMe } from '../../lib/session.js';
import { useChangeTicket } from '../../lib/tickets/change.js';
import { STATUS_LABEL } from '../../lib/tickets/labels.js';
import { useNeighbours } from '../../lib/tickets/queries.js';
import type { ComposerHandle } from './composer.js';
import type { Field } from './ticket-fields.js';

interface Parts {
  ticket: Ticket;
  listUrl: string | null;
  composer: RefObject<ComposerHandle | null>;
  onField: (field: Field) => void;
}

/** What can be done with the ticket on the screen, by key and from the palette. */
export function useTicketKeys({ ticket, listUrl, composer, onField }: Parts): void {
  const { t, i18n } = useLingui();
  const me = useMe();
  const navigate = useNavigate();
  const change = useChangeTicket();
  const { previous, next } = useNeighbours(ticket.id, listUrl);
  const section = ticket.number;
  const goTo = (id: string | undefined) => () => id && void navigate(`/${id}/`, { state: { list: listUrl } });
  useActions([
    {
      id: 'ticket.reply',
      label: t`Responder`,
      section,
      shortcut: 'r',
      perform: () => composer.current?.start('reply'),
    },
    {
      id: 'ticket.note',
      label: t`Escribir una nota interna`,
      section,
      shortcut: 'n',
      perform: () => composer.current?.start('note'),
    },
    {
      id: 'ticket.resolve',
      label: t`Resolver`,
      section,
      shortcut: 'e',
      isVisible: () => ticket.allowed_statuses.includes('resolved'),
      perform: () =>
        change.mutate({
          ticket,
          change: { status: 'resolved' },
          preview: { status: 'resolved' },
          told: change.tell(ticket, i18n._(STATUS_LABEL.resolved)),
        }),
    },
    {
      id: 'ticket.take',
      label: t`Asignármelo`,
      section,
      shortcut: 'm',
      isVisible: () => ticket.assignee?.id !== me.id,
      perform: () =>
        change.mutate({
          ticket,
          change: { assignee: me.id },
          preview: { assignee: { id: me.id, name: me.name, email: me.email } },
          told: change.tell(ticket, me.name),
        }),
    },
    { id: 'ticket.assign', label: t`Asignar`, section, shortcut: 'a', perform: () => onField('assignee') },
    {
      id: 'ticket.status',
      label: t`Cambiar el estado`,
      section,
      shortcut: 's',
      perform: () => onField('status'),
    },
    {
      id: 'ticket.priority',
      label: t`Cambiar la prioridad`,
      section,
      shortcut: 'p',
      perform: () => onField('priority'),
    },
    {
      id: 'ticket.department',
      label: t`Cambiar de departamento`,
      section,
      shortcut: 'd',
      perform: () => onField('department'),
    },
    {
      id: 'ticket.next',
      label: t`Ticket siguiente`,
      section,
      shortcut: 'j',
      isVisible: () => next !== undefined,
      perform: goTo(next?.id),
    },
    {
      id: 'ticket.previous',
      label: t`Ticket anterior`,
      section,
      shortcut: 'k',
      isVisible: () => previous !== undefined,
      perform: goTo(previous?.id),
    },
    {
      id: 'ticket.back',
      label: t`Volver a la lista`,
      section,
      shortcut: ['u', 'escape'],
      perform: () => void navigate(`/${listUrl ?? ''}`),
    },
  ]);
}
