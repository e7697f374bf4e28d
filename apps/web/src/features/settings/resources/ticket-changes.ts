import { useLingui } from '@lingui/react/macro';
import { CANNED_VARIABLES } from '../../../lib/canned/fill.js';
import { PRIORITIES, PRIORITY_LABEL, STATUSES, STATUS_LABEL } from '../../../lib/tickets/labels.js';
import { NONE, useDepartmentOptions } from '../options.js';
import type { FieldSpec, Option } from '../resource/types.js';

const VARIABLES = CANNED_VARIABLES.map((name) => `{{${name}}}`).join(' ');

/** Names that stand in one field, with commas between them. */
export const namesIn = (text: unknown): string[] =>
  String(text)
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/** What a ready text and a macro have in common: where they are offered, their words, and what they change. */
export function useTicketChangeFields() {
  const { t, i18n } = useLingui();
  const departments = useDepartmentOptions();
  const unchanged: Option = { value: NONE, label: t`Sin cambio` };
  const select = (name: string, label: string, options: readonly Option[]): FieldSpec => ({
    name,
    label,
    kind: 'select',
    options: [unchanged, ...options],
  });
  return {
    departments,
    departmentName: (id: number | null) =>
      departments.find((option) => option.value === String(id))?.label ?? t`Todos`,
    select,
    forDepartment: (label: string): FieldSpec => ({
      name: 'department',
      label,
      kind: 'select',
      options: [{ value: NONE, label: t`Todos` }, ...departments],
    }),
    status: select(
      'status',
      t`Dejar en el estado`,
      STATUSES.filter((value) => value !== 'new').map((value) => ({
        value,
        label: i18n._(STATUS_LABEL[value]),
      })),
    ),
    priority: select(
      'priority',
      t`Cambiar la prioridad a`,
      PRIORITIES.map((value) => ({ value, label: i18n._(PRIORITY_LABEL[value]) })),
    ),
    text: {
      name: 'body',
      label: t`Texto`,
      kind: 'textarea',
      required: true,
      hint: t`Variables: ${VARIABLES}`,
    } satisfies FieldSpec as FieldSpec,
    tags: (name: string, label: string): FieldSpec => ({
      name,
      label,
      kind: 'text',
      hint: t`Separadas por comas.`,
    }),
  };
}

/** The state and priority that are set; what stays as it is is left out. */
export const setBy = ({ status, priority }: Record<string, unknown>) => ({
  ...(status !== NONE && { status }),
  ...(priority !== NONE && { priority }),
});
