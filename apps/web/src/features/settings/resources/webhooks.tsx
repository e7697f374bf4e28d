import type { Webhook } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { ResourcePage } from '../resource/resource-page.js';
import { WebhookLog } from '../webhooks/webhook-log.js';
import { WebhookState } from '../webhooks/webhook-state.js';

type Created = Webhook & { secret?: string };

/** The names programs see; they are not translated. */
const EVENTS = [
  'ticket.created',
  'ticket.updated',
  'ticket.resolved',
  'ticket.closed',
  'ticket.reopened',
  'message.created',
  'note.created',
  'sla.warning',
  'sla.breach',
].map((value) => ({ value, label: value }));

export function Webhooks() {
  const { t } = useLingui();
  return (
    <ResourcePage<Created>
      resource={{
        id: 'webhooks',
        title: t`Webhooks`,
        intro: t`Avisa a otro sistema cuando pasa algo. Cada envío va firmado con un secreto que solo se muestra al crearlo.`,
        addLabel: t`Nuevo webhook`,
        empty: {
          title: t`Sin webhooks`,
          text: t`Conecta NoxDesk con tu chat, tu CRM o tus propias herramientas.`,
        },
        columns: [
          { id: 'url', header: t`Dirección`, always: true, cell: (one) => one.url },
          { id: 'events', header: t`Eventos`, cell: (one) => one.events.join(', ') },
          { id: 'state', header: t`Estado`, always: true, cell: (one) => <WebhookState webhook={one} /> },
        ],
        endpoints: endpoints.webhooks,
        nameOf: (one) => one.url,
        initial: (one) => ({ url: one?.url ?? '', events: one?.events ?? [], enabled: one?.enabled ?? true }),
        fields: () => [
          { name: 'url', label: t`Dirección`, kind: 'url', required: true, maxLength: 2_000 },
          { name: 'events', label: t`Eventos`, kind: 'checks', options: EVENTS },
          { name: 'enabled', label: t`Activo`, kind: 'checkbox' },
        ],
        toBody: (values) => values,
        extra: (one) => <WebhookLog webhook={one} />,
        secretOf: (created) =>
          created.secret ? { label: t`Secreto del webhook`, value: created.secret } : null,
      }}
    />
  );
}
