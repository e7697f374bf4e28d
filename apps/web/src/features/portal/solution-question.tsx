import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Check, RotateCcw } from 'lucide-react';
import { Button } from '../../components/ui/button.js';
import { useChangeTicket } from '../../lib/tickets/change.js';

/** Asks whether it is solved; either answer can be taken back. */
export function SolutionQuestion({ ticket }: { ticket: Ticket }) {
  const { t } = useLingui();
  const change = useChangeTicket();
  return (
    <div className="bg-success-soft mb-3 flex flex-wrap items-center gap-2 rounded-lg px-3 py-2.5">
      <p className="text-14 mr-auto font-medium max-sm:basis-full">{t`¿Está resuelto?`}</p>
      <Button
        variant="primary"
        icon={Check}
        busy={change.isPending}
        onClick={() =>
          change.mutate({
            ticket,
            change: { status: 'closed' },
            preview: {},
            told: t`Gracias por confirmarlo. El ticket queda cerrado.`,
          })
        }
      >
        {t`Esto lo solucionó`}
      </Button>
      <Button
        icon={RotateCcw}
        busy={change.isPending}
        onClick={() =>
          change.mutate({ ticket, change: { status: 'open' }, preview: {}, told: t`Seguimos con ello.` })
        }
      >
        {t`No lo solucionó`}
      </Button>
    </div>
  );
}
