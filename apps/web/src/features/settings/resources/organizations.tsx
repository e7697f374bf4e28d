import type { Organization } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { NONE, orNull, usePlanOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';

export function Organizations() {
  const { t } = useLingui();
  const plans = usePlanOptions();
  return (
    <ResourcePage<Organization>
      resource={{
        id: 'organizations',
        title: t`Organizaciones`,
        intro: t`Las empresas de tus clientes. Su plan decide qué plazos se les prometen.`,
        addLabel: t`Nueva organización`,
        empty: { title: t`Sin organizaciones`, text: t`Agrupa a los clientes de una misma empresa.` },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          { id: 'plan', header: t`Plan`, always: true, cell: (one) => one.plan?.name ?? '–' },
          { id: 'shared', header: t`Comparten tickets`, cell: (one) => (one.shared_tickets ? t`Sí` : t`No`) },
        ],
        searchLabel: t`Buscar una organización`,
        endpoints: endpoints.organizations,
        nameOf: (one) => one.name,
        initial: (one) => ({
          name: one?.name ?? '',
          plan: one?.plan?.id ?? NONE,
          shared_tickets: one?.shared_tickets ?? false,
        }),
        fields: () => [
          { name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 200 },
          {
            name: 'plan',
            label: t`Plan`,
            kind: 'select',
            options: [{ value: NONE, label: t`Ninguno` }, ...plans],
          },
          {
            name: 'shared_tickets',
            label: t`Compartir los tickets`,
            kind: 'checkbox',
            hint: t`Sus clientes ven los tickets de toda la organización.`,
          },
        ],
        toBody: ({ plan, ...rest }) => ({ ...rest, plan: orNull(plan) }),
      }}
    />
  );
}
