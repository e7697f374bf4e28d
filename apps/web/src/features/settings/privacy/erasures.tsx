import type { Erasure, TicketFate, User } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { SelectField, TextField } from '../../../components/ui/field.js';
import { FormError } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';
import { endpoints } from '../../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';
import { DataList } from '../resource/data-list.js';
import { useResourceCall, useResourceList } from '../resource/use-resource.js';
import { useLookAgain } from './data-exports.js';
import { PersonField } from './person-field.js';
import { Section } from './section.js';

const ID = 'privacy-erasures';

/** Taking a person out of everything; it cannot be undone, so their address has to be typed. */
export function Erasures() {
  const { t, i18n } = useLingui();
  const [person, setPerson] = useState<User | null>(null);
  const [email, setEmail] = useState('');
  const [tickets, setTickets] = useState<TicketFate>('anonymise');
  const list = useResourceList<Erasure>(ID, endpoints.privacy.erasures);
  useLookAgain(
    ID,
    list.items.some(({ state }) => state === 'queued'),
  );
  const erase = useResourceCall<Erasure>(ID);
  const fields = fieldMessages(erase.error);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!person) return;
    erase.mutate(
      { endpoint: endpoints.privacy.erase, body: { user: person.id, email, tickets } },
      {
        onSuccess: () => {
          setPerson(null);
          setEmail('');
        },
      },
    );
  }
  const states: Record<Erasure['state'], string> = { queued: t`En curso`, done: t`Hecho`, failed: t`Falló` };
  return (
    <Section
      title={t`Borrar a una persona`}
      text={t`Se van su nombre, sus palabras, sus archivos y sus correos. El registro de auditoría conserva lo que hizo, sin su nombre ni su dirección. No se puede deshacer.`}
    >
      <form onSubmit={submit} className="mb-5 flex max-w-120 flex-col gap-3">
        <PersonField person={person} onChoose={setPerson} />
        {person && (
          <>
            <SelectField
              label={t`Sus tickets`}
              value={tickets}
              onChange={(event) => setTickets(event.target.value as TicketFate)}
            >
              <option value="anonymise">{t`Anonimizar`}</option>
              <option value="delete">{t`Borrar`}</option>
            </SelectField>
            <TextField
              label={t`Escribe su correo electrónico para confirmar`}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              autoComplete="off"
              required
              error={fields.email}
            />
            <div>
              <Button type="submit" variant="danger" busy={erase.isPending}>
                {t`Borrar para siempre`}
              </Button>
            </div>
          </>
        )}
        {erase.error && <FormError>{fields.user ?? i18n._(problemMessage(erase.error))}</FormError>}
      </form>
      <DataList<Erasure>
        label={t`Borrados`}
        list={list}
        empty={{ title: t`Sin borrados`, text: t`Cada borrado deja aquí un informe sin nombres.` }}
        columns={[
          { id: 'created', header: t`Pedido`, always: true, cell: (one) => <Time at={one.created_at} /> },
          { id: 'state', header: t`Estado`, always: true, cell: (one) => states[one.state] },
          { id: 'report', header: t`Informe`, always: true, cell: (one) => <Report erasure={one} /> },
        ]}
      />
    </Section>
  );
}

function Report({ erasure: { report } }: { erasure: Erasure }) {
  const { t } = useLingui();
  if (!report) return '–';
  const names: Record<string, string> = {
    account: t`cuentas`,
    tickets_anonymised: t`tickets anonimizados`,
    tickets_deleted: t`tickets borrados`,
    messages: t`mensajes en otros tickets`,
    mails_received: t`correos recibidos`,
    mails_sent: t`correos enviados`,
    files: t`archivos`,
    exports: t`exportaciones`,
    webhook_deliveries: t`entregas de webhooks`,
    audit_words: t`anotaciones de auditoría sin sus datos`,
    sessions_tokens_and_preferences: t`sesiones, tokens y preferencias`,
  };
  const removed = Object.entries(report.removed)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${names[name] ?? name}: ${count}`);
  const audit = report.kept.find(({ what }) => what === 'audit_entries')?.count ?? 0;
  return (
    <span className="text-12 text-text-muted">
      {t`Borrado`}: {removed.join(', ')}.{' '}
      {audit > 0 && t`Anotaciones de auditoría que se conservan: ${audit}.`}
    </span>
  );
}
