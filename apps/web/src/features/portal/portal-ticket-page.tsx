import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { Link, useParams } from 'react-router-dom';
import { PriorityLabel, StatusLabel } from '../../components/ticket/marks.js';
import { Thread } from '../../components/thread/thread.js';
import { useStickToBottom } from '../../components/thread/use-stick-to-bottom.js';
import { ButtonLink } from '../../components/ui/button.js';
import { EmptyState, ErrorState, Skeleton } from '../../components/ui/states.js';
import { isApiError } from '../../lib/api/index.js';
import { listedTicket, useTicket } from '../../lib/tickets/queries.js';
import { shortDateTime } from '../../lib/time/format.js';
import { useNow } from '../../lib/time/use-now.js';
import { useTitle } from '../../lib/use-title.js';
import { PortalReply } from './portal-reply.js';

export function PortalTicketPage() {
  const { id = '' } = useParams();
  return <PortalTicket key={id} id={id} />;
}

function PortalTicket({ id }: { id: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const query = useTicket(id);
  const known = query.data ?? listedTicket(client, id);
  useTitle(known && `${known.number} ${known.subject}`);
  if (query.isError && !query.data) {
    return isApiError(query.error, 'not_found') ? (
      <main>
        <EmptyState
          page
          title={t`Este ticket no existe`}
          action={<ButtonLink to="/">{t`Ver tus tickets`}</ButtonLink>}
        >
          {t`Puede que la dirección esté incompleta, o que sea de otra cuenta.`}
        </EmptyState>
      </main>
    ) : (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  return (
    <main aria-busy={query.isPending} className="flex min-h-0 flex-1 flex-col">
      {known && <Header ticket={known} />}
      {query.data ? <Conversation ticket={query.data} /> : <Waiting />}
    </main>
  );
}

function Header({
  ticket,
}: {
  ticket: Pick<Ticket, 'subject' | 'number' | 'status' | 'priority' | 'department'>;
}) {
  const { t } = useLingui();
  return (
    <header className="border-line border-b">
      <div className="mx-auto max-w-[45rem] px-4 py-3">
        <Link
          to="/"
          className="text-13 text-text-muted hover:text-text coarse:min-h-11 -ml-1 inline-flex items-center gap-1 rounded px-1"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {t`Tus tickets`}
        </Link>
        <h1 className="text-20 mt-1 font-semibold [overflow-wrap:anywhere]">{ticket.subject}</h1>
        <p className="text-13 text-text-muted mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1">
          <StatusLabel status={ticket.status} />
          <PriorityLabel priority={ticket.priority} />
          <span>{ticket.number}</span>
          <span>{ticket.department.name}</span>
        </p>
      </div>
    </header>
  );
}

function Waiting() {
  return (
    <div className="mx-auto flex w-full max-w-[45rem] flex-1 flex-col gap-5 px-4 py-5">
      {['w-4/5', 'w-3/5', 'w-2/3'].map((width) => (
        <div key={width} className="flex gap-3">
          <Skeleton className="size-6 shrink-0 rounded-full" />
          <div className="flex min-w-0 flex-1 flex-col gap-2.5 pt-1">
            <Skeleton className="h-3 w-28" />
            <Skeleton className="h-3 w-full" />
            <Skeleton className={`h-3 ${width}`} />
          </div>
        </div>
      ))}
    </div>
  );
}

function Conversation({ ticket }: { ticket: Ticket }) {
  const scroller = useStickToBottom(ticket.messages.length);
  return (
    <>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-[45rem] px-4 py-5">
          <Thread messages={ticket.messages} reader="customer" />
          <NextStep ticket={ticket} />
        </div>
      </div>
      <footer className="border-line bg-surface border-t pb-[env(safe-area-inset-bottom)]">
        <div className="mx-auto max-w-[45rem] px-4 py-3">
          <PortalReply ticket={ticket} />
        </div>
      </footer>
    </>
  );
}

/** What happens next, in one line, so that nobody has to wonder. */
function NextStep({ ticket }: { ticket: Ticket }) {
  const { t, i18n } = useLingui();
  const due = ticket.sla?.first_response.met_at ? null : ticket.sla?.first_response.due_at;
  const department = ticket.department.name;
  const now = useNow();
  const text = {
    new:
      due && Date.parse(due) > now
        ? t`${department} te responderá antes del ${shortDateTime(due, i18n.locale)}.`
        : t`${department} ha recibido tu mensaje y te responderá lo antes posible.`,
    open: t`${department} está trabajando en ello.`,
    pending: t`Esperamos tu respuesta para seguir.`,
    on_hold: t`Está en pausa. Te avisaremos cuando sigamos.`,
    resolved: null,
    closed: t`Este ticket está cerrado. Si escribes, lo retomamos.`,
  }[ticket.status];
  return text && <p className="text-13 text-text-muted mt-5 pl-9">{text}</p>;
}
