import { Skeleton } from '../../components/ui/states.js';

/** Widths of subjects as they come: none alike, none random. */
const WIDTHS = ['w-3/5', 'w-2/5', 'w-1/2', 'w-3/4', 'w-1/3', 'w-2/3'];

export function QueueSkeleton() {
  return (
    <div aria-busy="true" className="overflow-hidden">
      {Array.from({ length: 18 }, (_, index) => (
        <div
          key={index}
          className="border-line flex h-19 items-center gap-3 border-b px-3 md:h-[var(--row)] md:pl-9"
        >
          <Skeleton className="size-3.5 rounded-full" />
          <Skeleton className="hidden h-3 w-16 md:block" />
          <Skeleton className="hidden h-3 w-28 md:block" />
          <span className="flex-1">
            <Skeleton className={`h-3 ${WIDTHS[index % WIDTHS.length]}`} />
          </span>
          <Skeleton className="h-3 w-12" />
        </div>
      ))}
    </div>
  );
}
