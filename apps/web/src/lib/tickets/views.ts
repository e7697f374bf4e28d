import type { DepartmentRef } from './types.js';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import {
  type LucideIcon,
  AlarmClock,
  CircleDot,
  Inbox,
  Layers,
  TriangleAlert,
  UserRound,
} from 'lucide-react';
import { type Filters, sameFilters } from './filters.js';
import { OPEN_STATUSES } from './labels.js';

export interface View {
  id: string;
  label: MessageDescriptor | string;
  icon?: LucideIcon;
  /** The second key after `g`. */
  key?: string;
  filters: Filters;
  /** What an empty list of this view means. */
  empty: MessageDescriptor;
}

const status = OPEN_STATUSES.join();
const NOTHING = msg`Aquí no hay ningún ticket abierto.`;

export const VIEWS: readonly View[] = [
  {
    id: 'mine',
    label: msg`Mis abiertos`,
    icon: UserRound,
    key: 'm',
    filters: { status, assignee: 'me' },
    empty: msg`No tienes ningún ticket abierto. En «Sin asignar» puedes tomar el siguiente.`,
  },
  {
    id: 'unassigned',
    label: msg`Sin asignar`,
    icon: Inbox,
    key: 'u',
    filters: { status, assignee: 'none' },
    empty: msg`Todo está asignado. Los tickets nuevos aparecerán aquí.`,
  },
  {
    id: 'due-soon',
    label: msg`Por vencer`,
    icon: AlarmClock,
    key: 'v',
    filters: { status, sla: 'due_soon', ordering: 'sla_due_at' },
    empty: msg`Ningún plazo está cerca de vencer.`,
  },
  {
    id: 'breached',
    label: msg`Vencidos`,
    icon: TriangleAlert,
    key: 'b',
    filters: { status, sla: 'breached', ordering: 'sla_due_at' },
    empty: msg`Ningún ticket abierto ha pasado de su plazo.`,
  },
  {
    id: 'open',
    label: msg`Abiertos`,
    icon: CircleDot,
    key: 'o',
    filters: { status },
    empty: NOTHING,
  },
  {
    id: 'all',
    label: msg`Todos`,
    icon: Layers,
    key: 't',
    filters: {},
    empty: msg`Todavía no hay tickets. Llegarán por la web, por correo o por la API; también puedes crear uno.`,
  },
];

export const departmentView = ({ id, name }: DepartmentRef): View => ({
  id: `department-${id}`,
  label: name,
  filters: { status, department: String(id) },
  empty: NOTHING,
});

/** The view that filters are, if they are one: of ours, of a department, or saved by somebody. */
export const findView = (
  filters: Filters,
  departments: readonly DepartmentRef[],
  saved: readonly View[],
): View | undefined =>
  [...VIEWS, ...departments.map(departmentView), ...saved].find((view) => sameFilters(view.filters, filters));
