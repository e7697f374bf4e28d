import type { LedgerEntry } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Download, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { Button, IconButton } from '../../components/ui/button.js';
import { SelectField } from '../../components/ui/field.js';
import { Time } from '../../components/ui/time.js';
import { endpoints } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { download } from '../../lib/download.js';
import { notify } from '../../lib/notices.js';
import { reasonText } from '../../lib/tickets/reasons.js';
import { DataList } from './resource/data-list.js';
import { useResourceCall, useResourceList } from './resource/use-resource.js';
import { SectionHeader } from './section-header.js';

/** Every mail that came in and what became of it. */
export function MailLedger() {
  const { t, i18n } = useLingui();
  const [state, setState] = useState('');
  const list = useResourceList<LedgerEntry>('mail-ledger', endpoints.mail.ledger, state ? { state } : {});
  const retry = useResourceCall<LedgerEntry>('mail-ledger');
  const states: Record<LedgerEntry['state'], string> = {
    stored: t`Guardado`,
    created: t`Abrió un ticket`,
    threaded: t`Añadido a un ticket`,
    recorded: t`Anotado`,
    quarantined: t`En cuarentena`,
    failed: t`Falló`,
  };
  const failed = (error: unknown) => notify({ text: i18n._(problemMessage(error)), tone: 'danger' });
  const trailing = (entry: LedgerEntry) => (
    <>
      {(entry.state === 'quarantined' || entry.state === 'failed') && (
        <Button
          size="small"
          icon={RotateCw}
          onClick={() =>
            retry.mutate(
              { endpoint: endpoints.mail.retry, params: { id: entry.id } },
              { onSuccess: () => notify({ text: t`Se procesará de nuevo` }), onError: failed },
            )
          }
        >
          {t`Reintentar`}
        </Button>
      )}
      <IconButton
        label={t`Descargar el correo original`}
        icon={Download}
        onClick={() =>
          void download(`/tickets/api/mail-ledger/${entry.id}/raw/`, `${entry.id}.eml`).catch(failed)
        }
      />
    </>
  );
  return (
    <>
      <SectionHeader
        title={t`Correo entrante`}
        intro={t`Cada correo recibido, guardado tal como llegó, y qué se hizo con él. Ninguno se pierde: lo que no se pudo procesar espera aquí.`}
      />
      <div className="mb-4 max-w-56">
        <SelectField label={t`Estado`} value={state} onChange={(event) => setState(event.target.value)}>
          <option value="">{t`Cualquiera`}</option>
          {Object.entries(states).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
      </div>
      <DataList<LedgerEntry>
        label={t`Correo entrante`}
        list={list}
        empty={{ title: t`Sin correos`, text: t`Los correos de tus cuentas aparecerán aquí.` }}
        columns={[
          { id: 'subject', header: t`Asunto`, always: true, cell: (one) => one.subject || t`(sin asunto)` },
          { id: 'from', header: t`De`, cell: (one) => one.from ?? '–' },
          { id: 'received', header: t`Recibido`, cell: (one) => <Time at={one.received_at} /> },
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
          {
            id: 'ticket',
            header: t`Ticket`,
            cell: (one) =>
              one.ticket && (
                <Link to={`/${one.ticket.id}/`} className="text-accent relative hover:underline">
                  {one.ticket.number}
                </Link>
              ),
          },
        ]}
        trailing={trailing}
      />
    </>
  );
}
