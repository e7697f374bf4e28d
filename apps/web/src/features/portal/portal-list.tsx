import type { ListedTicket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import { Link } from 'react-router-dom';
import { StatusLabel } from '../../components/ticket/marks.js';
import { Button } from '../../components/ui/button.js';
import { Skeleton } from '../../components/ui/states.js';
import { Time } from '../../components/ui/time.js';
import type { useTicketList } from '../../lib/tickets/queries.js';

export function PortalList({ title, list }: { title: string; list: ReturnType<typeof useTicketList> }) {
  const { t } = useLingui();
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-7">
      <h2 id={id} className="text-14 text-text-muted mb-1 font-medium">
        {title}
      </h2>
      <ul className="border-line border-t">
        {list.tickets.map((ticket) => (
          <PortalRow key={ticket.id} ticket={ticket} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="mt-4" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t`Ver más`}
        </Button>
      )}
    </section>
  );
}

function PortalRow({ ticket }: { ticket: ListedTicket }) {
  return (
    <li className="border-line border-b">
      <Link
        to={`/${ticket.id}/`}
        className="hover:bg-hover -mx-3 block rounded-lg px-3 py-3"
        state={{ list: '' }}
      >
        <span className="flex items-baseline justify-between gap-3">
          <span className="text-15 min-w-0 font-medium [overflow-wrap:anywhere]">{ticket.subject}</span>
          <Time at={ticket.updated_at} className="text-13 text-text-muted shrink-0" />
        </span>
        <span className="text-14 text-text-muted mt-0.5 block truncate">{ticket.preview}</span>
        <span className="text-13 text-text-muted mt-1.5 flex flex-wrap items-center gap-x-3">
          <StatusLabel status={ticket.status} />
          <span>{ticket.number}</span>
          <span>{ticket.department.name}</span>
        </span>
      </Link>
    </li>
  );
}

export function PortalListSkeleton() {
  return (
    <div aria-busy="true" className="mt-7 flex flex-col">
      {[1, 2, 3, 4].map((row) => (
        <div key={row} className="border-line flex flex-col gap-2 border-b py-4">
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-3 w-4/5" />
          <Skeleton className="h-3 w-1/3" />
        </div>
      ))}
    </div>
  );
}
