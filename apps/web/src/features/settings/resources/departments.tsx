import type { ResponseOf } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { useStaffOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';

type Department = ResponseOf<typeof endpoints.departments.get>;

export function Departments() {
  const { t } = useLingui();
  const staff = useStaffOptions();
  return (
    <ResourcePage<Department>
      resource={{
        id: 'departments',
        title: t`Departamentos`,
        intro: t`Cada ticket pertenece a un departamento. Sus miembros ven y responden sus tickets.`,
        addLabel: t`Nuevo departamento`,
        empty: { title: t`Sin departamentos`, text: t`Crea el primero para poder recibir tickets.` },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          { id: 'slug', header: t`Nombre corto`, cell: (one) => one.slug },
          { id: 'id', header: t`Número en la API`, cell: (one) => one.id },
        ],
        endpoints: endpoints.departments,
        nameOf: (one) => one.name,
        initial: (one) => ({
          name: one?.name ?? '',
          slug: one?.slug ?? '',
          members: one?.members.map((member) => member.id) ?? [],
        }),
        fields: () => [
          { name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 100 },
          {
            name: 'slug',
            label: t`Nombre corto`,
            kind: 'text',
            maxLength: 63,
            hint: t`Letras minúsculas, cifras y guiones. Si lo dejas vacío, sale del nombre.`,
          },
          { name: 'members', label: t`Miembros`, kind: 'checks', options: staff },
        ],
        toBody: ({ name, slug, members }) => ({ name, members, ...(slug !== '' && { slug }) }),
      }}
    />
  );
}
