import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Check, RotateCcw } from 'lucide-react';
import { Button } from '../../components/ui/button.js';
import { useChangeTicket } from '../../lib/tickets/change.js';

/** Asks whether it is solved. A yes closes the ticket and can be taken back; a no is to say what is still wrong. */
export function SolutionQuestion({ ticket, onUnsolved }: { ticket: Ticket; onUnsolved: () => void }) {
  const { t } = useLingui();
  const change = useChangeTicket();
  const confirm = () =>
    change.mutate({
      ticket,
      change: { status: 'closed' },
      preview: {},
      told: t`Gracias por confirmarlo. El ticket queda cerrado.`,
    });
  return (
    <section aria-label={t`¿Está resuelto?`} className="flex flex-wrap items-center gap-x-2 gap-y-3 py-1">
      <div className="mr-auto max-sm:basis-full">
        <h2 className="text-15 font-semibold">{t`¿Está resuelto?`}</h2>
        <p className="text-13 text-text-muted">{t`Si no nos dices nada, lo daremos por resuelto.`}</p>
      </div>
      <Button
        variant="primary"
        icon={Check}
        busy={change.isPending}
        onClick={confirm}
        className="text-14 h-11 max-sm:flex-1"
      >
        {t`Esto lo solucionó`}
      </Button>
      <Button
        icon={RotateCcw}
        disabled={change.isPending}
        onClick={onUnsolved}
        className="text-14 h-11 max-sm:flex-1"
      >
        {t`No lo solucionó`}
      </Button>
    </section>
  );
}
