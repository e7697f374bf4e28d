import type { CannedReply, Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { PriorityBars, StatusRing, Tag } from '../../../components/ticket/marks.js';
import { IconButton } from '../../../components/ui/button.js';
import { type CannedChanges, changesBeside, joinChanges } from '../../../lib/canned/changes.js';
import { inverse, useChangeTicket } from '../../../lib/tickets/change.js';
import { PRIORITY_LABEL, STATUS_LABEL } from '../../../lib/tickets/labels.js';
import { ticketOptions } from '../../../lib/tickets/queries.js';

const NONE: CannedChanges = {};

/** What canned replies change besides their text: it waits for the message to be sent. */
export function useCannedChanges(ticket: Ticket) {
  const { i18n } = useLingui();
  const client = useQueryClient();
  const change = useChangeTicket();
  const [waiting, setWaiting] = useState(NONE);
  const { status } = waiting;
  return {
    waiting,
    /** The state to send along, as far as the ticket may take it. */
    status: status && ticket.allowed_statuses.includes(status) ? status : undefined,
    add: ({ changes }: CannedReply) => setWaiting(joinChanges(waiting, changes)),
    drop: () => setWaiting(NONE),
    /**
     * Does the rest once the message has been sent.
     * @param told says so in a notice with a way back of its own; a message that can be taken back has one for both
     * @returns takes it back: all of it waits again
     */
    apply: ({ told }: { told: boolean }): (() => void) => {
      setWaiting(NONE);
      // The message has made a new version of the ticket; the change is made on that one.
      const fresh = client.getQueryData(ticketOptions(ticket.id).queryKey) ?? ticket;
      const beside = changesBeside(waiting, fresh);
      if (!beside) return () => setWaiting(waiting);
      const what = [beside.priority && i18n._(PRIORITY_LABEL[beside.priority]), ...(beside.tags ?? [])];
      const notice = told ? { told: change.tell(fresh, what.filter(Boolean).join(', ')) } : {};
      change.mutate({ ticket: fresh, change: beside, preview: beside, ...notice });
      return () => {
        setWaiting(waiting);
        const changed = { ...(client.getQueryData(ticketOptions(ticket.id).queryKey) ?? fresh), ...beside };
        const back = inverse(fresh, beside);
        change.mutate({ ticket: changed, change: back, preview: {} });
      };
    },
  };
}

/** Says what will happen with the sending, and lets one call it off. */
export function CannedChangesLine({
  changes,
  note,
}: {
  changes: ReturnType<typeof useCannedChanges>;
  note: boolean;
}) {
  const { t, i18n } = useLingui();
  const { priority, tags = [] } = changes.waiting;
  const status = note ? undefined : changes.status;
  if (!status && !priority && tags.length === 0) return null;
  return (
    <p className="text-12 text-text-muted flex flex-wrap items-center gap-x-3 gap-y-1 px-3">
      {t`Al enviar:`}
      {status && (
        <span className="text-text inline-flex items-center gap-1">
          <StatusRing status={status} />
          {i18n._(STATUS_LABEL[status])}
        </span>
      )}
      {priority && (
        <span className="text-text inline-flex items-center gap-1">
          <PriorityBars priority={priority} />
          {i18n._(PRIORITY_LABEL[priority])}
        </span>
      )}
      {tags.map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      <IconButton label={t`No cambiar nada al enviar`} icon={X} onClick={changes.drop} />
    </p>
  );
}
