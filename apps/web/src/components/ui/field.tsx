import { ChevronDown } from 'lucide-react';
import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.js';

const CONTROL =
  'w-full rounded-md border border-line-strong bg-surface-raised text-text transition-colors duration-120 hover:border-text-muted aria-invalid:border-danger disabled:opacity-60';
const SIZES = {
  medium: 'h-8 px-2.5 text-13 coarse:h-11 coarse:text-16',
  large: 'h-10 px-3 text-14 coarse:h-11 coarse:text-16',
};

export interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** The label is for screen readers only; the place says the rest. */
  hideLabel?: boolean;
  optional?: string | undefined;
}

interface Slots {
  id: string;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
}

/** A label, its control, a hint and an error, tied together for assistive technology. */
export function Field({
  label,
  hint,
  error,
  hideLabel,
  optional,
  children,
}: FieldProps & { children: (slots: Slots) => ReactNode }) {
  const id = useId();
  const described = [hint ? `${id}-hint` : null, error ? `${id}-error` : null].filter(Boolean).join(' ');
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <div className={hideLabel ? 'sr-only' : 'flex items-baseline justify-between gap-2'}>
        <label htmlFor={id} className="text-13 font-medium">
          {label}
        </label>
        {optional && <span className="text-12 text-text-muted">{optional}</span>}
      </div>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-12 text-text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-12 text-danger">
          {error}
        </p>
      )}
    </div>
  );
}

type Big = { big?: boolean };

export function TextField({
  label,
  hint,
  error,
  hideLabel,
  optional,
  big,
  className,
  ...rest
}: FieldProps & Big & ComponentProps<'input'>) {
  return (
    <Field {...{ label, hint, error, optional }} {...(hideLabel && { hideLabel })}>
      {(slots) => (
        <input
          {...slots}
          {...rest}
          className={classNames(CONTROL, SIZES[big ? 'large' : 'medium'], className)}
        />
      )}
    </Field>
  );
}

export function TextAreaField({
  label,
  hint,
  error,
  hideLabel,
  optional,
  big,
  className,
  ...rest
}: FieldProps & Big & ComponentProps<'textarea'>) {
  return (
    <Field {...{ label, hint, error, optional }} {...(hideLabel && { hideLabel })}>
      {(slots) => (
        <textarea
          {...slots}
          {...rest}
          className={classNames(
            CONTROL,
            'coarse:text-16 field-sizing-content px-3 py-2 leading-relaxed',
            big ? 'text-15 min-h-36' : 'text-13 min-h-20',
            className,
          )}
        />
      )}
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  error,
  hideLabel,
  optional,
  big,
  className,
  children,
  ...rest
}: FieldProps & Big & ComponentProps<'select'>) {
  return (
    <Field {...{ label, hint, error, optional }} {...(hideLabel && { hideLabel })}>
      {(slots) => (
        <span className="relative flex">
          <select
            {...slots}
            {...rest}
            className={classNames(
              CONTROL,
              SIZES[big ? 'large' : 'medium'],
              'appearance-none pr-8',
              className,
            )}
          >
            {children}
          </select>
          <ChevronDown
            aria-hidden
            className="text-text-muted pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2"
          />
        </span>
      )}
    </Field>
  );
}

export function CheckboxField({
  label,
  hint,
  ...rest
}: { label: string; hint?: ReactNode } & ComponentProps<'input'>) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        type="checkbox"
        {...rest}
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="accent-accent coarse:size-5 coarse:mt-3 mt-0.5 size-4 shrink-0"
      />
      <div className="min-w-0">
        <label htmlFor={id} className={classNames('text-13 block coarse:pt-3', !hint && 'coarse:pb-3')}>
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-12 text-text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
