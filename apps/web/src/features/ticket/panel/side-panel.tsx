import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type RefObject } from 'react';
import { IconButton } from '../../../components/ui/button.js';
import { classNames } from '../../../components/ui/class-names.js';
import { Time } from '../../../components/ui/time.js';
import { FilesSection } from './files-section.js';
import { FollowersEditor } from './followers-editor.js';
import { HistorySection } from './history-section.js';
import { RelationsSection } from './relations-section.js';
import { RequesterSection } from './requester-section.js';
import { Fact, Section } from './section.js';
import { SlaDetails } from '../sla-details.js';
import { TagsEditor } from './tags-editor.js';

interface SidePanelProps {
  ticket: Ticket;
  open: boolean;
  tagField: RefObject<HTMLInputElement | null>;
  onClose: () => void;
  onRelate: (how: 'link' | 'merge') => void;
}

/** All about the ticket that is not the conversation; beside it where there is room, else over it. */
export function SidePanel({ ticket, open, tagField, onClose, onRelate }: SidePanelProps) {
  const { t } = useLingui();
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
      <RequesterSection ticket={ticket} />
      <Section title={t`En copia`}>
        <FollowersEditor ticket={ticket} />
      </Section>
      <Section title={t`SLA`}>
        <SlaDetails ticketId={ticket.id} sla={ticket.sla} status={ticket.status} />
      </Section>
      <Section title={t`Etiquetas`}>
        <TagsEditor ticket={ticket} field={tagField} />
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
      <RelationsSection ticket={ticket} onRelate={onRelate} />
      <FilesSection messages={ticket.messages} />
      <HistorySection messages={ticket.messages} />
    </aside>
  );
}
