import { useBrand } from '../../lib/brand.js';

/** The tenant's logo, or its name beside our sign. */
export function Wordmark({ name }: { name?: string }) {
  const brand = useBrand();
  const shown = name ?? brand.name ?? 'NoxDesk';
  if (brand.logo) {
    // Logos are made for white paper.
    return (
      <img
        src={brand.logo}
        alt={shown}
        className="h-6 max-w-40 object-contain object-left dark:h-7 dark:rounded dark:bg-[white] dark:px-1.5 dark:py-1"
      />
    );
  }
  return (
    <span className="text-14 inline-flex min-w-0 items-center gap-2 font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" aria-hidden className="size-5 shrink-0">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path
          d="M9 22V10.5a1 1 0 0 1 1.8-.6l10.4 13.2a1 1 0 0 0 1.8-.6V10"
          fill="none"
          className="stroke-on-accent"
          strokeWidth="3.2"
          strokeLinecap="round"
        />
      </svg>
      <span className="truncate">{shown}</span>
    </span>
  );
}
