import { useLingui } from '@lingui/react/macro';
import { CheckboxField, SelectField, TextField } from '../../../components/ui/field.js';
import { type Calendar, type Problems, problemsAt } from './draft.js';
import { DayHours } from './day-hours.js';
import { HolidaysField } from './holidays-field.js';
import { ProblemList } from './problem-list.js';
import { openByDay } from './week-picture.js';
import { WEEKDAYS, useWeekdayName } from './weekdays.js';

const ZONES = 'sla-zones';
const office = (): Calendar => ({
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  weekly: WEEKDAYS.slice(0, 5).map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
  holidays: [],
});

interface CalendarEditorProps {
  value: Calendar | null;
  problems: Problems;
  /** Opening hours that other policies have, to be taken over. */
  others: readonly { id: string; name: string; calendar: Calendar }[];
  onChange: (value: Calendar | null) => void;
}

/** Opening hours, or none: around the clock. */
export function CalendarEditor({ value, problems, others, onChange }: CalendarEditorProps) {
  const { t } = useLingui();
  return (
    <div className="flex flex-col gap-4">
      <CheckboxField
        label={t`Contar solo en horario de atención`}
        hint={t`Si no, los plazos corren a todas horas.`}
        checked={value !== null}
        onChange={(event) => onChange(event.target.checked ? office() : null)}
      />
      {others.length > 0 && (
        <div className="max-w-80">
          <SelectField
            label={t`Copiar el horario de otra política`}
            value=""
            onChange={(event) => {
              const other = others.find(({ id }) => id === event.target.value);
              if (other) onChange(structuredClone(other.calendar));
            }}
          >
            <option value="">{t`Elige una política`}</option>
            {others.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
      )}
      {value && <Hours {...{ value, problems, onChange }} />}
    </div>
  );
}

function Hours({
  value,
  problems,
  onChange,
}: {
  value: Calendar;
  problems: Problems;
  onChange: (value: Calendar) => void;
}) {
  const { t } = useLingui();
  const nameOf = useWeekdayName();
  const open = openByDay(value.weekly);
  // The place in the whole week is what a refusal names.
  const placed = value.weekly.map((interval, place) => ({ ...interval, place }));
  return (
    <>
      <div className="max-w-80">
        <TextField
          label={t`Zona horaria`}
          required
          list={ZONES}
          hint={t`Nombre IANA, por ejemplo Europe/Madrid.`}
          error={problemsAt(problems, 'calendar.timezone')[0]}
          value={value.timezone}
          onChange={(event) => onChange({ ...value, timezone: event.target.value })}
        />
        <datalist id={ZONES}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </div>
      <div>
        <p className="text-12 text-text-muted mb-2">
          {t`Varios tramos por día si hace falta. Hasta las 24:00 llega al final del día; si «hasta» es antes que «desde», el tramo acaba al día siguiente.`}
        </p>
        <ul className="flex flex-col gap-1.5">
          {WEEKDAYS.map((weekday) => (
            <DayHours
              key={weekday}
              name={nameOf(weekday)}
              weekday={weekday}
              intervals={placed.filter((one) => one.weekday === weekday)}
              open={open[weekday - 1] ?? []}
              problems={problems}
              onChange={(intervals) =>
                onChange({ ...value, weekly: withDay(value.weekly, weekday, intervals) })
              }
              onCopy={() => onChange({ ...value, weekly: copiedToWorkdays(value.weekly, weekday) })}
            />
          ))}
        </ul>
        <ProblemList messages={problems['calendar.weekly'] ? [problems['calendar.weekly']] : []} />
      </div>
      <HolidaysField
        dates={value.holidays ?? []}
        problems={problemsAt(problems, 'calendar.holidays')}
        onChange={(holidays) => onChange({ ...value, holidays })}
      />
    </>
  );
}

type Weekly = Calendar['weekly'];

const withDay = (weekly: Weekly, weekday: number, intervals: Weekly): Weekly =>
  [...weekly.filter((one) => one.weekday !== weekday), ...intervals].sort((a, b) => a.weekday - b.weekday);

/** The hours of one day, on every day from Monday to Friday. */
const copiedToWorkdays = (weekly: Weekly, from: number): Weekly =>
  WEEKDAYS.slice(0, 5).reduce<Weekly>((week, weekday) => {
    const hours = weekly.filter((one) => one.weekday === from);
    return withDay(
      week,
      weekday,
      hours.map((one) => ({ ...one, weekday })),
    );
  }, weekly);
