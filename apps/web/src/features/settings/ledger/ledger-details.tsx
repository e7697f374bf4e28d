import type { LedgerEntry } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Download, RotateCw, TicketPlus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router-dom';
import { Button } from '../../../components/ui/button.js';
import { Dialog } from '../../../components/ui/dialog.js';
import { FormError } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';
import { endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { download } from '../../../lib/download.js';
import { notify } from '../../../lib/notices.js';
import { reasonText } from '../../../lib/tickets/reasons.js';
import { useResourceCall } from '../resource/use-resource.js';
import { useLedgerStates } from './ledger-states.js';
import { rawUrl, RawMail } from './raw-mail.js';

/** One mail: what became of it and why, its bytes as text, and what can still be made of it. */
export function LedgerDetails({ entry, onClose }: { entry: LedgerEntry; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const states = useLedgerStates();
  const change = useResourceCall<LedgerEntry>('mail-ledger');
  const [asks, setAsks] = useState(false);
  const waits = entry.state === 'quarantined' || entry.state === 'failed';
  // The mailbox alone has the whole mail.
  const isHead = entry.reason === 'too_large' || entry.reason === 'no_longer_there';
  const act = (endpoint: 'retry' | 'openTicket' | 'discard', said: string) =>
    change.mutate(
      { endpoint: endpoints.mail[endpoint], params: { id: entry.id } },
      {
        onSuccess: () => {
          notify({ text: said });
          onClose();
        },
      },
    );
  const footer = asks ? (
    <>
      <p className="mr-auto self-center">{t`¿Descartar? No será un ticket; el original se conserva.`}</p>
      <Button onClick={() => setAsks(false)}>{t`Volver`}</Button>
      <Button variant="danger" busy={change.isPending} onClick={() => act('discard', t`Descartado`)}>
        {t`Descartar`}
      </Button>
    </>
  ) : waits ? (
    <>
      <Button icon={Trash2} variant="danger" className="mr-auto" onClick={() => setAsks(true)}>
        {t`Descartar`}
      </Button>
      {!isHead && (
        <Button icon={TicketPlus} onClick={() => act('openTicket', t`Se abrirá un ticket`)}>
          {t`Abrir un ticket`}
        </Button>
      )}
      <Button
        icon={RotateCw}
        variant="primary"
        busy={change.isPending}
        onClick={() => act('retry', isHead ? t`Se descargará de nuevo` : t`Se procesará de nuevo`)}
      >
        {isHead ? t`Descargar de nuevo` : t`Reintentar`}
      </Button>
    </>
  ) : undefined;
  return (
    <Dialog title={entry.subject || t`(sin asunto)`} place="side" onClose={onClose} footer={footer}>
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <Fact name={t`Estado`}>
          {states[entry.state]}
          {entry.reason && `: ${reasonText(entry.reason, (descriptor) => i18n._(descriptor))}`}
        </Fact>
        {entry.ticket && (
          <Fact name={t`Ticket`}>
            <Link to={`/${entry.ticket.id}/`} className="text-accent hover:underline">
              {entry.ticket.number}
            </Link>
          </Fact>
        )}
        <Fact name={t`De`}>{entry.from ?? '–'}</Fact>
        <Fact name={t`Cuenta`}>{entry.account?.address ?? '–'}</Fact>
        <Fact name={t`Recibido`}>
          <Time at={entry.received_at} />
        </Fact>
        <Fact name={t`Message-ID`}>
          <span className="font-mono">{entry.message_id ?? '–'}</span>
        </Fact>
      </dl>
      {change.error && <FormError>{i18n._(problemMessage(change.error))}</FormError>}
      <div className="border-line flex items-center justify-between border-t pt-3">
        <h3 className="font-semibold">{t`Correo original`}</h3>
        <Button
          size="small"
          icon={Download}
          onClick={() =>
            void download(rawUrl(entry.id), `${entry.id}.eml`).catch((error: unknown) =>
              notify({ text: i18n._(problemMessage(error)), tone: 'danger' }),
            )
          }
        >
          {t`Descargar`}
        </Button>
      </div>
      <RawMail id={entry.id} />
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text-muted">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
