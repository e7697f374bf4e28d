import { Skeleton } from '../../components/ui/states.js';

export function ThreadSkeleton() {
  return (
    <div className="flex min-h-0 flex-1 flex-col justify-end gap-4 overflow-hidden px-5 py-4">
      {['h-28', 'h-16', 'h-24'].map((height) => (
        <div key={height} className="mx-auto flex w-full max-w-[46rem] gap-2">
          <Skeleton className="size-7 rounded-full" />
          <span className="flex-1">
            <Skeleton className={`${height} rounded-lg`} />
          </span>
        </div>
      ))}
      <div className="mx-auto w-full max-w-[46rem] pl-9">
        <Skeleton className="h-24 rounded-lg" />
      </div>
    </div>
  );
}
