import type { ListedTicket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { CircleCheck, UserRoundPlus } from 'lucide-react';
import { IconButton } from '../../components/ui/button.js';
import { useMe } from '../../lib/session.js';
import { useBulkChange } from './use-bulk-change.js';

/** What is done to a row most often, where the pointer is; drawn over its end, so that nothing moves. */
export default function RowActions({ ticket }: { ticket: ListedTicket }) {
  const { t } = useLingui();
  const me = useMe();
  const change = useBulkChange();
  const done = ticket.status === 'resolved' || ticket.status === 'closed';
  return (
    <span className="row-ground absolute inset-y-px right-0 z-10 flex min-w-18 items-center justify-end gap-0.5 pr-2 pl-3">
      {ticket.assignee?.id !== me.id && (
        <IconButton
          label={t`Asignármelo`}
          icon={UserRoundPlus}
          onClick={() => change([ticket], { assignee: me.id })}
        />
      )}
      {!done && (
        <IconButton
          label={t`Resolver`}
          icon={CircleCheck}
          onClick={() => change([ticket], { status: 'resolved' })}
        />
      )}
    </span>
  );
}
