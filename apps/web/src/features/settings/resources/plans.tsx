import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { ResourcePage } from '../resource/resource-page.js';
import { useResourceList } from '../resource/use-resource.js';

export function Plans() {
  const { t } = useLingui();
  const { items: policies } = useResourceList<SlaPolicy>('sla-policies', endpoints.slaPolicies.list);
  return (
    <ResourcePage<{ id: string; name: string }>
      resource={{
        id: 'plans',
        title: t`Planes`,
        intro: t`Un plan se asigna a organizaciones y puede tener su propia política de SLA.`,
        addLabel: t`Nuevo plan`,
        empty: { title: t`Sin planes`, text: t`Sin planes, los plazos dependen solo del departamento.` },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          {
            id: 'policies',
            header: t`Políticas de SLA`,
            always: true,
            cell: ({ id }) =>
              policies
                .filter(({ plan }) => plan === id)
                .map(({ name }) => name)
                .join(', ') || t`La del departamento o la predeterminada`,
          },
        ],
        endpoints: endpoints.plans,
        nameOf: (one) => one.name,
        initial: (one) => ({ name: one?.name ?? '' }),
        fields: () => [{ name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 100 }],
        toBody: ({ name }) => ({ name }),
      }}
    />
  );
}
