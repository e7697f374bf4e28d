import type { Macro } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { useAssignees } from '../../../lib/tickets/queries.js';
import { NONE } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';
import { namesIn, setBy, useTicketChangeFields } from './ticket-changes.js';

const NOBODY = 'nobody';

export function Macros() {
  const { t } = useLingui();
  const fields = useTicketChangeFields();
  const assignees = useAssignees().data ?? [];
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
            cell: (one) => fields.departmentName(one.department),
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
          fields.forDepartment(t`Para el departamento`),
          fields.status,
          fields.priority,
          fields.select('assignee', t`Asignar a`, [
            { value: 'me', label: t`Quien la use` },
            { value: NOBODY, label: t`Nadie` },
            ...assignees.map(({ id, name }) => ({ value: id, label: name })),
          ]),
          fields.select('toDepartment', t`Pasar al departamento`, fields.departments),
          fields.tags('addTags', t`Añadir etiquetas`),
          fields.tags('removeTags', t`Quitar etiquetas`),
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
          ...(messageType === NONE ? [] : [fields.text]),
        ],
        toBody: ({ name, department, messageType, body, ...values }) => ({
          name,
          department: department === NONE ? null : Number(department),
          message: messageType === NONE ? null : { message_type: messageType, body },
          changes: {
            ...setBy(values),
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
