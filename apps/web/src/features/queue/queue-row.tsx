import type { ListedTicket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { SquareCheck } from 'lucide-react';
import { Suspense, lazy, memo, useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { PriorityBars, StatusRing } from '../../components/ticket/marks.js';
import { SlaChip } from '../../components/ticket/sla-chip.js';
import { classNames } from '../../components/ui/class-names.js';
import { Time } from '../../components/ui/time.js';
import { ticketOptions } from '../../lib/tickets/queries.js';
import type { Column } from './columns.js';
import { Cell } from './queue-cells.js';

interface QueueRowProps {
  ticket: ListedTicket;
  listUrl: string;
  phone: boolean;
  columns: readonly Column[];
  active: boolean;
  selected: boolean;
  onSelect: (range: boolean) => void;
  onActivate: () => void;
}

/** Resting on a row this long fetches its ticket, so that it opens at once. */
const PREFETCH_AFTER_MS = 90;

// Not needed before a pointer has come.
const RowActions = lazy(() => import('./row-actions.js'));

export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { ticket, phone, active, selected } = props;
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [pointed, setPointed] = useState(false);
  const Body = phone ? PhoneRow : WideRow;
  return (
    <div
      onPointerEnter={({ pointerType }) => {
        setPointed(pointerType === 'mouse');
        timer.current = setTimeout(
          () => void client.prefetchQuery(ticketOptions(ticket.id)),
          PREFETCH_AFTER_MS,
        );
      }}
      onPointerLeave={() => {
        setPointed(false);
        clearTimeout(timer.current);
      }}
      className={classNames(
        'group border-line relative flex h-full items-center border-b',
        selected ? 'bg-selected' : 'hover:bg-hover',
        active && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
    >
      <Body {...props} />
      {pointed && !phone && !selected && (
        <Suspense fallback={null}>
          <RowActions ticket={ticket} />
        </Suspense>
      )}
    </div>
  );
});

/** The link spans the row; what can be pressed besides stands above it. */
function RowLink({
  ticket,
  listUrl,
  onActivate,
  className,
  children,
}: QueueRowProps & { className: string; children: React.ReactNode }) {
  return (
    <Link
      to={`/${ticket.id}/`}
      state={{ list: listUrl }}
      onFocus={onActivate}
      onClick={onActivate}
      className={classNames(
        'after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent',
        className,
      )}
    >
      {children}
    </Link>
  );
}

function Select({ ticket, selected, onSelect }: QueueRowProps) {
  const { t } = useLingui();
  return (
    <span
      className={classNames(
        'coarse:opacity-100 relative z-10 flex size-8 shrink-0 items-center justify-center group-hover:opacity-100 focus-within:opacity-100',
        selected ? 'opacity-100' : 'opacity-0',
      )}
    >
      <input
        type="checkbox"
        aria-label={t`Seleccionar ${ticket.number}`}
        checked={selected}
        onClick={(event) => onSelect(event.shiftKey)}
        onChange={() => undefined}
        className="accent-accent size-3.5"
      />
    </span>
  );
}

/** On a phone the sign of the state is what one presses to choose a row: there is no room for a box beside it. */
function SelectByState({ ticket, selected, onSelect }: QueueRowProps) {
  const { t } = useLingui();
  return (
    <span className="has-focus-visible:outline-accent relative z-10 flex size-5 shrink-0 items-center justify-center rounded has-focus-visible:outline-2">
      {selected ? (
        <SquareCheck aria-hidden className="text-accent size-4.5" />
      ) : (
        <StatusRing status={ticket.status} named />
      )}
      <input
        type="checkbox"
        aria-label={t`Seleccionar ${ticket.number}`}
        checked={selected}
        onChange={() => onSelect(false)}
        className="absolute -inset-3 size-11 opacity-0"
      />
    </span>
  );
}

function WideRow(props: QueueRowProps) {
  const { ticket, columns } = props;
  return (
    <>
      <Select {...props} />
      <span className="flex w-11 shrink-0 items-center gap-2">
        <StatusRing status={ticket.status} named />
        <PriorityBars priority={ticket.priority} named />
      </span>
      {columns.map((column) =>
        column === 'subject' ? (
          <RowLink key={column} {...props} className="flex min-w-0 flex-1 items-baseline gap-2 pl-1">
            <span
              className={classNames('truncate', ticket.status === 'new' ? 'font-semibold' : 'font-[450]')}
            >
              {ticket.subject}
            </span>
            <span className="text-text-muted hidden min-w-0 flex-1 truncate lg:inline">{ticket.preview}</span>
          </RowLink>
        ) : (
          <Cell key={column} column={column} ticket={ticket} />
        ),
      )}
    </>
  );
}

function PhoneRow(props: QueueRowProps) {
  const { ticket } = props;
  return (
    <div className="flex min-w-0 flex-1 items-start gap-2 px-3">
      <SelectByState {...props} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-2">
          <RowLink
            {...props}
            className={classNames(
              'text-14 block min-w-0 flex-1 truncate',
              ticket.status === 'new' ? 'font-semibold' : 'font-[450]',
            )}
          >
            {ticket.subject}
          </RowLink>
          <Time at={ticket.updated_at} short className="text-12 text-text-muted shrink-0" />
        </div>
        <p className="text-text-muted truncate">{ticket.preview}</p>
        <div className="text-12 text-text-muted flex items-center gap-2">
          <PriorityBars priority={ticket.priority} named />
          <span className="min-w-0 truncate">{ticket.requester.name || ticket.requester.email}</span>
          <span className="ml-auto shrink-0">
            <SlaChip sla={ticket.sla} status={ticket.status} />
          </span>
        </div>
      </div>
    </div>
  );
}
