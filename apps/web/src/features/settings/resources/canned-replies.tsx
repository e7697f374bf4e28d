import type { CannedReply } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { NONE } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';
import { namesIn, setBy, useTicketChangeFields } from './ticket-changes.js';

export function CannedReplies() {
  const { t } = useLingui();
  const fields = useTicketChangeFields();
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
            cell: (one) => fields.departmentName(one.department),
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
          fields.text,
          fields.forDepartment(t`Departamento`),
          fields.status,
          fields.priority,
          fields.tags('tags', t`Añadir etiquetas`),
        ],
        toBody: ({ title, shortcut, body, department, tags, ...values }) => ({
          title,
          body,
          shortcut: String(shortcut).trim() || null,
          department: department === NONE ? null : Number(department),
          changes: { ...setBy(values), ...(namesIn(tags).length > 0 && { tags: namesIn(tags) }) },
        }),
      }}
    />
  );
}
