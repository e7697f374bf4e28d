import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useSyncExternalStore } from 'react';
import { storage } from '../../lib/storage.js';

/** What a row may show besides state, priority and the box that chooses it; the subject is always there. */
export const COLUMNS = [
  'number',
  'requester',
  'organization',
  'subject',
  'tags',
  'department',
  'channel',
  'sla',
  'assignee',
  'created',
  'updated',
] as const;
export type Column = (typeof COLUMNS)[number];

export const COLUMN_LABEL: Record<Column, MessageDescriptor> = {
  number: msg`Número`,
  requester: msg`Solicitante`,
  organization: msg`Organización`,
  subject: msg`Asunto`,
  department: msg`Departamento`,
  tags: msg`Etiquetas`,
  channel: msg`Canal`,
  sla: msg`SLA`,
  assignee: msg`Asignado`,
  created: msg`Creado`,
  updated: msg`Actualizado`,
};

/** Tags take as much room as they need, so they stand beside the subject: what follows them stays in line. */
export const DEFAULT_COLUMNS: readonly Column[] = [
  'number',
  'requester',
  'subject',
  'tags',
  'department',
  'sla',
  'assignee',
  'updated',
];

const isColumn = (name: string): name is Column => (COLUMNS as readonly string[]).includes(name);

/** Reads columns as they are kept; what is not known any more is left out, and the subject is never missing. */
export function readColumns(kept: string | null): readonly Column[] {
  if (kept === null) return DEFAULT_COLUMNS;
  const known = [...new Set(kept.split(',').filter(isColumn))];
  return known.includes('subject') ? known : ['subject', ...known];
}

/** A column one place further to the front or the back. */
export function moved(columns: readonly Column[], column: Column, step: -1 | 1): readonly Column[] {
  const from = columns.indexOf(column);
  const to = from + step;
  if (from < 0 || to < 0 || to >= columns.length) return columns;
  const next = [...columns];
  next.splice(from, 1);
  next.splice(to, 0, column);
  return next;
}

/** Shows a column, at its usual place, or takes it away; the subject stays. */
export function toggledColumn(columns: readonly Column[], column: Column): readonly Column[] {
  if (column === 'subject') return columns;
  if (columns.includes(column)) return columns.filter((one) => one !== column);
  const before = COLUMNS.slice(0, COLUMNS.indexOf(column));
  const at = Math.max(-1, ...before.map((one) => columns.indexOf(one))) + 1;
  return [...columns.slice(0, at), column, ...columns.slice(at)];
}

const KEY = 'queue-columns';
const listeners = new Set<() => void>();
let current = readColumns(storage.get(KEY));

export function setColumns(columns: readonly Column[] | null): void {
  storage.set(KEY, columns && columns.join());
  current = columns ?? DEFAULT_COLUMNS;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useColumns = (): readonly Column[] => useSyncExternalStore(subscribe, () => current);
