import type { OutboxMail } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { RotateCcw } from 'lucide-react';
import { Link } from 'react-router-dom';
import { Button } from '../../components/ui/button.js';
import { Dialog } from '../../components/ui/dialog.js';
import { FormError } from '../../components/ui/states.js';
import { Time } from '../../components/ui/time.js';
import { endpoints } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';
import { reasonText } from '../../lib/tickets/reasons.js';
import { DataList } from './resource/data-list.js';
import { useResourceCall, useResourceList } from './resource/use-resource.js';
import { SectionHeader } from './section-header.js';

/** A mail whose fate is settled can be sent once more. */
const OVER: readonly OutboxMail['state'][] = ['sent', 'failed', 'bounced', 'kept'];

/** Every mail that went or waits to go out. */
export function Outbox() {
  const { t, i18n } = useLingui();
  const list = useResourceList<OutboxMail>('outbox', endpoints.mail.outbox);
  const [shownId, setShownId] = useState<string | null>(null);
  const shown = list.items.find(({ id }) => id === shownId) ?? null;
  const resend = useResourceCall<OutboxMail>('outbox');
  const states: Record<OutboxMail['state'], string> = {
    queued: t`En cola`,
    sent: t`Enviado`,
    deferred: t`Aplazado`,
    failed: t`Falló`,
    bounced: t`Devuelto`,
    kept: t`Guardado sin enviar`,
  };
  return (
    <>
      <SectionHeader
        title={t`Correo saliente`}
        intro={t`Lo que NoxDesk ha enviado o espera a enviar. Sin servidor de salida, los correos se guardan aquí y se pueden leer.`}
      />
      <DataList<OutboxMail>
        label={t`Correo saliente`}
        list={list}
        onOpen={({ id }) => {
          resend.reset();
          setShownId(id);
        }}
        empty={{ title: t`Sin correos`, text: t`Los avisos y respuestas por correo aparecerán aquí.` }}
        columns={[
          { id: 'subject', header: t`Asunto`, always: true, cell: (one) => one.subject },
          { id: 'to', header: t`Para`, cell: (one) => one.to.join(', ') },
          { id: 'created', header: t`Creado`, cell: (one) => <Time at={one.created_at} /> },
          {
            id: 'state',
            header: t`Estado`,
            always: true,
            cell: (one) => (
              <>
                {states[one.state]}
                {one.reason && (
                  <span className="text-12 text-text-muted block">
                    {reasonText(one.reason, (descriptor) => i18n._(descriptor))}
                  </span>
                )}
              </>
            ),
          },
        ]}
      />
      {shown && (
        <Dialog
          title={shown.subject}
          place="side"
          onClose={() => setShownId(null)}
          footer={
            OVER.includes(shown.state) && (
              <Button
                icon={RotateCcw}
                busy={resend.isPending}
                onClick={() =>
                  resend.mutate(
                    { endpoint: endpoints.mail.resend, params: { id: shown.id } },
                    { onSuccess: () => notify({ text: t`Se volverá a enviar` }) },
                  )
                }
              >
                {t`Enviar otra vez`}
              </Button>
            )
          }
        >
          {resend.error && <FormError>{i18n._(problemMessage(resend.error))}</FormError>}
          <dl className="text-text-muted mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            <dt>{t`Para`}</dt>
            <dd className="text-text">{shown.to.join(', ')}</dd>
            <dt>{t`Estado`}</dt>
            <dd className="text-text">
              {states[shown.state]}
              {shown.reason && `: ${reasonText(shown.reason, (descriptor) => i18n._(descriptor))}`}
            </dd>
            <dt>{t`Intentos`}</dt>
            <dd className="text-text">{shown.attempts}</dd>
            {shown.sent_at && (
              <>
                <dt>{t`Enviado`}</dt>
                <dd className="text-text">
                  <Time at={shown.sent_at} />
                </dd>
              </>
            )}
            <dt>{t`Message-ID`}</dt>
            <dd className="text-text font-mono [overflow-wrap:anywhere]">{shown.message_id}</dd>
            {shown.ticket && (
              <>
                <dt>{t`Ticket`}</dt>
                <dd>
                  <Link to={`/${shown.ticket.id}/`} className="text-accent hover:underline">
                    {shown.ticket.number}
                  </Link>
                </dd>
              </>
            )}
          </dl>
          <pre className="border-line font-sans [overflow-wrap:anywhere] whitespace-pre-wrap border-t pt-4">
            {shown.text}
          </pre>
        </Dialog>
      )}
    </>
  );
}
