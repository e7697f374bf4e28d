import { useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { TextField } from '../../../components/ui/field.js';
import { ProblemList } from './problem-list.js';

/** At which parts of a target to warn: any number of percentages from 1 to 99, ascending. */
export function WarningsField({
  value,
  problems,
  onChange,
}: {
  value: readonly number[];
  problems: readonly string[];
  onChange: (value: number[]) => void;
}) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const percent = Number(text);
  const valid = /^\d{1,2}$/.test(text.trim()) && percent >= 1 && percent <= 99 && !value.includes(percent);
  const wrong = text.trim() !== '' && !valid ? t`Un número entero de 1 a 99 que aún no esté.` : undefined;
  function add(): void {
    if (!valid) return;
    onChange([...value, percent].sort((a, b) => a - b));
    setText('');
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add();
  }
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-wrap gap-1.5">
        {value.map((one) => (
          <li key={one} className="border-line flex items-center rounded-full border pl-2.5">
            {one} %
            <button
              type="button"
              aria-label={t`Quitar el aviso al ${one} %`}
              disabled={value.length === 1}
              onClick={() => onChange(value.filter((other) => other !== one))}
              className="text-text-muted hover:text-text coarse:size-11 inline-flex size-7 items-center justify-center rounded-full disabled:opacity-40"
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </li>
        ))}
        <li className="text-text-muted self-center px-1">{t`y al 100 %, el vencimiento`}</li>
      </ul>
      <div className="flex items-start gap-2">
        <div className="w-28">
          <TextField
            label={t`Nuevo aviso (%)`}
            hideLabel
            placeholder="%"
            inputMode="numeric"
            value={text}
            error={wrong}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <Button disabled={!valid} onClick={add}>{t`Añadir aviso`}</Button>
      </div>
      <ProblemList messages={problems} />
    </div>
  );
}
