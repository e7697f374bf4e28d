import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useChangeTicket } from '../../../lib/tickets/change.js';
import { ChipEditor } from './chip-editor.js';

const MOST_FOLLOWERS = 20;

/** Who else is told of every public reply. */
export function FollowersEditor({ ticket }: { ticket: Ticket }) {
  const { t } = useLingui();
  const change = useChangeTicket();
  const save = (cc: string[]) =>
    change.mutate({
      ticket,
      change: { cc },
      preview: { cc },
      told: change.tell(ticket, t`copias cambiadas`),
    });
  return (
    <ChipEditor
      values={ticket.cc}
      most={MOST_FOLLOWERS}
      label={t`Añadir en copia`}
      removeLabel={(address) => t`Quitar de copia a ${address}`}
      type="email"
      normalise={(address) => address.toLowerCase()}
      onChange={save}
    />
  );
}
