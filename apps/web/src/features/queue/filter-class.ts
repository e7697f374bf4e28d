import { classNames } from '../../components/ui/class-names.js';

/** A filter's button: quiet until it is set. */
export const filterClass = (active: boolean): string =>
  classNames(
    'text-12 coarse:h-9 inline-flex h-6 shrink-0 items-center gap-1 rounded-md border px-2 whitespace-nowrap',
    active
      ? 'border-accent bg-accent-soft text-text font-medium'
      : 'border-line text-text-muted hover:border-line-strong hover:text-text',
  );
