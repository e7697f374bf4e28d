import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import type { RefObject } from 'react';
import { useNavigate } from 'react-router-dom';
import { useActions } from '../../lib/actions/index.js';
import { useApplyMacro, useMacros } from '../../lib/macros/use-macros.js';
import { useMe } from '../../lib/session.js';
import { type Change, useChangeTicket } from '../../lib/tickets/change.js';
import { PRIORITY_LABEL, STATUS_LABEL } from '../../lib/tickets/labels.js';
import { useNeighbours } from '../../lib/tickets/queries.js';
import { type TicketField, useTicketVerbs } from '../../lib/tickets/ticket-actions.js';
import type { ComposerHandle } from './composer/composer.js';

interface Parts {
  ticket: Ticket;
  listUrl: string | null;
  composer: RefObject<ComposerHandle | null>;
  onField: (field: TicketField) => void;
  onRelate: (how: 'link' | 'merge') => void;
}

/** What can be done with the ticket on the screen, by key and from the palette. */
export function useTicketKeys({ ticket, listUrl, composer, onField, onRelate }: Parts): void {
  const { t, i18n } = useLingui();
  const me = useMe();
  const navigate = useNavigate();
  const change = useChangeTicket();
  const macros = useMacros([ticket.department.id]);
  const applyMacro = useApplyMacro();
  const { previous, next } = useNeighbours(ticket.id, listUrl);
  const section = ticket.number;
  const goTo = (id: string | undefined) =>
    id === undefined ? undefined : () => void navigate(`/${id}/`, { state: { list: listUrl } });
  const apply = (fields: Change, preview: Partial<Ticket>, what: string) =>
    change.mutate({ ticket, change: fields, preview, told: change.tell(ticket, what) });
  const verbs = useTicketVerbs({
    scope: 'ticket',
    section,
    any: true,
    mayResolve: ticket.allowed_statuses.includes('resolved'),
    mayTake: ticket.assignee?.id !== me.id,
    macros,
    onField,
    onResolve: () => apply({ status: 'resolved' }, { status: 'resolved' }, i18n._(STATUS_LABEL.resolved)),
    onTake: () =>
      apply({ assignee: me.id }, { assignee: { id: me.id, name: me.name, email: me.email } }, me.name),
    onPriority: (priority) => {
      if (priority !== ticket.priority) apply({ priority }, { priority }, i18n._(PRIORITY_LABEL[priority]));
    },
    onMacro: (macro) => applyMacro(macro, [ticket]),
    onNext: goTo(next?.id),
    onPrevious: goTo(previous?.id),
  });
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
      id: 'ticket.macros',
      label: t`Aplicar una macro`,
      section,
      shortcut: 'w',
      isVisible: () => macros.length > 0,
      perform: () => composer.current?.openMacros(),
    },
    ...verbs,
    {
      id: 'ticket.link',
      label: t`Relacionar con otro ticket`,
      section,
      shortcut: 'l',
      perform: () => onRelate('link'),
    },
    { id: 'ticket.merge', label: t`Fusionar con otro ticket`, section, perform: () => onRelate('merge') },
    {
      id: 'ticket.back',
      label: t`Volver a la lista`,
      section,
      shortcut: ['u', 'escape'],
      perform: () => void navigate(`/${listUrl ?? ''}`),
    },
  ]);
}
