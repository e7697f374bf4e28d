import type { MailAccount, OutboxMail } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { Button } from '../../components/ui/button.js';
import { FormError } from '../../components/ui/states.js';
import { call, endpoints } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { reasonText } from '../../lib/tickets/reasons.js';

const LOOK_AGAIN_MS = 1_000;

/** A mail to oneself: sent through the account, and followed until it is known what became of it. */
export function TestMail({ account, onDone }: { account: MailAccount; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const send = useMutation({
    mutationFn: () => call(endpoints.setup.testMail, { params: { id: account.id } }),
  });
  const { id } = send.data ?? {};
  const mail = useQuery({
    queryKey: ['setup', 'test-mail', id],
    enabled: id !== undefined,
    queryFn: async ({ signal }) => {
      const { results } = await call(endpoints.mail.outbox, { query: { limit: '100' }, signal });
      return results.find((one) => one.id === id) ?? null;
    },
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : LOOK_AGAIN_MS),
  });
  const state = mail.data?.state;
  return (
    <section className="border-line mt-8 border-t pt-6">
      <h2 className="text-14 font-semibold">{t`Correo de prueba`}</h2>
      <p className="text-14 text-text-muted mt-1">{t`Te enviamos un correo desde ${account.address}.`}</p>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button icon={Send} size="large" busy={send.isPending} onClick={() => send.mutate()}>
          {t`Enviar correo de prueba`}
        </Button>
        <Button variant="primary" size="large" onClick={onDone}>
          {t`Entrar en NoxDesk`}
        </Button>
      </div>
      <p role="status" className="text-13 mt-3">
        {send.data && state === undefined && t`Enviando a ${send.data.to}…`}
        {state === 'sent' && t`Enviado a ${send.data!.to}. Mira tu buzón.`}
        {(state === 'queued' || state === 'deferred') &&
          t`El servidor aún no lo ha aceptado; seguimos intentándolo.`}
        {state === 'kept' && t`Guardado en Correo saliente: no hay un servidor que lo envíe.`}
      </p>
      {mail.data && (state === 'failed' || state === 'bounced') && (
        <FormError>
          {t`No se pudo enviar`}: {reasonText(mail.data.reason ?? '', (descriptor) => i18n._(descriptor))}
        </FormError>
      )}
      {send.error && <FormError>{i18n._(problemMessage(send.error))}</FormError>}
    </section>
  );
}

const isOver = ({ state }: OutboxMail) => !['queued', 'deferred'].includes(state);
