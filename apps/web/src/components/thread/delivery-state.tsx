import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCcw, TriangleAlert } from 'lucide-react';
import { useParams } from 'react-router-dom';
import { call, endpoints } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';
import { reasonText } from '../../lib/tickets/reasons.js';
import { Button } from '../ui/button.js';
import { classNames } from '../ui/class-names.js';

/** How the mail that carried a message fared, the worst of them where there were several; and the way to send it again. */
export function DeliveryState({ message }: { message: Message }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const { id = '' } = useParams();
  const resend = useMutation({
    mutationFn: () => call(endpoints.mail.resendMessage, { params: { id, message: message.id } }),
    onSuccess: async () => {
      notify({ text: t`Se volverá a enviar` });
      await client.invalidateQueries({ queryKey: ['ticket', id] });
    },
  });
  if (!message.delivery) return null;
  const { state, reason } = message.delivery;
  const inDoubt = state === 'sent' && reason === 'unconfirmed';
  const text = inDoubt
    ? t`Puede que el correo no haya llegado`
    : {
        queued: t`El correo espera a salir`,
        sent: t`Enviado por correo`,
        deferred: t`El servidor de correo ha pedido esperar; se volverá a intentar`,
        failed: t`El correo no se ha podido enviar`,
        bounced: t`El correo ha sido devuelto`,
      }[state];
  const bad = state === 'failed' || state === 'bounced';
  const colour = bad ? 'text-danger' : inDoubt || state === 'deferred' ? 'text-warning' : 'text-text-muted';
  return (
    <div className={classNames('text-12 mt-2 flex flex-wrap items-center gap-x-2 gap-y-1', colour)}>
      <p className="min-w-0 [overflow-wrap:anywhere]">
        {(bad || inDoubt) && <TriangleAlert aria-hidden className="mr-1 inline size-3" />}
        {text}
        {reason && `: ${reasonText(reason, (descriptor) => i18n._(descriptor))}`}
      </p>
      {(bad || inDoubt) && (
        <Button size="small" icon={RotateCcw} busy={resend.isPending} onClick={() => resend.mutate()}>
          {t`Enviar otra vez`}
        </Button>
      )}
      {resend.error && <p role="alert">{i18n._(problemMessage(resend.error))}</p>}
    </div>
  );
}
