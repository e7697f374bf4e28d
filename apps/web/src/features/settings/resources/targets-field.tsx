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

const KEYS = ['first_response_minutes', 'resolution_minutes'] as const;

/** A pair of minutes per priority, with what they come to beside. */
export function TargetsField({ value, onChange }: { value: Targets; onChange: (value: Targets) => void }) {
  const { t, i18n } = useLingui();
  const headers = { first_response_minutes: t`Primera respuesta`, resolution_minutes: t`Resolución` };
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
                <td key={key} className="py-1 pl-2">
                  <span className="flex items-center gap-2">
                    <input
                      type="number"
                      required
                      min={1}
                      max={5_256_000}
                      aria-label={`${i18n._(PRIORITY_LABEL[priority])}: ${headers[key]}`}
                      value={value[priority][key] || ''}
                      onChange={(event) =>
                        onChange({
                          ...value,
                          [priority]: { ...value[priority], [key]: Math.trunc(Number(event.target.value)) },
                        })
                      }
                      className="border-line-strong bg-surface-raised coarse:h-11 h-8 w-20 rounded-md border px-2"
                    />
                    <span className="text-12 text-text-muted whitespace-nowrap">
                      {duration(value[priority][key])}
                    </span>
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  );
}
