import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../../components/ui/button.js';
import { CheckboxField, TextAreaField, TextField } from '../../../components/ui/field.js';

type Calendar = NonNullable<SlaPolicy['calendar']>;
type Interval = Calendar['weekly'][number];

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const office = (): Calendar => ({
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  weekly: WEEKDAYS.slice(0, 5).map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
  holidays: [],
});

/** Weekday names by locale; 2024-01-01 was a Monday. */
const weekdayName = (weekday: number, locale: string) =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday));

/** Opening hours, or none: around the clock. */
export function CalendarField({
  value,
  onChange,
}: {
  value: Calendar | null;
  onChange: (value: Calendar | null) => void;
}) {
  const { t, i18n } = useLingui();
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="text-13 mb-1 font-medium">{t`Horario`}</legend>
      <CheckboxField
        label={t`Contar solo en horario de atención`}
        hint={t`Si no, los plazos corren a todas horas.`}
        checked={value !== null}
        onChange={(event) => onChange(event.target.checked ? office() : null)}
      />
      {value && (
        <>
          <TextField
            label={t`Zona horaria`}
            required
            hint={t`Nombre IANA, por ejemplo Europe/Madrid.`}
            value={value.timezone}
            onChange={(event) => onChange({ ...value, timezone: event.target.value })}
          />
          <ul className="flex flex-col gap-1.5">
            {WEEKDAYS.map((weekday) => (
              <Day
                key={weekday}
                name={weekdayName(weekday, i18n.locale)}
                intervals={value.weekly.filter((one) => one.weekday === weekday)}
                weekday={weekday}
                onChange={(intervals) =>
                  onChange({
                    ...value,
                    weekly: [...value.weekly.filter((one) => one.weekday !== weekday), ...intervals].sort(
                      (a, b) => a.weekday - b.weekday,
                    ),
                  })
                }
              />
            ))}
          </ul>
          <Holidays dates={value.holidays} onChange={(holidays) => onChange({ ...value, holidays })} />
        </>
      )}
    </fieldset>
  );
}

function Day({
  name,
  weekday,
  intervals,
  onChange,
}: {
  name: string;
  weekday: number;
  intervals: readonly Interval[];
  onChange: (intervals: Interval[]) => void;
}) {
  const { t } = useLingui();
  const set = (index: number, change: Partial<Interval>) =>
    onChange(intervals.map((one, at) => (at === index ? { ...one, ...change } : one)));
  const time = 'border-line-strong bg-surface-raised coarse:h-11 h-8 w-24 rounded-md border px-2';
  return (
    <li className="flex items-start gap-2">
      <span className="w-24 pt-1.5 first-letter:uppercase">{name}</span>
      <div className="flex flex-1 flex-col gap-1.5">
        {intervals.map((interval, index) => (
          <span key={index} className="flex items-center gap-1.5">
            <input
              aria-label={t`${name}, desde`}
              required
              pattern="([01]\d|2[0-3]):[0-5]\d"
              value={interval.from}
              onChange={(event) => set(index, { from: event.target.value })}
              className={time}
            />
            –
            <input
              aria-label={t`${name}, hasta`}
              required
              pattern="([01]\d|2[0-3]):[0-5]\d|24:00"
              value={interval.to}
              onChange={(event) => set(index, { to: event.target.value })}
              className={time}
            />
            <IconButton
              label={t`Quitar`}
              icon={X}
              onClick={() => onChange(intervals.filter((_one, at) => at !== index))}
            />
          </span>
        ))}
        {intervals.length === 0 && <span className="text-text-muted pt-1.5">{t`Cerrado`}</span>}
      </div>
      <Button
        size="small"
        variant="quiet"
        icon={Plus}
        aria-label={t`Añadir horas: ${name}`}
        onClick={() => onChange([...intervals, { weekday, from: '09:00', to: '18:00' }])}
      />
    </li>
  );
}

/** Dates as lines of text: quick to paste a year of them. */
function Holidays({ dates, onChange }: { dates: readonly string[]; onChange: (dates: string[]) => void }) {
  const { t } = useLingui();
  const [text, setText] = useState(dates.join('\n'));
  return (
    <TextAreaField
      label={t`Festivos`}
      optional={t`opcional`}
      hint={t`Una fecha por línea, como 2026-12-25.`}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(event.target.value.split(/\s+/).filter(Boolean));
      }}
    />
  );
}
