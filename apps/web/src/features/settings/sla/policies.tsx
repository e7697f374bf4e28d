import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useNavigate, useParams } from 'react-router-dom';
import { ButtonLink } from '../../../components/ui/button.js';
import { endpoints } from '../../../lib/api/index.js';
import { useDepartmentOptions, usePlanOptions } from '../options.js';
import { DataList } from '../resource/data-list.js';
import { useResourceList } from '../resource/use-resource.js';
import { SectionHeader } from '../section-header.js';
import { PolicyPage } from './policy-page.js';

/** The policies, or one of them: `sla/`, `sla/new/` and `sla/<id>/` below the settings. */
export function SlaPolicies() {
  const [, which] = (useParams()['*'] ?? '').replace(/\/$/, '').split('/');
  return which === undefined ? (
    <PolicyList />
  ) : (
    <PolicyPage key={which} id={which === 'new' ? null : which} />
  );
}

function PolicyList() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const list = useResourceList<SlaPolicy>('sla-policies', endpoints.slaPolicies.list);
  const plans = usePlanOptions();
  const departments = useDepartmentOptions();
  const nameIn = (options: readonly { value: string; label: string }[], id: unknown) =>
    options.find((option) => option.value === String(id))?.label ?? '–';
  return (
    <>
      <SectionHeader
        title={t`Políticas de SLA`}
        intro={t`Los plazos que prometes por prioridad. Vale la del plan para el departamento; si no la hay, la del plan, la del departamento y por último la predeterminada.`}
        action={
          <ButtonLink to="/settings/sla/new/" variant="primary" icon={Plus}>
            {t`Nueva política`}
          </ButtonLink>
        }
      />
      <DataList
        label={t`Políticas de SLA`}
        list={list}
        empty={{ title: t`Sin políticas`, text: t`Sin una política, los tickets no tienen plazos.` }}
        onOpen={({ id }) => void navigate(`/settings/sla/${id}/`)}
        columns={[
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          { id: 'plan', header: t`Plan`, cell: (one) => nameIn(plans, one.plan) },
          { id: 'department', header: t`Departamento`, cell: (one) => nameIn(departments, one.department) },
          {
            id: 'calendar',
            header: t`Horario`,
            cell: (one) => (one.calendar ? one.calendar.timezone : t`24 × 7`),
          },
          { id: 'version', header: t`Versión`, cell: (one) => one.version },
          {
            id: 'default',
            header: t`Predeterminada`,
            always: true,
            cell: (one) => (one.is_default ? t`Sí` : t`No`),
          },
        ]}
      />
    </>
  );
}
