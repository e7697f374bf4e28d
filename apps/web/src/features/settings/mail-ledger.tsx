import type { LedgerEntry } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { Time } from '../../components/ui/time.js';
import { endpoints } from '../../lib/api/index.js';
import { reasonText } from '../../lib/tickets/reasons.js';
import { LedgerDetails } from './ledger/ledger-details.js';
import { LedgerFilters } from './ledger/ledger-filters.js';
import { ledgerQuery } from './ledger/ledger-query.js';
import { useLedgerStates } from './ledger/ledger-states.js';
import { DataList } from './resource/data-list.js';
import { useResourceList } from './resource/use-resource.js';
import { SectionHeader } from './section-header.js';

/** Every mail that came in and what became of it: where a mail went always has an answer. */
export function MailLedger() {
  const { t, i18n } = useLingui();
  const [search] = useSearchParams();
  const [openedId, setOpenedId] = useState<string | null>(null);
  const list = useResourceList<LedgerEntry>('mail-ledger', endpoints.mail.ledger, ledgerQuery(search));
  const states = useLedgerStates();
  const opened = list.items.find(({ id }) => id === openedId);
  const isSearching = [...search.keys()].length > 0;
  return (
    <>
      <SectionHeader
        title={t`Correo entrante`}
        intro={t`Cada correo recibido, guardado tal como llegó, y qué se hizo con él. Ninguno se pierde: lo que no se pudo procesar espera aquí.`}
      />
      <LedgerFilters />
      <DataList<LedgerEntry>
        label={t`Correo entrante`}
        list={list}
        onOpen={({ id }) => setOpenedId(id)}
        empty={
          isSearching
            ? { title: t`Ningún correo encaja`, text: t`Prueba con menos condiciones.` }
            : { title: t`Sin correos`, text: t`Los correos de tus cuentas aparecerán aquí.` }
        }
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
                <span className={WAITING.has(one.state) ? 'text-warning font-medium' : undefined}>
                  {states[one.state]}
                </span>
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
      />
      {opened && <LedgerDetails entry={opened} onClose={() => setOpenedId(null)} />}
    </>
  );
}

const WAITING = new Set<LedgerEntry['state']>(['quarantined', 'failed']);
