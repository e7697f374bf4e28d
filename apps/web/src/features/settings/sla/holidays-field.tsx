import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { FileUp, X } from 'lucide-react';
import { type ChangeEvent, useRef, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { TextField } from '../../../components/ui/field.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';
import { ProblemList } from './problem-list.js';

interface HolidaysFieldProps {
  dates: readonly string[];
  problems: readonly string[];
  onChange: (dates: string[]) => void;
}

const merged = (dates: readonly string[], more: readonly string[]) =>
  [...new Set([...dates, ...more])].sort();

/** The days on which nothing counts: one by one, or those of a calendar file. */
export function HolidaysField({ dates, problems, onChange }: HolidaysFieldProps) {
  const { t, i18n } = useLingui();
  const [day, setDay] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const reading = useMutation({
    mutationFn: async (file: File) =>
      call(endpoints.slaPolicies.holidays, { body: { ical: await file.text() } }),
    onSuccess: ({ holidays }) =>
      onChange(
        merged(
          dates,
          holidays.map(({ date }) => date),
        ),
      ),
  });
  const dateName = new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'medium', timeZone: 'UTC' });
  function choose(event: ChangeEvent<HTMLInputElement>): void {
    const file = event.target.files?.[0];
    event.target.value = '';
    if (file) reading.mutate(file);
  }
  return (
    <fieldset className="min-w-0">
      <legend className="text-13 mb-1.5 font-medium">{t`Festivos`}</legend>
      <ul className="flex max-h-48 flex-wrap gap-1.5 overflow-y-auto">
        {dates.map((date) => {
          const name = dateName.format(new Date(`${date}T00:00:00Z`));
          return (
            <li key={date} className="border-line flex items-center rounded-full border pl-2.5">
              <time dateTime={date}>{name}</time>
              <button
                type="button"
                aria-label={t`Quitar ${name}`}
                onClick={() => onChange(dates.filter((one) => one !== date))}
                className="text-text-muted hover:text-text coarse:size-11 inline-flex size-7 items-center justify-center rounded-full"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            </li>
          );
        })}
        {dates.length === 0 && <li className="text-text-muted">{t`Ninguno`}</li>}
      </ul>
      <div className="mt-2 flex flex-wrap items-end gap-2">
        <div className="w-40">
          <TextField
            label={t`Añadir un día`}
            type="date"
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        </div>
        <Button
          disabled={day === '' || dates.includes(day)}
          onClick={() => {
            onChange(merged(dates, [day]));
            setDay('');
          }}
        >
          {t`Añadir`}
        </Button>
        <Button icon={FileUp} busy={reading.isPending} onClick={() => input.current?.click()}>
          {t`Importar iCalendar (.ics)`}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".ics,text/calendar"
          aria-label={t`Archivo iCalendar`}
          onChange={choose}
          className="sr-only"
          tabIndex={-1}
        />
      </div>
      {reading.data && <Imported answer={reading.data} />}
      {reading.isError && (
        <ProblemList
          messages={[fieldMessages(reading.error).ical ?? i18n._(problemMessage(reading.error))]}
        />
      )}
      <ProblemList messages={problems} />
    </fieldset>
  );
}

type Answer = Awaited<ReturnType<typeof call<typeof endpoints.slaPolicies.holidays>>>;

/** What came of a file, and what of it could not be read as whole days. */
function Imported({ answer: { holidays, skipped } }: { answer: Answer }) {
  const { t } = useLingui();
  return (
    <div role="status" className="text-12 text-text-muted mt-2">
      <p>
        {t`Festivos leídos del archivo: ${holidays.length}.`}{' '}
        {skipped.length > 0 &&
          t`Entradas que no son días enteros o se repiten de otra forma: ${skipped.length}`}
      </p>
      {skipped.length > 0 && (
        <ul className="list-disc pl-5">
          {skipped.slice(0, 10).map(({ name }, index) => (
            <li key={index}>{name || t`Sin nombre`}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
