import type { ReactNode } from 'react';

export function Section({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="text-16 font-semibold">{title}</h2>
      <p className="text-text-muted mt-1 mb-4 max-w-[60ch]">{text}</p>
      {children}
    </section>
  );
}
