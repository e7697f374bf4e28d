import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { ResourcePage } from '../resource/resource-page.js';

export function Plans() {
  const { t } = useLingui();
  return (
    <ResourcePage<{ id: string; name: string }>
      resource={{
        id: 'plans',
        title: t`Planes`,
        intro: t`Un plan se asigna a organizaciones y puede tener su propia política de SLA.`,
        addLabel: t`Nuevo plan`,
        empty: { title: t`Sin planes`, text: t`Sin planes, los plazos dependen solo del departamento.` },
        columns: [{ id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name }],
        endpoints: endpoints.plans,
        nameOf: (one) => one.name,
        initial: (one) => ({ name: one?.name ?? '' }),
        fields: () => [{ name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 100 }],
        toBody: ({ name }) => ({ name }),
      }}
    />
  );
}
