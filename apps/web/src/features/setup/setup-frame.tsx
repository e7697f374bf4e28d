import type { ReactNode } from 'react';
import { LanguageSwitch } from '../../components/layout/language-switch.js';
import { Wordmark } from '../../components/layout/wordmark.js';

/** The frame of the first start; `step` says how far it is. */
export function SetupFrame({ title, step, children }: { title: string; step?: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-112 flex-col px-6 py-10 md:py-16">
      <div className="flex items-center justify-between gap-4">
        <Wordmark />
        <LanguageSwitch />
      </div>
      {step && <p className="text-12 text-text-muted mt-8 tabular-nums">{step}</p>}
      <h1 className={`text-20 font-semibold ${step ? 'mt-1' : 'mt-8'}`}>{title}</h1>
      {children}
    </main>
  );
}
