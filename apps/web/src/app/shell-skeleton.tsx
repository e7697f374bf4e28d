import { Skeleton } from '../components/ui/states.js';

/** Stands while it is found out who is here; plain enough for both shells. */
export function ShellSkeleton() {
  return (
    <div aria-busy="true" className="flex min-h-dvh">
      <div className="border-line hidden w-56 border-r p-3 md:block">
        <Skeleton className="h-5 w-24" />
        <div className="mt-6 flex flex-col gap-3">
          {[20, 24, 18, 22].map((width) => (
            <Skeleton key={width} className="h-4" />
          ))}
        </div>
      </div>
      <div className="flex-1" />
    </div>
  );
}
