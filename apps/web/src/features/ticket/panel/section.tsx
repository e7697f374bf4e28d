import type { ReactNode } from 'react';

export function Section({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-line border-b px-4 py-3 last:border-b-0">
      <div className="mb-2 flex min-h-5 items-center justify-between gap-2">
        <h2 className="text-12 text-text-muted font-medium">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <dl className="mt-1 flex gap-2">
      <dt className="text-text-muted w-24 shrink-0">{name}</dt>
      <dd className="min-w-0 flex-1 truncate">{children}</dd>
    </dl>
  );
}
