import type { LucideIcon } from 'lucide-react';
import type { ComponentProps, ComponentType, ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router-dom';
import { classNames } from './class-names.js';

type Variant = 'primary' | 'secondary' | 'quiet' | 'danger';
type Size = 'small' | 'medium' | 'large';

const VARIANT: Record<Variant, string> = {
  primary: 'bg-accent text-on-accent font-medium hover:bg-accent-hover',
  secondary: 'bg-surface-raised text-text border border-line hover:border-line-strong font-medium',
  quiet: 'text-text-muted hover:bg-hover hover:text-text',
  danger: 'bg-surface-raised text-danger border border-line hover:border-danger font-medium',
};
const SIZE: Record<Size, string> = {
  small: 'h-7 px-2 text-13 gap-1.5',
  medium: 'h-8 px-3 text-13 gap-1.5',
  large: 'h-10 px-4 text-14 gap-2',
};
const BASE =
  'inline-flex shrink-0 items-center justify-center rounded-md whitespace-nowrap select-none transition-colors duration-120 disabled:opacity-50 coarse:min-h-11';

export const buttonClass = (variant: Variant = 'secondary', size: Size = 'medium', more?: string) =>
  classNames(BASE, VARIANT[variant], SIZE[size], more);

interface Looks {
  variant?: Variant;
  size?: Size;
  icon?: LucideIcon;
}

export function Button({
  variant,
  size,
  icon: Icon,
  className,
  children,
  busy = false,
  disabled,
  ...rest
}: ComponentProps<'button'> & Looks & { busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={buttonClass(variant, size, classNames(busy && 'opacity-70', className))}
    >
      {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      {children}
    </button>
  );
}

export function ButtonLink({ variant, size, icon: Icon, className, children, ...rest }: LinkProps & Looks) {
  return (
    <Link {...rest} className={buttonClass(variant, size, className)}>
      {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      {children}
    </Link>
  );
}

/** A button that shows an icon alone; its label is its name and its hint. */
export function IconButton({
  label,
  icon: Icon,
  className,
  children,
  ...rest
}: ComponentProps<'button'> & {
  label: string;
  icon: ComponentType<{ className?: string; 'aria-hidden'?: boolean }>;
  children?: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classNames(
        'coarse:size-11 text-text-muted hover:bg-hover hover:text-text aria-pressed:text-accent inline-flex size-7 shrink-0 items-center justify-center rounded-md transition-colors duration-120 disabled:opacity-40',
        className,
      )}
    >
      <Icon aria-hidden className="size-4" />
      {children}
    </button>
  );
}
