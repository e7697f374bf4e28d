import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { PriorityLabel } from '../../../components/ticket/marks.js';
import { PRIORITIES, PRIORITY_LABEL } from '../../../lib/tickets/labels.js';
import { duration } from '../../../lib/time/format.js';

export type Targets = SlaPolicy['targets'];

const hours = (first: number, resolution: number) => ({
  first_response_minutes: first * 60,
  resolution_minutes: resolution * 60,
});

/** What a new policy starts from. */
export const STANDARD_TARGETS: Targets = {
  critical: hours(1, 4),
  urgent: hours(2, 8),
  high: hours(4, 24),
  medium: hours(8, 48),
  low: hours(24, 72),
};

const KEYS = ['first_response_minutes', 'next_response_minutes', 'resolution_minutes'] as const;
/** Promised only where it is filled in. */
const OPTIONAL = 'next_response_minutes';

/** The minutes per priority, with what they come to beside. */
export function TargetsField({ value, onChange }: { value: Targets; onChange: (value: Targets) => void }) {
  const { t, i18n } = useLingui();
  const headers = {
    first_response_minutes: t`Primera respuesta`,
    next_response_minutes: t`Siguiente respuesta`,
    resolution_minutes: t`Resolución`,
  };
  return (
    <fieldset>
      <legend className="text-13 mb-1 font-medium">{t`Plazos en minutos`}</legend>
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
  onChange: (minutes: number | null) => void;
}

/** Minutes, with what they come to below. Emptying a target that need not be promised takes the promise back. */
function Minutes({ label, required, value, onChange }: MinutesProps) {
  return (
    <>
      <input
        type="number"
        required={required}
        min={1}
        max={5_256_000}
        aria-label={label}
        value={value || ''}
        onChange={({ target }) =>
          onChange(target.value === '' && !required ? null : Math.trunc(Number(target.value)))
        }
        className="border-line-strong bg-surface-raised coarse:h-11 h-8 w-full max-w-24 rounded-md border px-2"
      />
      <span className="text-12 text-text-muted block min-h-4">{value ? duration(value) : ''}</span>
    </>
  );
}
