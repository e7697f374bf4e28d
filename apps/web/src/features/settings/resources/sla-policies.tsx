import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { endpoints } from '../../../lib/api/index.js';
import { NONE, orNull, useDepartmentOptions, usePlanOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';
import { CalendarField } from './calendar-field.js';
import { STANDARD_TARGETS, TargetsField, type Targets } from './targets-field.js';

type Calendar = SlaPolicy['calendar'];

export function SlaPolicies() {
  const { t } = useLingui();
  const plans = usePlanOptions();
  const departments = useDepartmentOptions();
  const nameIn = (options: readonly { value: string; label: string }[], id: unknown) =>
    options.find((option) => option.value === String(id))?.label ?? '–';
  return (
    <ResourcePage<SlaPolicy>
      resource={{
        id: 'sla-policies',
        title: t`Políticas de SLA`,
        intro: t`Los plazos que prometes por prioridad. Vale la del plan para el departamento; si no la hay, la del plan, la del departamento y por último la predeterminada.`,
        addLabel: t`Nueva política`,
        empty: { title: t`Sin políticas`, text: t`Sin una política, los tickets no tienen plazos.` },
        columns: [
          { id: 'name', header: t`Nombre`, always: true, cell: (one) => one.name },
          { id: 'plan', header: t`Plan`, cell: (one) => nameIn(plans, one.plan) },
          { id: 'department', header: t`Departamento`, cell: (one) => nameIn(departments, one.department) },
          {
            id: 'calendar',
            header: t`Horario`,
            cell: (one) => (one.calendar ? one.calendar.timezone : t`24 × 7`),
          },
          {
            id: 'default',
            header: t`Predeterminada`,
            always: true,
            cell: (one) => (one.is_default ? t`Sí` : t`No`),
          },
        ],
        endpoints: endpoints.slaPolicies,
        nameOf: (one) => one.name,
        initial: (one) => ({
          name: one?.name ?? '',
          plan: one?.plan ?? NONE,
          department: one?.department ? String(one.department) : NONE,
          is_default: one?.is_default ?? false,
          warnings: (one?.warning_percents ?? [80]).join(', '),
          targets: one?.targets ?? STANDARD_TARGETS,
          calendar: one?.calendar ?? null,
        }),
        fields: () => [
          { name: 'name', label: t`Nombre`, kind: 'text', required: true, maxLength: 100 },
          {
            name: 'plan',
            label: t`Plan`,
            kind: 'select',
            options: [{ value: NONE, label: t`Cualquiera` }, ...plans],
          },
          {
            name: 'department',
            label: t`Departamento`,
            kind: 'select',
            options: [{ value: NONE, label: t`Cualquiera` }, ...departments],
          },
          {
            name: 'is_default',
            label: t`Predeterminada`,
            kind: 'checkbox',
            hint: t`Vale para los tickets que no tienen otra.`,
          },
          {
            name: 'targets',
            label: t`Plazos`,
            kind: 'custom',
            render: (value, onChange) => <TargetsField value={value as Targets} onChange={onChange} />,
          },
          {
            name: 'warnings',
            label: t`Avisar al gastar (%)`,
            kind: 'text',
            required: true,
            hint: t`Uno o varios de 1 a 99, separados por comas.`,
          },
          {
            name: 'calendar',
            label: t`Horario`,
            kind: 'custom',
            render: (value, onChange) => <CalendarField value={value as Calendar} onChange={onChange} />,
          },
        ],
        toBody: ({ plan, department, warnings, ...rest }) => ({
          ...rest,
          plan: orNull(plan),
          department: department === NONE ? null : Number(department),
          warning_percents: String(warnings)
            .split(/[\s,;]+/)
            .filter(Boolean)
            .map(Number),
        }),
      }}
    />
  );
}
