import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { StatusRing } from '../../../components/ticket/marks.js';
import { Avatar } from '../../../components/ui/avatar.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { contactOptions } from '../../../lib/contacts/queries.js';
import { Fact, Section } from './section.js';

const MOST_SHOWN = 4;

/** Who asks, and what else they have asked. */
export function RequesterSection({ ticket }: { ticket: Ticket }) {
  const { t } = useLingui();
  const { requester, organization } = ticket;
  const { data } = useQuery({
    queryKey: ['tickets-of', requester.id],
    queryFn: ({ signal }) =>
      call(endpoints.tickets.list, {
        query: { requester: requester.id, limit: String(MOST_SHOWN + 1) },
        signal,
      }),
    staleTime: 60_000,
  });
  const contact = useQuery(contactOptions(requester.id)).data?.organization;
  // A ticket stays with the organisation its requester had when it was opened.
  const plan = contact && contact.id === organization?.id ? contact.plan : null;
  const others = (data?.results ?? []).filter(({ id }) => id !== ticket.id).slice(0, MOST_SHOWN);
  return (
    <Section title={t`Solicitante`}>
      <div className="flex items-center gap-2">
        <Avatar name={requester.name || requester.email} size={28} />
        <div className="min-w-0">
          <p className="truncate font-medium">{requester.name || requester.email}</p>
          <p className="text-12 text-text-muted truncate">{requester.email}</p>
        </div>
      </div>
      {organization && <Fact name={t`Organización`}>{organization.name}</Fact>}
      {plan && <Fact name={t`Plan`}>{plan.name}</Fact>}
      {others.length > 0 && (
        <ul aria-label={t`Otros tickets suyos`} className="mt-2 flex flex-col">
          {others.map((one) => (
            <li key={one.id}>
              <Link
                to={`/${one.id}/`}
                className="hover:bg-hover coarse:min-h-11 -mx-1 flex min-h-6 items-center gap-1.5 rounded px-1"
              >
                <StatusRing status={one.status} named />
                <span className="min-w-0 flex-1 truncate">{one.subject}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <Link
        to={`/?requester=${requester.id}`}
        className="text-accent mt-2 inline-block rounded underline-offset-2 hover:underline"
      >
        {t`Ver sus tickets`}
      </Link>
    </Section>
  );
}
