import type { GroupMapping, UserRole } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../../components/ui/button.js';
import { CheckboxField, SelectField, TextField } from '../../../components/ui/field.js';
import type { Option } from '../resource/types.js';

interface GroupMappingsFieldProps {
  value: readonly GroupMapping[];
  onChange: (value: readonly GroupMapping[]) => void;
  roles: readonly Option[];
  departments: readonly Option[];
}

/** What belonging to a group of the provider makes of somebody. */
export function GroupMappingsField({ value, onChange, roles, departments }: GroupMappingsFieldProps) {
  const { t } = useLingui();
  const change = (index: number, more: Partial<GroupMapping>) =>
    onChange(value.map((mapping, at) => (at === index ? { ...mapping, ...more } : mapping)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="text-13 mb-1.5 font-medium">{t`Qué hace cada grupo`}</legend>
      {value.map((mapping, index) => (
        <div key={index} className="border-line flex flex-col gap-2.5 rounded-md border p-2.5">
          <div className="flex items-end gap-2">
            <div className="min-w-0 flex-1">
              <TextField
                label={t`Grupo`}
                required
                maxLength={200}
                value={mapping.group}
                onChange={(event) => change(index, { group: event.target.value })}
              />
            </div>
            <div className="w-36">
              <SelectField
                label={t`Rol`}
                value={mapping.role ?? ''}
                onChange={(event) => change(index, { role: (event.target.value || null) as UserRole | null })}
              >
                <option value="">{t`Sin cambio`}</option>
                {roles.map((role) => (
                  <option key={role.value} value={role.value}>
                    {role.label}
                  </option>
                ))}
              </SelectField>
            </div>
            <IconButton
              label={t`Quitar el grupo ${mapping.group}`}
              icon={X}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            />
          </div>
          <div className="flex flex-wrap gap-x-4 gap-y-2">
            {departments.map((department) => {
              const id = Number(department.value);
              return (
                <CheckboxField
                  key={department.value}
                  label={department.label}
                  checked={mapping.departments.includes(id)}
                  onChange={(event) =>
                    change(index, {
                      departments: event.target.checked
                        ? [...mapping.departments, id]
                        : mapping.departments.filter((one) => one !== id),
                    })
                  }
                />
              );
            })}
          </div>
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon={Plus}
          onClick={() => onChange([...value, { group: '', role: null, departments: [] }])}
        >
          {t`Añadir grupo`}
        </Button>
      </div>
    </fieldset>
  );
}
