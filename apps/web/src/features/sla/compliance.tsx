import { useLingui } from '@lingui/react/macro';
import { TICKET_PRIORITIES, type TicketPriority } from '@noxdesk/domain';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { SelectField } from '../../components/ui/field.js';
import { isAdmin, useMe } from '../../lib/session.js';
import { PRIORITIES, PRIORITY_LABEL } from '../../lib/tickets/labels.js';
import { useDepartments } from '../../lib/tickets/queries.js';
import { startOfWeeks } from './compliance-data.js';
import { ComplianceByPlace, ComplianceByWeek } from './compliance-groups.js';
import type { Period } from './queries.js';

const WEEKS = [4, 12, 26, 52] as const;
const USUAL_WEEKS = 12;

/** What was promised and kept, by week, department and priority. The choice stands in the URL. */
export function Compliance() {
  const { t, i18n } = useLingui();
  const [params, setParams] = useSearchParams();
  const me = useMe();
  const departments = (useDepartments().data ?? []).filter(
    ({ id }) => isAdmin(me) || me.departments.includes(id),
  );
  // A period that ends with this very moment would be a new one at every look.
  const [now] = useState(() => Date.now());
  const weeks = WEEKS.find((count) => String(count) === params.get('weeks')) ?? USUAL_WEEKS;
  const department = /^[1-9]\d*$/.exec(params.get('department') ?? '')?.[0] ?? '';
  const priority = TICKET_PRIORITIES.find((one) => one === params.get('priority'));
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        if (value === '') before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );
  const period: Period = {
    from: startOfWeeks(weeks, now),
    ...(department && { department }),
    ...(priority && { priority }),
  };
  return (
    <section aria-labelledby="sla-compliance" className="flex flex-col gap-5">
      <header>
        <h2 id="sla-compliance" className="text-16 font-semibold">{t`Cumplimiento`}</h2>
        <p className="text-text-muted">
          {t`Qué parte de los plazos se cumplió, de los tickets creados en el periodo. Lo que está en curso aún no cuenta.`}
        </p>
      </header>
      <div className="flex flex-wrap gap-3">
        <div className="w-44">
          <SelectField
            label={t`Periodo`}
            value={String(weeks)}
            onChange={(event) => set('weeks', event.target.value)}
          >
            {WEEKS.map((count) => (
              <option key={count} value={count}>
                {t`${count} semanas`}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="w-52">
          <SelectField
            label={t`Departamento`}
            value={department}
            onChange={(event) => set('department', event.target.value)}
          >
            <option value="">{t`Todos`}</option>
            {departments.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="w-40">
          <SelectField
            label={t`Prioridad`}
            value={priority ?? ''}
            onChange={(event) => set('priority', event.target.value as TicketPriority)}
          >
            <option value="">{t`Todas`}</option>
            {PRIORITIES.map((one) => (
              <option key={one} value={one}>
                {i18n._(PRIORITY_LABEL[one])}
              </option>
            ))}
          </SelectField>
        </div>
      </div>
      <ComplianceByWeek period={period} />
      <div className="grid gap-8 lg:grid-cols-2">
        <ComplianceByPlace group="department" period={period} />
        <ComplianceByPlace group="priority" period={period} />
      </div>
    </section>
  );
}
