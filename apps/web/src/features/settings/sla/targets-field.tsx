import { useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import { PriorityLabel } from '../../../components/ticket/marks.js';
import { PRIORITIES, PRIORITY_LABEL } from '../../../lib/tickets/labels.js';
import { workingTime } from '../../../lib/tickets/working-time.js';
import { type Problems, problemsAt, type Targets } from './draft.js';
import { ProblemList } from './problem-list.js';

const KEYS = ['first_response_minutes', 'next_response_minutes', 'resolution_minutes'] as const;
/** Promised only where it is filled in. */
const OPTIONAL = 'next_response_minutes';

/** The minutes per priority, with what they come to beside. */
export function TargetsField({
  value,
  problems,
  onChange,
}: {
  value: Targets;
  problems: Problems;
  onChange: (value: Targets) => void;
}) {
  const { t, i18n } = useLingui();
  const headers = {
    first_response_minutes: t`Primera respuesta`,
    next_response_minutes: t`Siguiente respuesta`,
    resolution_minutes: t`Resolución`,
  };
  return (
    <fieldset>
      <legend className="sr-only">{t`Plazos en minutos`}</legend>
      <table className="w-full">
        <thead>
          <tr className="text-12 text-text-muted text-left">
            <th scope="col" className="py-1 font-medium">{t`Prioridad`}</th>
            {KEYS.map((key) => (
              <th key={key} scope="col" className="py-1 pl-2 font-medium">
                {headers[key]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PRIORITIES.map((priority) => (
            <tr key={priority}>
              <th scope="row" className="py-1 text-left font-normal">
                <PriorityLabel priority={priority} />
              </th>
              {KEYS.map((key) => (
                <td key={key} className="py-1 pl-2 align-top">
                  <Minutes
                    label={`${i18n._(PRIORITY_LABEL[priority])}: ${headers[key]}`}
                    required={key !== OPTIONAL}
                    value={value[priority][key] ?? null}
                    problems={problemsAt(problems, `targets.${priority}.${key}`)}
                    onChange={(minutes) =>
                      onChange({ ...value, [priority]: { ...value[priority], [key]: minutes } })
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  );
}

interface MinutesProps {
  label: string;
  required: boolean;
  value: number | null;
  problems: readonly string[];
  onChange: (minutes: number | null) => void;
}

/** Minutes, with what they come to below. Emptying a target that need not be promised takes the promise back. */
function Minutes({ label, required, value, problems, onChange }: MinutesProps) {
  const refusal = useId();
  // As it was typed, for as long as it says the same: a refused 0 stays where it can be seen, an emptied field empty.
  const [typed, setTyped] = useState('');
  const shown = Math.trunc(Number(typed)) === (value ?? 0) ? typed : String(value ?? '');
  return (
    <>
      <input
        type="number"
        required={required}
        min={1}
        max={5_256_000}
        aria-label={label}
        aria-invalid={problems.length > 0 || undefined}
        aria-describedby={problems.length > 0 ? refusal : undefined}
        value={shown}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(target.value === '' && !required ? null : Math.trunc(Number(target.value)));
        }}
        className="border-line-strong bg-surface-raised aria-invalid:border-danger coarse:h-11 h-8 w-full max-w-28 rounded-md border px-2"
      />
      <span className="text-12 text-text-muted block min-h-4">
        {value && value > 0 ? workingTime(value) : ''}
      </span>
      <ProblemList id={refusal} messages={problems} />
    </>
  );
}
