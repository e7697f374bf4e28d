import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { FileChip } from '../../components/thread/attachments.js';
import { SystemLine } from '../../components/thread/system-line.js';
import { Avatar } from '../../components/ui/avatar.js';
import { IconButton } from '../../components/ui/button.js';
import { classNames } from '../../components/ui/class-names.js';
import { Time } from '../../components/ui/time.js';
import { SlaDetails } from './sla-details.js';
import { TagsEditor } from './tags-editor.js';

/** All about the ticket that is not the conversation; beside it where there is room, else over it. */
export function SidePanel({ ticket, open, onClose }: { ticket: Ticket; open: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const { requester } = ticket;
  const files = ticket.messages.flatMap((message) => message.attachments);
  const history = ticket.messages.filter((message) => message.message_type === 'system').reverse();
  const channel = { web: t`Web`, api: t`API`, email: t`Correo` }[ticket.channel];
  return (
    <aside
      aria-label={t`Detalles`}
      className={classNames(
        'border-line bg-surface w-75 max-w-full shrink-0 flex-col overflow-y-auto border-l xl:flex',
        open ? 'fixed inset-y-0 right-0 z-30 flex max-xl:shadow-popup xl:static' : 'hidden',
      )}
    >
      <div className="flex justify-end p-2 xl:hidden">
        <IconButton label={t`Cerrar detalles`} icon={X} onClick={onClose} />
      </div>
      <Section title={t`Solicitante`}>
        <div className="flex items-center gap-2">
          <Avatar name={requester.name || requester.email} size={28} />
          <div className="min-w-0">
            <p className="truncate font-medium">{requester.name || requester.email}</p>
            <p className="text-12 text-text-muted truncate">{requester.email}</p>
          </div>
        </div>
        {ticket.organization && <Fact name={t`Organización`}>{ticket.organization.name}</Fact>}
        <Link
          to={`/?requester=${requester.id}`}
          className="text-accent mt-2 inline-block rounded underline-offset-2 hover:underline"
        >
          {t`Ver sus tickets`}
        </Link>
      </Section>
      <Section title={t`SLA`}>
        <SlaDetails ticketId={ticket.id} sla={ticket.sla} status={ticket.status} />
      </Section>
      <Section title={t`Etiquetas`}>
        <TagsEditor ticket={ticket} />
      </Section>
      <Section title={t`Ticket`}>
        <Fact name={t`Número`}>{ticket.number}</Fact>
        <Fact name={t`Canal`}>{channel}</Fact>
        <Fact name={t`Creado`}>
          <Time at={ticket.created_at} />
        </Fact>
        <Fact name={t`Actualizado`}>
          <Time at={ticket.updated_at} />
        </Fact>
      </Section>
      {ticket.related.length > 0 && (
        <Section title={t`Relacionados`}>
          <ul className="flex flex-col gap-1">
            {ticket.related.map((one) => (
              <li key={one.id} className="truncate">
                <Link to={`/${one.id}/`} className="hover:underline">
                  <span className="text-text-muted">{one.number}</span> {one.subject}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {files.length > 0 && (
        <Section title={t`Archivos`}>
          <ul className="flex flex-col gap-1.5">
            {files.map((file) => (
              <li key={file.id}>
                <FileChip file={file} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {history.length > 0 && (
        <Section title={t`Historial`}>
          <div className="-ml-9 flex flex-col gap-1.5">
            {history.slice(0, 20).map((message) => (
              <SystemLine key={message.id} message={message} />
            ))}
          </div>
        </Section>
      )}
    </aside>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-line border-b px-4 py-3 last:border-b-0">
      <h2 className="text-12 text-text-muted mb-2 font-medium">{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <dl className="mt-1 flex gap-2">
      <dt className="text-text-muted w-24 shrink-0">{name}</dt>
      <dd className="min-w-0 flex-1 truncate">{children}</dd>
    </dl>
  );
}
