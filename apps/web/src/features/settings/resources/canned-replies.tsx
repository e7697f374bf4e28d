import type { CannedReply } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { CANNED_VARIABLES } from '../../../lib/canned/fill.js';
import { PRIORITIES, PRIORITY_LABEL, STATUSES, STATUS_LABEL } from '../../../lib/tickets/labels.js';
import { NONE, useDepartmentOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';

const VARIABLES = CANNED_VARIABLES.map((name) => `{{${name}}}`).join(' ');

export function CannedReplies() {
  const { t, i18n } = useLingui();
  const departments = useDepartmentOptions();
  const unchanged = { value: NONE, label: t`Sin cambio` };
  return (
    <ResourcePage<CannedReply>
      resource={{
        id: 'canned-replies',
        title: t`Respuestas guardadas`,
        intro: t`Textos para lo que se pregunta a menudo. Al responder, «/» los abre; pueden cambiar también el estado, la prioridad y las etiquetas.`,
        addLabel: t`Nueva respuesta`,
        empty: { title: t`Sin respuestas guardadas`, text: t`Guarda la que más repites y ábrela con «/».` },
        columns: [
          { id: 'title', header: t`Título`, always: true, cell: (one) => one.title },
          {
            id: 'shortcut',
            header: t`Atajo`,
            always: true,
            cell: (one) => (one.shortcut ? `/${one.shortcut}` : '–'),
          },
          {
            id: 'department',
            header: t`Departamento`,
            cell: (one) =>
              departments.find((option) => option.value === String(one.department))?.label ?? t`Todos`,
          },
        ],
        endpoints: endpoints.cannedReplies,
        nameOf: (one) => one.title,
        initial: (one) => ({
          title: one?.title ?? '',
          shortcut: one?.shortcut ?? '',
          body: one?.body ?? '',
          department: one?.department ? String(one.department) : NONE,
          status: one?.changes.status ?? NONE,
          priority: one?.changes.priority ?? NONE,
          tags: one?.changes.tags?.join(', ') ?? '',
        }),
        fields: () => [
          { name: 'title', label: t`Título`, kind: 'text', required: true, maxLength: 100 },
          {
            name: 'shortcut',
            label: t`Atajo`,
            kind: 'text',
            maxLength: 30,
            hint: t`Una palabra: «/palabra» la abre.`,
          },
          {
            name: 'body',
            label: t`Texto`,
            kind: 'textarea',
            required: true,
            hint: t`Variables: ${VARIABLES}`,
          },
          {
            name: 'department',
            label: t`Departamento`,
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
          { name: 'tags', label: t`Añadir etiquetas`, kind: 'text', hint: t`Separadas por comas.` },
        ],
        toBody: ({ title, shortcut, body, department, status, priority, tags }) => {
          const names = String(tags)
            .split(',')
            .map((tag) => tag.trim())
            .filter(Boolean);
          return {
            title,
            body,
            shortcut: String(shortcut).trim() || null,
            department: department === NONE ? null : Number(department),
            changes: {
              ...(status !== NONE && { status }),
              ...(priority !== NONE && { priority }),
              ...(names.length > 0 && { tags: names }),
            },
          };
        },
      }}
    />
  );
}
