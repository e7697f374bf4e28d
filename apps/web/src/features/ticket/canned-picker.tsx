import type { CannedReply, Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import { Link } from 'react-router-dom';
import { classNames } from '../../components/ui/class-names.js';
import { call, endpoints } from '../../lib/api/index.js';
import { slashWord } from '../../lib/canned/fill.js';
import { plainText } from '../../lib/plain-text.js';
import { isAdmin, useMe } from '../../lib/session.js';

const MOST_SHOWN = 8;

interface SlashState {
  text: string;
  cursor: number;
}

/** The canned replies that the word after a slash may mean, those of the ticket's department and of all. */
export function useCanned(ticket: Ticket, { text, cursor }: SlashState) {
  const id = useId();
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [index, setIndex] = useState(0);
  const slash = slashWord(text, cursor);
  const asked = slash !== null && slash.start !== closedAt;
  const { data } = useQuery({
    queryKey: ['canned-replies'],
    queryFn: ({ signal }) => call(endpoints.cannedReplies.list, { query: { limit: '100' }, signal }),
    staleTime: 5 * 60_000,
    enabled: asked,
  });
  const wanted = plainText(slash?.word ?? '');
  const found = (data?.results ?? [])
    .filter((one) => one.department === null || one.department === ticket.department.id)
    .filter((one) => plainText(`${one.shortcut ?? ''} ${one.title}`).includes(wanted))
    .sort((a, b) => Number(startsWith(b, wanted)) - Number(startsWith(a, wanted)))
    .slice(0, MOST_SHOWN);
  const open = asked && found.length > 0;
  const at = Math.min(index, found.length - 1);
  return {
    id,
    open,
    /** The option that the keys stand on. */
    activeId: open ? `${id}-${at}` : undefined,
    /** Asked for, and there is none at all: worth a word. */
    none: asked && wanted === '' && data?.results.length === 0,
    found,
    index: at,
    slash,
    point: setIndex,
    close: () => setClosedAt(slash?.start ?? null),
    /** Takes the keys that choose; true where it has. */
    onKey: (event: KeyboardEvent, onUse: (reply: CannedReply) => void): boolean => {
      if (!open) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const chosen = found[Math.min(index, found.length - 1)];
      if (step) setIndex((Math.min(index, found.length - 1) + step + found.length) % found.length);
      else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) onUse(chosen);
      else if (event.key === 'Escape') setClosedAt(slash?.start ?? null);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}

export type Canned = ReturnType<typeof useCanned>;

const startsWith = (reply: CannedReply, wanted: string) => plainText(reply.shortcut ?? '').startsWith(wanted);

/** The list above the text in which the slash was typed. */
export function CannedList({ canned, onUse }: { canned: Canned; onUse: (reply: CannedReply) => void }) {
  const { t } = useLingui();
  const me = useMe();
  if (canned.none) {
    return (
      <p role="status" className="text-12 text-text-muted mb-2">
        {t`Todavía no hay respuestas guardadas.`}{' '}
        {isAdmin(me) && (
          <Link to="/settings/canned-replies/" className="text-accent underline underline-offset-2">
            {t`Crear la primera`}
          </Link>
        )}
      </p>
    );
  }
  if (!canned.open) return null;
  return (
    <div className="relative">
      <ul
        id={canned.id}
        role="listbox"
        aria-label={t`Respuestas guardadas`}
        className="bg-surface-raised shadow-popup absolute bottom-1 left-2 z-20 max-h-64 w-[min(26rem,90%)] overflow-y-auto rounded-lg p-1"
      >
        {canned.found.map((reply, position) => (
          <li
            key={reply.id}
            id={`${canned.id}-${position}`}
            role="option"
            aria-selected={position === canned.index}
            onPointerMove={() => canned.point(position)}
            // The field keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onUse(reply)}
            className={classNames(
              'coarse:min-h-11 flex min-h-8 items-center gap-3 rounded-md px-2 py-1',
              position === canned.index && 'bg-hover',
            )}
          >
            <span className="shrink-0 font-medium">{reply.title}</span>
            <span className="text-12 text-text-muted min-w-0 flex-1 truncate">{reply.body}</span>
            {reply.shortcut && <span className="text-12 text-text-muted">/{reply.shortcut}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
