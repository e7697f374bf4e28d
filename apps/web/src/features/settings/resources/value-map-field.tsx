import { useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../../components/ui/button.js';
import { SelectField, TextField } from '../../../components/ui/field.js';
import type { Option } from '../resource/types.js';

/** What the values of a claim mean here, one a row: as they come, and what they become. */
export type ValueMap = readonly { value: string; means: string }[];

export const toValueMap = (pairs: Readonly<Record<string, string>> = {}): ValueMap =>
  Object.entries(pairs).map(([value, means]) => ({ value, means }));

/** Rows that are not filled in yet mean nothing. */
export const toPairs = (rows: ValueMap): Record<string, string> =>
  Object.fromEntries(
    rows.filter(({ value, means }) => value.trim() && means).map(({ value, means }) => [value.trim(), means]),
  );

interface ValueMapFieldProps {
  legend: string;
  hint: string;
  meaning: string;
  options: readonly Option[];
  value: ValueMap;
  onChange: (value: ValueMap) => void;
}

export function ValueMapField({ legend, hint, meaning, options, value: rows, onChange }: ValueMapFieldProps) {
  const { t } = useLingui();
  const change = (index: number, more: Partial<ValueMap[number]>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...more } : row)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="text-13 font-medium">{legend}</legend>
      <p className="text-12 text-text-muted">{hint}</p>
      {rows.map((row, index) => (
        <div key={index} className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <TextField
              label={t`Valor`}
              hideLabel={index > 0}
              required
              maxLength={200}
              autoComplete="off"
              value={row.value}
              onChange={(event) => change(index, { value: event.target.value })}
            />
          </div>
          <div className="w-40">
            <SelectField
              label={meaning}
              hideLabel={index > 0}
              value={row.means}
              onChange={(event) => change(index, { means: event.target.value })}
            >
              {options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </SelectField>
          </div>
          <IconButton
            label={t`Quitar el valor ${row.value}`}
            icon={X}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon={Plus}
          disabled={options.length === 0}
          onClick={() => onChange([...rows, { value: '', means: options[0]?.value ?? '' }])}
        >
          {t`Añadir valor`}
        </Button>
      </div>
    </fieldset>
  );
}
