import type { Macro } from '@noxdesk/contracts';
import type { TicketPriority } from '@noxdesk/domain';
import { useLingui } from '@lingui/react/macro';
import { Zap } from 'lucide-react';
import type { Action } from '../actions/index.js';
import { PRIORITIES, PRIORITY_LABEL } from './labels.js';

export type TicketField = 'status' | 'priority' | 'assignee' | 'department' | 'tags';

interface Verbs {
  /** Where they are offered; their ids begin with it. */
  scope: 'queue' | 'ticket';
  section: string;
  /** Whether there is a ticket to do it to. */
  any: boolean;
  mayResolve: boolean;
  mayTake: boolean;
  macros: readonly Macro[];
  onField: (field: TicketField) => void;
  onResolve: () => void;
  onTake: () => void;
  onPriority: (priority: TicketPriority) => void;
  onMacro: (macro: Macro) => void;
  onNext?: (() => void) | undefined;
  onPrevious?: (() => void) | undefined;
}

/** What can be done to tickets wherever they are looked at: in the list to those chosen, on its page to the one. */
export function useTicketVerbs(verbs: Verbs): Action[] {
  const { t, i18n } = useLingui();
  const { scope, section, any } = verbs;
  const field = (name: TicketField, label: string, shortcut: string): Action => ({
    id: `${scope}.${name}`,
    label,
    section,
    shortcut,
    isVisible: () => any,
    perform: () => verbs.onField(name),
  });
  return [
    {
      id: `${scope}.next`,
      label: t`Ticket siguiente`,
      section,
      shortcut: scope === 'queue' ? ['j', 'arrowdown'] : 'j',
      isVisible: () => verbs.onNext !== undefined,
      perform: () => verbs.onNext?.(),
    },
    {
      id: `${scope}.previous`,
      label: t`Ticket anterior`,
      section,
      shortcut: scope === 'queue' ? ['k', 'arrowup'] : 'k',
      isVisible: () => verbs.onPrevious !== undefined,
      perform: () => verbs.onPrevious?.(),
    },
    {
      id: `${scope}.resolve`,
      label: t`Resolver`,
      section,
      shortcut: 'e',
      isVisible: () => any && verbs.mayResolve,
      perform: verbs.onResolve,
    },
    {
      id: `${scope}.take`,
      label: t`Asignármelo`,
      section,
      shortcut: 'm',
      isVisible: () => any && verbs.mayTake,
      perform: verbs.onTake,
    },
    field('assignee', t`Asignar`, 'a'),
    field('status', t`Cambiar el estado`, 's'),
    field('priority', t`Cambiar la prioridad`, 'p'),
    field('department', t`Cambiar de departamento`, 'd'),
    field('tags', t`Cambiar las etiquetas`, 't'),
    ...PRIORITIES.map((priority, index): Action => {
      const name = i18n._(PRIORITY_LABEL[priority]);
      return {
        id: `${scope}.priority.${priority}`,
        label: t`Prioridad ${name}`,
        section,
        shortcut: String(PRIORITIES.length - index),
        isVisible: () => any,
        perform: () => verbs.onPriority(priority),
      };
    }),
    ...verbs.macros.map((macro): Action => ({
      id: `${scope}.macro.${macro.id}`,
      label: t`Macro: ${macro.name}`,
      section,
      icon: Zap,
      isVisible: () => any,
      perform: () => verbs.onMacro(macro),
    })),
  ];
}
