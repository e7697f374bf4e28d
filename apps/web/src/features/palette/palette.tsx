import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Ticket as TicketIcon } from 'lucide-react';
import { type ReactNode, useEffect, useId, useMemo, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { StatusRing } from '../../components/ticket/marks.js';
import { Avatar } from '../../components/ui/avatar.js';
import { classNames } from '../../components/ui/class-names.js';
import { Modal } from '../../components/ui/modal.js';
import { Kbd } from '../../components/ui/states.js';
import { type Action, keysOf, shortcutsOf, useAllActions } from '../../lib/actions/index.js';
import { takeTypeAhead } from '../../lib/actions/type-ahead.js';
import { call, endpoints } from '../../lib/api/index.js';
import { useContactSearch } from '../../lib/contacts/queries.js';
import { useRested } from '../../lib/use-rested.js';
import { rank } from './rank.js';

interface Entry {
  id: string;
  section: string;
  label: string;
  hint?: string;
  icon: ReactNode;
  keys?: string[];
  perform: () => void;
}

const MAX_ACTIONS = 8;
const MAX_PEOPLE = 3;

/** One field for everything: what can be done here, every ticket by number or word, and who asks. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const id = useId();
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const entries = useEntries(text);
  const active = entries[Math.min(index, entries.length - 1)];

  function run(entry: Entry | undefined): void {
    if (!entry) return;
    onClose();
    entry.perform();
  }

  return (
    <Modal
      label={t`Buscar o ejecutar`}
      onClose={onClose}
      className="fixed top-[12vh] left-1/2 w-[min(38rem,calc(100vw-1.5rem))] -translate-x-1/2 overflow-hidden rounded-xl"
    >
      <div className="flex max-h-[70vh] flex-col">
        <input
          role="combobox"
          aria-label={t`Buscar o ejecutar`}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={active && `${id}-${active.id}`}
          placeholder={t`Busca un ticket o escribe qué quieres hacer`}
          autoFocus
          // Now it takes the keys itself; what was typed before comes first.
          onFocus={() => {
            const typed = takeTypeAhead();
            if (typed) setText(typed + text);
          }}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setIndex(0);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step) {
              event.preventDefault();
              setIndex((entries.length + index + step) % Math.max(1, entries.length));
            }
            if (event.key === 'Enter') run(active);
          }}
          className="border-line text-14 coarse:text-16 h-12 shrink-0 border-b bg-transparent px-4 outline-none"
        />
        <div
          role="listbox"
          id={`${id}-list`}
          aria-label={t`Resultados`}
          className="min-h-0 overflow-y-auto p-1.5"
        >
          {entries.map((entry, position) => (
            <PaletteEntry
              key={entry.id}
              id={`${id}-${entry.id}`}
              entry={entry}
              heading={entry.section !== entries[position - 1]?.section}
              active={entry === active}
              onRun={() => run(entry)}
              onPoint={() => setIndex(position)}
            />
          ))}
          {entries.length === 0 && (
            <p className="text-text-muted px-3 py-4">{t`Nada coincide con «${text}».`}</p>
          )}
        </div>
      </div>
    </Modal>
  );
}

function useEntries(text: string): Entry[] {
  const { t } = useLingui();
  const navigate = useNavigate();
  const actions = useAllActions();
  const tickets = useTicketSearch(text);
  const people = useContactSearch(text);
  return useMemo(() => {
    const found = rank(
      actions.filter((action) => action.id !== 'palette'),
      text,
      (action) => action.label,
    );
    const asEntries = (text ? found.slice(0, MAX_ACTIONS) : found).map((action): Entry => ({
      id: action.id,
      section: action.section,
      label: action.label,
      icon: iconOf(action),
      ...(shortcutsOf(action)[0] && { keys: keysOf(shortcutsOf(action)[0] ?? '') }),
      perform: action.perform,
    }));
    const asTickets = tickets.map((ticket): Entry => ({
      id: ticket.id,
      section: t`Tickets`,
      label: ticket.subject,
      hint: `${ticket.number} · ${ticket.requester.name || ticket.requester.email}`,
      icon: <StatusRing status={ticket.status} named />,
      perform: () => void navigate(`/${ticket.id}/`),
    }));
    const asPeople = people.slice(0, MAX_PEOPLE).map(({ id, name, email, organization }): Entry => ({
      id,
      section: t`Personas`,
      label: name || email,
      hint: organization?.name ?? email,
      icon: <Avatar name={name || email} size={20} />,
      perform: () => void navigate(`/?requester=${id}`),
    }));
    const all: Entry = {
      id: 'search-all',
      section: t`Tickets`,
      label: t`Ver todos los resultados de «${text.trim()}»`,
      icon: <TicketIcon aria-hidden className="size-4" />,
      perform: () => void navigate(`/?search=${encodeURIComponent(text.trim())}`),
    };
    return text.trim() ? [...asTickets, ...asPeople, ...asEntries, all] : bySection(asEntries);
  }, [actions, tickets, people, text, navigate, t]);
}

function iconOf({ icon: Icon = ChevronRight }: Action): ReactNode {
  return <Icon aria-hidden className="size-4" />;
}

/** What belongs together stands together, in the order in which it first came up. */
function bySection(entries: readonly Entry[]): Entry[] {
  const sections = new Set(entries.map(({ section }) => section));
  return [...sections].flatMap((section) => entries.filter((entry) => entry.section === section));
}

function useTicketSearch(text: string) {
  const search = useRested(text.trim());
  const { data } = useQuery({
    queryKey: ['palette', search],
    queryFn: ({ signal }) => call(endpoints.tickets.list, { query: { search, limit: '6' }, signal }),
    enabled: search.length > 1,
    placeholderData: (before) => before,
  });
  return text.trim().length > 1 ? (data?.results ?? NONE) : NONE;
}
const NONE: never[] = [];

function PaletteEntry({
  id,
  entry,
  heading,
  active,
  onRun,
  onPoint,
}: {
  id: string;
  entry: Entry;
  heading: boolean;
  active: boolean;
  onRun: () => void;
  onPoint: () => void;
}) {
  useEffect(() => {
    if (active) document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  }, [active, id]);
  return (
    <>
      {heading && (
        <div role="presentation" className="text-12 text-text-muted px-2 pt-2 pb-1 font-medium">
          {entry.section}
        </div>
      )}
      <div
        id={id}
        role="option"
        aria-selected={active}
        onClick={onRun}
        onPointerMove={onPoint}
        className={classNames(
          'coarse:min-h-11 flex min-h-8 items-center gap-2.5 rounded-md px-2',
          active && 'bg-selected',
        )}
      >
        <span className="text-text-muted flex size-4 shrink-0 items-center justify-center">{entry.icon}</span>
        <span className="min-w-0 flex-1 truncate">{entry.label}</span>
        {entry.hint && (
          <span className="text-12 text-text-muted max-w-52 shrink-0 truncate">{entry.hint}</span>
        )}
        {entry.keys && (
          <span aria-hidden className="flex gap-0.5">
            {entry.keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </span>
        )}
      </div>
    </>
  );
}
