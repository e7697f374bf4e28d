import { X } from 'lucide-react';
import { type FormEvent, type Ref, useId } from 'react';

interface ChipEditorProps {
  values: readonly string[];
  most: number;
  label: string;
  removeLabel: (value: string) => string;
  type?: 'text' | 'email';
  maxLength?: number;
  /** Values to choose from while one types. */
  known?: readonly string[];
  normalise?: (value: string) => string;
  onChange: (values: string[]) => void;
  ref?: Ref<HTMLInputElement>;
}

/** A few short values, each of which can be taken off, and a field for more. */
export function ChipEditor({
  values,
  most,
  label,
  removeLabel,
  type = 'text',
  maxLength,
  known = [],
  normalise = (value) => value,
  onChange,
  ref,
}: ChipEditorProps) {
  const id = useId();
  function add(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = String(new FormData(form).get('value'))
      .split(',')
      .map((value) => normalise(value.trim()))
      .filter((value) => value && !values.includes(value));
    form.reset();
    if (typed.length > 0) onChange([...values, ...new Set(typed)].slice(0, most));
  }
  return (
    <div className="flex flex-wrap items-center gap-1">
      {values.map((value) => (
        <span
          key={value}
          className="border-line bg-surface-raised text-12 inline-flex max-w-full items-center rounded border pl-1.5 leading-5"
        >
          <span className="truncate">{value}</span>
          <button
            type="button"
            aria-label={removeLabel(value)}
            onClick={({ currentTarget }) => {
              // The button goes with its value; the focus stays among them.
              currentTarget.closest('div')?.querySelector('input')?.focus();
              onChange(values.filter((one) => one !== value));
            }}
            className="text-text-muted hover:text-text coarse:size-8 inline-flex size-6 items-center justify-center rounded"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <form onSubmit={add} className="min-w-24 flex-1">
        <input
          ref={ref}
          name="value"
          type={type}
          multiple={type === 'email'}
          maxLength={maxLength}
          list={known.length > 0 ? id : undefined}
          autoComplete="off"
          aria-label={label}
          placeholder={label}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          className="text-12 hover:border-line focus:border-line-strong coarse:text-16 h-6 w-full rounded border border-transparent bg-transparent px-1.5"
        />
        {known.length > 0 && (
          <datalist id={id}>
            {known
              .filter((value) => !values.includes(value))
              .map((value) => (
                <option key={value} value={value} />
              ))}
          </datalist>
        )}
      </form>
    </div>
  );
}
