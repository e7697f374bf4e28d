import type { ListedTicket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { SlaChip } from '../../components/ticket/sla-chip.js';
import { Tag } from '../../components/ticket/marks.js';
import { Avatar } from '../../components/ui/avatar.js';
import { Time } from '../../components/ui/time.js';
import type { Column } from './columns.js';

/** One column of a row, all but the subject. */
export function Cell({ column, ticket }: { column: Exclude<Column, 'subject'>; ticket: ListedTicket }) {
  switch (column) {
    case 'number':
      return <span className="text-12 text-text-muted w-22 shrink-0 pl-1">{ticket.number}</span>;
    case 'requester':
      return (
        <span className="w-36 shrink-0 truncate pr-3">{ticket.requester.name || ticket.requester.email}</span>
      );
    case 'organization':
      return <span className={MUTED}>{ticket.organization?.name}</span>;
    case 'department':
      return (
        <span className="text-12 text-text-muted hidden w-30 shrink-0 truncate pl-2 xl:inline">
          {ticket.department.name}
        </span>
      );
    case 'tags':
      return <Tags tags={ticket.tags} />;
    case 'channel':
      return <ChannelName channel={ticket.channel} />;
    case 'sla':
      return (
        <span className="flex w-40 shrink-0 justify-end pl-2">
          <SlaChip sla={ticket.sla} status={ticket.status} />
        </span>
      );
    case 'assignee':
      return <Assignee assignee={ticket.assignee} />;
    case 'created':
      return <Time at={ticket.created_at} short className={AGE} />;
    case 'updated':
      return <Time at={ticket.updated_at} short className={AGE} />;
  }
}

const MUTED = 'text-12 text-text-muted w-30 shrink-0 truncate pl-2';
const AGE = 'text-12 text-text-muted w-16 shrink-0 pr-4 text-right';

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="hidden shrink-0 items-center gap-1 pl-2 xl:flex">
      {tags.slice(0, 2).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {tags.length > 2 && (
        <span className="text-12 text-text-muted" title={tags.slice(2).join(', ')}>
          +{tags.length - 2}
        </span>
      )}
    </span>
  );
}

function ChannelName({ channel }: Pick<ListedTicket, 'channel'>) {
  const { t } = useLingui();
  return <span className={MUTED}>{{ web: t`Web`, api: t`API`, email: t`Correo` }[channel]}</span>;
}

function Assignee({ assignee }: Pick<ListedTicket, 'assignee'>) {
  const { t } = useLingui();
  return (
    <span className="flex w-9 shrink-0 justify-center">
      {assignee ? (
        <Avatar name={assignee.name} label={t`Asignado a ${assignee.name}`} />
      ) : (
        <span
          role="img"
          aria-label={t`Sin asignar`}
          title={t`Sin asignar`}
          className="border-line-strong size-5 rounded-full border border-dashed"
        />
      )}
    </span>
  );
}
