import { useLingui } from '@lingui/react/macro';
import { Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '../../../components/ui/button.js';
import { CheckboxField, SelectField } from '../../../components/ui/field.js';
import { TARGET_LABEL } from '../../../lib/tickets/sla-labels.js';
import { useDepartmentOptions, useStaffOptions } from '../options.js';
import { type Escalation, type Problems, problemsAt } from './draft.js';
import { ProblemList } from './problem-list.js';

const TARGETS = ['first_response', 'next_response', 'resolution'] as const;

interface EscalationsFieldProps {
  value: readonly Escalation[];
  warnings: readonly number[];
  problems: Problems;
  onChange: (value: Escalation[]) => void;
}

/** What follows by itself when a target comes to a threshold. */
export function EscalationsField({ value, warnings, problems, onChange }: EscalationsFieldProps) {
  const { t } = useLingui();
  const fresh: Escalation = {
    target: null,
    percent: 100,
    raise_priority: true,
    assign_user: null,
    assign_department: null,
    notify: [],
  };
  return (
    <div className="flex flex-col gap-3">
      {value.length === 0 && (
        <p className="text-text-muted">{t`Sin pasos: los avisos llegan a quien lleva el ticket y nada más cambia.`}</p>
      )}
      <ol className="flex flex-col gap-4">
        {value.map((rule, index) => (
          <Step
            key={index}
            place={index + 1}
            rule={rule}
            thresholds={[...new Set([...warnings, rule.percent, 100])].sort((a, b) => a - b)}
            problems={problemsAt(problems, `escalations.${index}`)}
            onChange={(changed) => onChange(value.map((one, at) => (at === index ? changed : one)))}
            onRemove={() => onChange(value.filter((_one, at) => at !== index))}
          />
        ))}
      </ol>
      <div>
        <Button icon={Plus} onClick={() => onChange([...value, fresh])}>{t`Añadir paso`}</Button>
      </div>
      <ProblemList messages={problems.escalations ? [problems.escalations] : []} />
    </div>
  );
}

interface StepProps {
  place: number;
  rule: Escalation;
  thresholds: readonly number[];
  problems: readonly string[];
  onChange: (rule: Escalation) => void;
  onRemove: () => void;
}

function Step({ place, rule, thresholds, problems, onChange, onRemove }: StepProps) {
  const { t, i18n } = useLingui();
  const departments = useDepartmentOptions();
  const staff = useStaffOptions();
  return (
    <li className="border-line border-l-2 pl-3">
      <fieldset className="flex min-w-0 flex-col gap-3">
        <legend className="sr-only">{t`Paso ${place}`}</legend>
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <SelectField
              label={t`Cuando`}
              value={rule.target ?? ''}
              onChange={(event) =>
                onChange({ ...rule, target: TARGETS.find((one) => one === event.target.value) ?? null })
              }
            >
              <option value="">{t`Cualquier plazo`}</option>
              {TARGETS.map((target) => (
                <option key={target} value={target}>
                  {i18n._(TARGET_LABEL[target])}
                </option>
              ))}
            </SelectField>
          </div>
          <div className="w-36 sm:w-44">
            <SelectField
              label={t`llegue a`}
              value={String(rule.percent)}
              onChange={(event) => onChange({ ...rule, percent: Number(event.target.value) })}
            >
              {thresholds.map((percent) => (
                <option key={percent} value={percent}>
                  {percent === 100 ? t`100 % (vencido)` : `${percent} %`}
                </option>
              ))}
            </SelectField>
          </div>
          <IconButton
            label={t`Quitar el paso ${place}`}
            icon={Trash2}
            onClick={onRemove}
            className="mb-0.5"
          />
        </div>
        <CheckboxField
          label={t`Subir la prioridad un nivel`}
          checked={rule.raise_priority}
          onChange={(event) => onChange({ ...rule, raise_priority: event.target.checked })}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField
            label={t`Asignar a`}
            value={rule.assign_user ?? ''}
            onChange={(event) => onChange({ ...rule, assign_user: event.target.value || null })}
          >
            <option value="">{t`Nadie más`}</option>
            {staff.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t`Mover a`}
            value={String(rule.assign_department ?? '')}
            onChange={(event) => onChange({ ...rule, assign_department: Number(event.target.value) || null })}
          >
            <option value="">{t`Se queda en su departamento`}</option>
            {departments.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
        </div>
        <details>
          <summary className="text-accent coarse:min-h-11 w-fit rounded underline-offset-2 hover:underline">
            {rule.notify.length === 0
              ? t`Avisar también a otras personas`
              : t`Personas a las que también se avisa: ${rule.notify.length}`}
          </summary>
          <div className="border-line mt-2 flex max-h-44 flex-col gap-2 overflow-y-auto rounded-md border p-2.5">
            {staff.map(({ value, label }) => (
              <CheckboxField
                key={value}
                label={label}
                checked={rule.notify.includes(value)}
                onChange={(event) =>
                  onChange({
                    ...rule,
                    notify: event.target.checked
                      ? [...rule.notify, value]
                      : rule.notify.filter((one) => one !== value),
                  })
                }
              />
            ))}
          </div>
        </details>
        <ProblemList messages={problems} />
      </fieldset>
    </li>
  );
}
