import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { ArrowLeft, ChevronDown, ChevronUp, PanelRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { Avatar } from '../../components/ui/avatar.js';
import type { Colleague } from '../../lib/live/presence.js';
import { SlaChip } from '../../components/ticket/sla-chip.js';
import { IconButton } from '../../components/ui/button.js';
import { useChangeTicket } from '../../lib/tickets/change.js';
import { useNeighbours } from '../../lib/tickets/queries.js';
import { type Field, TicketFields } from './ticket-fields.js';

export type { Field };

interface TicketHeaderProps {
  ticket: Ticket;
  listUrl: string | null;
  colleagues: readonly Colleague[];
  openField: Field | null;
  onOpenField: (field: Field | null) => void;
  onPicked: () => void;
  onTogglePanel: () => void;
}

export function TicketHeader({
  ticket,
  listUrl,
  colleagues,
  openField,
  onOpenField,
  onPicked,
  onTogglePanel,
}: TicketHeaderProps) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const { position, previous, next } = useNeighbours(ticket.id, listUrl);
  const goTo = (id: string | undefined) => () => id && void navigate(`/${id}/`, { state: { list: listUrl } });
  return (
    <header className="border-line border-b px-3 pt-2 pb-2 md:px-4">
      <div className="flex items-start gap-1">
        <Link
          to={`/${listUrl ?? ''}`}
          aria-label={t`Volver a la lista`}
          title={t`Volver a la lista`}
          className="text-text-muted hover:bg-hover hover:text-text coarse:size-11 -ml-1 inline-flex size-7 shrink-0 items-center justify-center rounded-md"
        >
          <ArrowLeft aria-hidden className="size-4" />
        </Link>
        <Subject key={ticket.subject} ticket={ticket} />
        <span className="text-12 text-text-muted hidden shrink-0 pt-1.5 pl-2 sm:inline">{ticket.number}</span>
        <Viewers colleagues={colleagues} />
        {position && (
          <span className="hidden shrink-0 items-center pl-2 md:flex">
            <span className="text-12 text-text-muted px-1">
              {i18n.number(position.index + 1)}/{i18n.number(position.total)}
            </span>
            <IconButton
              label={t`Ticket anterior`}
              icon={ChevronUp}
              disabled={!previous}
              onClick={goTo(previous?.id)}
            />
            <IconButton
              label={t`Ticket siguiente`}
              icon={ChevronDown}
              disabled={!next}
              onClick={goTo(next?.id)}
            />
          </span>
        )}
        <IconButton label={t`Detalles`} icon={PanelRight} onClick={onTogglePanel} className="xl:hidden" />
      </div>
      <div className="-mx-3 mt-1 flex items-center gap-1 overflow-x-auto px-3 md:mx-0 md:flex-wrap md:px-0 md:pl-7">
        <TicketFields ticket={ticket} open={openField} onOpen={onOpenField} onPicked={onPicked} />
        <span className="ml-auto shrink-0">
          <SlaChip sla={ticket.sla} status={ticket.status} />
        </span>
      </div>
    </header>
  );
}

/** Colleagues who look at the same ticket. */
function Viewers({ colleagues }: { colleagues: readonly Colleague[] }) {
  const { t } = useLingui();
  if (colleagues.length === 0) return null;
  return (
    <ul aria-label={t`También lo están viendo`} className="flex shrink-0 -space-x-1 pt-1 pl-2">
      {colleagues.map(({ id, name }) => (
        <li key={id} className="ring-surface-raised rounded-full ring-2">
          <Avatar name={name} label={t`${name} lo está viendo`} />
        </li>
      ))}
    </ul>
  );
}

/** The subject, changed where it stands. */
function Subject({ ticket }: { ticket: Ticket }) {
  const { t } = useLingui();
  const change = useChangeTicket();
  const [editing, setEditing] = useState(false);
  if (!editing) {
    return (
      <h1 className="text-16 min-w-0 flex-1 font-semibold">
        <button
          type="button"
          title={t`Cambiar el asunto`}
          onClick={() => setEditing(true)}
          className="hover:bg-hover line-clamp-2 max-w-full rounded-md px-1.5 py-0.5 text-left [overflow-wrap:anywhere]"
        >
          {ticket.subject}
        </button>
      </h1>
    );
  }
  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const subject = String(new FormData(event.currentTarget).get('subject')).trim();
    setEditing(false);
    if (!subject || subject === ticket.subject) return;
    change.mutate({
      ticket,
      change: { subject },
      preview: { subject },
      told: change.tell(ticket, t`asunto cambiado`),
    });
  }
  return (
    <form onSubmit={save} className="min-w-0 flex-1">
      <input
        name="subject"
        aria-label={t`Asunto`}
        defaultValue={ticket.subject}
        maxLength={255}
        required
        autoFocus
        onBlur={(event) => event.currentTarget.form?.requestSubmit()}
        onKeyDown={(event) => event.key === 'Escape' && setEditing(false)}
        className="text-16 border-line-strong bg-surface-raised w-full rounded-md border px-1.5 py-0.5 font-semibold"
      />
    </form>
  );
}
