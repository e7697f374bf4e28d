import { useState } from 'react';
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../../components/ui/field.js';
import { useLingui } from '@lingui/react/macro';
import { type FieldProblem, problemOf } from './check.js';
import type { FieldSpec } from './types.js';

interface FieldControlProps {
  field: FieldSpec;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

/** A field as its kind asks for, with what is wrong once one has left it, and until it is mended. */
export function FieldControl({ error, ...props }: FieldControlProps) {
  const { t } = useLingui();
  const [left, setLeft] = useState(false);
  const { field, value } = props;
  const { min = 0, max = 0, minLength = 0 } = field;
  const problem = left ? problemOf(field, value) : null;
  const words: Record<FieldProblem, string> = {
    missing: t`Rellena este campo.`,
    email: t`No parece una dirección de correo.`,
    url: t`Escribe una dirección completa, como https://ejemplo.com.`,
    number: t`Escribe un número.`,
    below: t`Como mínimo, ${min}.`,
    above: t`Como máximo, ${max}.`,
    short: t`Al menos ${minLength} caracteres.`,
  };
  return (
    <div onBlur={() => setLeft(true)}>
      <Control {...props} error={problem ? words[problem] : error} />
    </div>
  );
}

function Control({ field, value, error, onChange }: FieldControlProps) {
  const { t } = useLingui();
  const { label, hint, options = [], required } = field;
  const shared = {
    label,
    hint,
    error,
    optional: required || field.kind === 'select' ? undefined : t`opcional`,
  };
  switch (field.kind) {
    case 'custom':
      return field.render?.(value, onChange);
    case 'checkbox':
      return (
        <CheckboxField
          label={label}
          hint={hint}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case 'checks':
      return <Checks {...{ field, value, error, onChange }} />;
    case 'select':
      return (
        <SelectField
          {...shared}
          required={required}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </SelectField>
      );
    case 'textarea':
      return (
        <TextAreaField
          {...shared}
          required={required}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (
        <TextField
          {...shared}
          type={field.kind}
          required={required}
          min={field.min}
          max={field.max}
          minLength={field.minLength}
          maxLength={field.maxLength}
          autoComplete={field.kind === 'password' ? 'new-password' : 'off'}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

/** Any number of options, each a box to tick. The value is the list of those ticked. */
function Checks({ field, value, error, onChange }: FieldControlProps) {
  const { t } = useLingui();
  const chosen = value as readonly string[];
  const { options = [] } = field;
  return (
    <fieldset className="min-w-0">
      <legend className="text-13 mb-1.5 font-medium">{field.label}</legend>
      {field.hint && <p className="text-12 text-text-muted mb-1.5">{field.hint}</p>}
      <div className="border-line flex max-h-56 flex-col gap-2 overflow-y-auto rounded-md border p-2.5">
        {options.length === 0 && <span className="text-text-muted">{t`Todavía no hay ninguno.`}</span>}
        {options.map((option) => (
          <CheckboxField
            key={option.value}
            label={option.label}
            checked={chosen.includes(option.value)}
            onChange={(event) =>
              onChange(
                event.target.checked
                  ? [...chosen, option.value]
                  : chosen.filter((one) => one !== option.value),
              )
            }
          />
        ))}
      </div>
      {error && (
        <p role="alert" className="text-12 text-danger mt-1">
          {error}
        </p>
      )}
    </fieldset>
  );
}
