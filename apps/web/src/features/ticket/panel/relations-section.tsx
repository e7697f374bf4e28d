import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { GitMerge, Link2, X } from 'lucide-react';
import { Link } from 'react-router-dom';
import { IconButton } from '../../../components/ui/button.js';
import { useRelations } from '../use-relations.js';
import { Section } from './section.js';

interface RelationsSectionProps {
  ticket: Ticket;
  onRelate: (how: 'link' | 'merge') => void;
}

/** Other tickets it has to do with. */
export function RelationsSection({ ticket, onRelate }: RelationsSectionProps) {
  const { t } = useLingui();
  const { unlink, unmerge } = useRelations(ticket);
  const words: Record<string, string> = {
    follows: t`continúa`,
    followed_by: t`continúa en`,
    linked: t`relacionado`,
    merged_into: t`fusionado en`,
    merged_from: t`fusionado aquí`,
  };
  return (
    <Section
      title={t`Relacionados`}
      action={
        <span className="flex">
          <IconButton label={t`Relacionar con otro ticket`} icon={Link2} onClick={() => onRelate('link')} />
          <IconButton label={t`Fusionar con otro ticket`} icon={GitMerge} onClick={() => onRelate('merge')} />
        </span>
      }
    >
      <ul className="flex flex-col gap-1">
        {ticket.related.map((one) => (
          <li key={`${one.kind} ${one.id}`} className="flex items-center gap-1">
            <Link to={`/${one.id}/`} className="min-w-0 flex-1 truncate hover:underline">
              <span className="text-text-muted">
                {words[one.kind] ?? one.kind} {one.number}
              </span>{' '}
              {one.subject}
            </Link>
            {one.kind === 'linked' && (
              <IconButton
                label={t`Dejar de relacionar con ${one.number}`}
                icon={X}
                onClick={() => unlink(one.id)}
              />
            )}
            {one.kind === 'merged_into' && (
              <IconButton label={t`Deshacer la fusión`} icon={X} onClick={() => unmerge()} />
            )}
          </li>
        ))}
        {ticket.related.length === 0 && <li className="text-text-muted">{t`Ninguno`}</li>}
      </ul>
    </Section>
  );
}
