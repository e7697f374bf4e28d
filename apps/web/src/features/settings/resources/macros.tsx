import type { Macro } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { CANNED_VARIABLES } from '../../../lib/canned/fill.js';
import { PRIORITIES, PRIORITY_LABEL, STATUSES, STATUS_LABEL } from '../../../lib/tickets/labels.js';
import { useAssignees } from '../../../lib/tickets/queries.js';
import { NONE, useDepartmentOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';

const VARIABLES = CANNED_VARIABLES.map((name) => `{{${name}}}`).join(' ');
const NOBODY = 'nobody';

const namesIn = (text: unknown): string[] =>
  String(text)
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

export function Macros() {
  const { t, i18n } = useLingui();
  const departments = useDepartmentOptions();
  const assignees = useAssignees().data ?? [];
  const unchanged = { value: NONE, label: t`Sin cambio` };
  const departmentName = (id: number | null) =>
    departments.find((option) => option.value === String(id))?.label;
  return (
    <ResourcePage<Macro>
      resource={{
        id: 'macros',
        title: t`Macros`,
        intro: t`Varios cambios y un texto en un solo paso, desde la respuesta, la lista o la paleta. Se deshacen de una vez.`,
        addLabel: t`Nueva macro`,
        empty: { title: t`Sin macros`, text: t`Guarda en una lo que siempre haces junto.` },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          {
            id: 'department',
            header: t`Departamento`,
            cell: (one) => departmentName(one.department) ?? t`Todos`,
          },
          {
            id: 'text',
            header: t`Texto`,
            cell: (one) =>
              one.message === null ? '–' : one.message.message_type === 'note' ? t`Nota` : t`Respuesta`,
          },
        ],
        endpoints: endpoints.macros,
        nameOf: (one) => one.name,
        initial: (one) => ({
          name: one?.name ?? '',
          department: one?.department ? String(one.department) : NONE,
          status: one?.changes.status ?? NONE,
          priority: one?.changes.priority ?? NONE,
          toDepartment: one?.changes.department ? String(one.changes.department) : NONE,
          assignee: one?.changes.assignee === null ? NOBODY : (one?.changes.assignee ?? NONE),
          addTags: one?.changes.add_tags?.join(', ') ?? '',
          removeTags: one?.changes.remove_tags?.join(', ') ?? '',
          messageType: one?.message?.message_type ?? NONE,
          body: one?.message?.body ?? '',
        }),
        fields: ({ messageType }) => [
          { name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 100 },
          {
            name: 'department',
            label: t`Para el departamento`,
            kind: 'select',
            options: [{ value: NONE, label: t`Todos` }, ...departments],
          },
          {
            name: 'status',
            label: t`Dejar en el estado`,
            kind: 'select',
            options: [
              unchanged,
              ...STATUSES.filter((value) => value !== 'new').map((value) => ({
                value,
                label: i18n._(STATUS_LABEL[value]),
              })),
            ],
          },
          {
            name: 'priority',
            label: t`Cambiar la prioridad a`,
            kind: 'select',
            options: [
              unchanged,
              ...PRIORITIES.map((value) => ({ value, label: i18n._(PRIORITY_LABEL[value]) })),
            ],
          },
          {
            name: 'assignee',
            label: t`Asignar a`,
            kind: 'select',
            options: [
              unchanged,
              { value: 'me', label: t`Quien la use` },
              { value: NOBODY, label: t`Nadie` },
              ...assignees.map(({ id, name }) => ({ value: id, label: name })),
            ],
          },
          {
            name: 'toDepartment',
            label: t`Pasar al departamento`,
            kind: 'select',
            options: [unchanged, ...departments],
          },
          { name: 'addTags', label: t`Añadir etiquetas`, kind: 'text', hint: t`Separadas por comas.` },
          { name: 'removeTags', label: t`Quitar etiquetas`, kind: 'text', hint: t`Separadas por comas.` },
          {
            name: 'messageType',
            label: t`Escribir`,
            kind: 'select',
            options: [
              { value: NONE, label: t`Nada` },
              { value: 'reply', label: t`Respuesta` },
              { value: 'note', label: t`Nota interna` },
            ],
          },
          ...(messageType === NONE
            ? []
            : [
                {
                  name: 'body',
                  label: t`Texto`,
                  kind: 'textarea' as const,
                  required: true,
                  hint: t`Variables: ${VARIABLES}`,
                },
              ]),
        ],
        toBody: ({ name, department, messageType, body, ...values }) => ({
          name,
          department: department === NONE ? null : Number(department),
          message: messageType === NONE ? null : { message_type: messageType, body },
          changes: {
            ...(values.status !== NONE && { status: values.status }),
            ...(values.priority !== NONE && { priority: values.priority }),
            ...(values.toDepartment !== NONE && { department: Number(values.toDepartment) }),
            ...(values.assignee !== NONE && {
              assignee: values.assignee === NOBODY ? null : values.assignee,
            }),
            ...(namesIn(values.addTags).length > 0 && { add_tags: namesIn(values.addTags) }),
            ...(namesIn(values.removeTags).length > 0 && { remove_tags: namesIn(values.removeTags) }),
          },
        }),
      }}
    />
  );
}
