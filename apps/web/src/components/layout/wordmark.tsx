export function Wordmark({ name = 'NoxDesk' }: { name?: string }) {
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
      <span className="truncate">{name}</span>
    </span>
  );
}
