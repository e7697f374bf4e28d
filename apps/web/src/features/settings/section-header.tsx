import type { ReactNode } from 'react';
import { useTitle } from '../../lib/use-title.js';

export function SectionHeader({
  title,
  intro,
  action,
}: {
  title: string;
  intro?: string;
  action?: ReactNode;
}) {
  useTitle(title);
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <div className="max-w-[60ch] min-w-0">
        <h1 className="text-20 font-semibold">{title}</h1>
        {intro && <p className="text-text-muted mt-1">{intro}</p>}
      </div>
      {action}
    </header>
  );
}
