import { useLingui } from '@lingui/react/macro';
import { type RefObject, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useActions } from '../../lib/actions/index.js';
import { useApplyMacro, useMacros } from '../../lib/macros/use-macros.js';
import { useMe } from '../../lib/session.js';
import type { useTicketList } from '../../lib/tickets/queries.js';
import { type TicketField, useTicketVerbs } from '../../lib/tickets/ticket-actions.js';
import { placeOf, rememberPlace } from './place.js';
import { useBulkChange } from './use-bulk-change.js';
import type { Selection } from './use-selection.js';

interface Parts {
  list: ReturnType<typeof useTicketList>;
  listUrl: string;
  selection: Selection;
  searchField: RefObject<HTMLInputElement | null>;
  onField: (field: TicketField) => void;
}

/** Moves through the list and acts on its rows by single keys. */
export function useQueueKeys({ list, listUrl, selection, searchField, onField }: Parts) {
  const { t } = useLingui();
  const me = useMe();
  const navigate = useNavigate();
  const change = useBulkChange();
  const applyMacro = useApplyMacro();
  const [activeId, setActiveId] = useState(() => placeOf(listUrl).activeId);
  /** Raised when a key moved the active row: the list scrolls to it and focuses it. */
  const [moves, setMoves] = useState(0);
  const { tickets } = list;
  const index = tickets.findIndex((ticket) => ticket.id === activeId);
  const active = tickets[index];
  // Changes act on the chosen rows, else on the one that one stands on.
  const meant = selection.chosen.length > 0 ? selection.chosen : active ? [active] : [];

  function activate(id: string): void {
    rememberPlace(listUrl, { activeId: id });
    setActiveId(id);
  }
  function move(step: number, extend = false): void {
    const next = tickets[Math.min(tickets.length - 1, Math.max(0, index + step))];
    if (!next) return;
    if (extend) selection.extend(active?.id ?? next.id, next.id);
    activate(next.id);
    setMoves((count) => count + 1);
  }

  const section = t`Lista`;
  const verbs = useTicketVerbs({
    scope: 'queue',
    section,
    any: meant.length > 0,
    mayResolve: true,
    mayTake: true,
    macros: useMacros(meant.map(({ department }) => department.id)),
    onField: (field) => {
      if (selection.chosen.length === 0 && active) selection.add(active.id);
      onField(field);
    },
    onResolve: () => change(meant, { status: 'resolved' }),
    onTake: () => change(meant, { assignee: me.id }),
    onPriority: (priority) => change(meant, { priority }),
    onMacro: (macro) => applyMacro(macro, meant),
    onNext: () => move(1),
    onPrevious: () => move(-1),
  });
  useActions([
    ...verbs,
    {
      id: 'queue.open',
      label: t`Abrir el ticket`,
      section,
      shortcut: 'o',
      isVisible: () => tickets.length > 0,
      // Nobody has gone down the list yet: the first is meant.
      perform: () => void navigate(`/${(active ?? tickets[0])?.id}/`, { state: { list: listUrl } }),
    },
    {
      id: 'queue.select',
      label: t`Seleccionar el ticket`,
      section,
      shortcut: 'x',
      isVisible: () => active !== undefined,
      perform: () => active && selection.toggle(active.id),
    },
    {
      id: 'queue.extend-down',
      label: t`Seleccionar hacia abajo`,
      section,
      shortcut: 'shift+arrowdown',
      perform: () => move(1, true),
    },
    {
      id: 'queue.extend-up',
      label: t`Seleccionar hacia arriba`,
      section,
      shortcut: 'shift+arrowup',
      perform: () => move(-1, true),
    },
    {
      id: 'queue.select-all',
      label: t`Seleccionar todos los cargados`,
      section,
      shortcut: 'mod+a',
      isVisible: () => selection.more,
      perform: selection.addAll,
    },
    {
      id: 'queue.clear',
      label: t`Quitar la selección`,
      section,
      shortcut: 'escape',
      isVisible: () => selection.chosen.length > 0,
      perform: selection.clear,
    },
    {
      id: 'queue.search',
      label: t`Buscar en la lista`,
      section,
      shortcut: '/',
      perform: () => searchField.current?.focus(),
    },
  ]);

  return { activeId, activate, moves };
}

export type QueueKeys = ReturnType<typeof useQueueKeys>;
