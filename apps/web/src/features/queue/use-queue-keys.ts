import { useLingui } from '@lingui/react/macro';
import { type RefObject, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useActions } from '../../lib/actions/index.js';
import type { useTicketList } from '../../lib/tickets/queries.js';
import type { BulkField } from './bulk-bar.js';
import { placeOf, rememberPlace } from './place.js';
import type { Selection } from './use-selection.js';

interface Parts {
  list: ReturnType<typeof useTicketList>;
  listUrl: string;
  selection: Selection;
  searchField: RefObject<HTMLInputElement | null>;
  onField: (field: BulkField) => void;
}

/** Moves through the list and acts on its rows by single keys. */
export function useQueueKeys({ list, listUrl, selection, searchField, onField }: Parts) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [activeId, setActiveId] = useState(() => placeOf(listUrl).activeId);
  /** Raised when a key moved the active row: the list scrolls to it and focuses it. */
  const [moves, setMoves] = useState(0);
  const { tickets } = list;
  const index = tickets.findIndex((ticket) => ticket.id === activeId);
  const active = tickets[index];

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
  /** Changes act on the chosen rows, else on the active one. */
  function change(field: BulkField): void {
    if (selection.chosen.length === 0) {
      if (!active) return;
      selection.add(active.id);
    }
    onField(field);
  }

  const section = t`Lista`;
  useActions([
    {
      id: 'queue.next',
      label: t`Ticket siguiente`,
      section,
      shortcut: ['j', 'arrowdown'],
      perform: () => move(1),
    },
    {
      id: 'queue.previous',
      label: t`Ticket anterior`,
      section,
      shortcut: ['k', 'arrowup'],
      perform: () => move(-1),
    },
    {
      id: 'queue.open',
      label: t`Abrir el ticket`,
      section,
      shortcut: 'o',
      isVisible: () => active !== undefined,
      perform: () => active && void navigate(`/${active.id}/`, { state: { list: listUrl } }),
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
      id: 'queue.status',
      label: t`Cambiar el estado`,
      section,
      shortcut: 's',
      perform: () => change('status'),
    },
    {
      id: 'queue.priority',
      label: t`Cambiar la prioridad`,
      section,
      shortcut: 'p',
      perform: () => change('priority'),
    },
    { id: 'queue.assignee', label: t`Asignar`, section, shortcut: 'a', perform: () => change('assignee') },
    {
      id: 'queue.department',
      label: t`Cambiar de departamento`,
      section,
      shortcut: 'd',
      perform: () => change('department'),
    },
    {
      id: 'queue.tags',
      label: t`Cambiar las etiquetas`,
      section,
      shortcut: 't',
      perform: () => change('tags'),
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
