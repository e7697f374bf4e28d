import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import { CopyPlus, Plus, X } from 'lucide-react';
import { IconButton } from '../../../components/ui/button.js';
import { type Calendar, type Problems, problemsAt } from './draft.js';
import { ProblemList } from './problem-list.js';
import type { Stretch } from './week-picture.js';

type Interval = Calendar['weekly'][number];
/** With its place in the week, by which a refusal names it. */
type Placed = Interval & { place: number };

interface DayHoursProps {
  name: string;
  weekday: Interval['weekday'];
  intervals: readonly Placed[];
  open: readonly Stretch[];
  problems: Problems;
  onChange: (intervals: Interval[]) => void;
  onCopy: () => void;
}

const withoutPlace = ({ weekday, from, to }: Placed): Interval => ({ weekday, from, to });

/** The intervals of one day, and a picture of when it is open. */
export function DayHours({ name, weekday, intervals, open, problems, onChange, onCopy }: DayHoursProps) {
  const { t } = useLingui();
  const id = useId();
  const set = (index: number, change: Partial<Interval>) =>
    onChange(intervals.map((one, at) => ({ ...withoutPlace(one), ...(at === index && change) })));
  const time =
    'border-line-strong bg-surface-raised aria-invalid:border-danger coarse:h-11 h-8 w-18 rounded-md border px-2 text-center';
  return (
    <li className="border-line grid grid-cols-[1fr_auto] items-start sm:grid-cols-[5.5rem_1fr_auto] gap-x-2 border-t py-1.5">
      <span className="pt-1.5 first-letter:uppercase">{name}</span>
      <div className="flex min-w-0 flex-col gap-1.5 max-sm:order-last max-sm:col-span-2">
        {intervals.map((interval, index) => {
          const wrong = problemsAt(problems, `calendar.weekly.${interval.place}`);
          const refusal = `${id}${index}`;
          const shared = {
            required: true,
            maxLength: 5,
            inputMode: 'numeric' as const,
            'aria-invalid': wrong.length > 0 || undefined,
            'aria-describedby': wrong.length > 0 ? refusal : undefined,
            className: time,
          };
          return (
            <div key={index}>
              <span className="flex items-center gap-1.5">
                <input
                  {...shared}
                  aria-label={t`${name}, desde`}
                  value={interval.from}
                  onChange={(event) => set(index, { from: event.target.value })}
                />
                –
                <input
                  {...shared}
                  aria-label={t`${name}, hasta`}
                  value={interval.to}
                  onChange={(event) => set(index, { to: event.target.value })}
                />
                <IconButton
                  label={t`Quitar`}
                  icon={X}
                  onClick={() => onChange(intervals.filter((_one, at) => at !== index).map(withoutPlace))}
                />
              </span>
              <ProblemList id={refusal} messages={wrong} />
            </div>
          );
        })}
        {intervals.length === 0 && <span className="text-text-muted pt-1.5">{t`Cerrado`}</span>}
        <DayPicture open={open} />
      </div>
      <span className="flex">
        <IconButton
          label={t`Añadir horas: ${name}`}
          icon={Plus}
          onClick={() =>
            onChange([...intervals.map(withoutPlace), { weekday, ...nextHours(intervals.at(-1)) }])
          }
        />
        <IconButton
          label={t`Copiar de lunes a viernes: ${name}`}
          icon={CopyPlus}
          disabled={intervals.length === 0}
          onClick={onCopy}
        />
      </span>
    </li>
  );
}

/** After what is there already, so that a new interval does not begin by overlapping it. */
function nextHours(last: Placed | undefined): Pick<Interval, 'from' | 'to'> {
  const end = Number(last?.to.slice(0, 2) ?? NaN);
  if (Number.isNaN(end) || end > 21) return { from: '09:00', to: '14:00' };
  const hour = (value: number) => `${String(value).padStart(2, '0')}:00`;
  return { from: hour(end + 1), to: hour(Math.min(24, end + 4)) };
}

function DayPicture({ open }: { open: readonly Stretch[] }) {
  return (
    <svg aria-hidden width="100%" height="6" className="block max-w-96">
      <rect width="100%" height="6" rx="2" className="fill-surface-sunken" />
      {open.map(({ from, to }) => (
        <rect
          key={from}
          x={`${(from / 1_440) * 100}%`}
          width={`${((to - from) / 1_440) * 100}%`}
          height="6"
          rx="2"
          className="fill-accent"
        />
      ))}
    </svg>
  );
}
