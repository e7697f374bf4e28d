import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router-dom';
import { LanguageSwitch } from '../../components/layout/language-switch.js';
import { Wordmark } from '../../components/layout/wordmark.js';
import { loadBrandOfHost } from '../../lib/brand.js';

/** The frame of the pages for those who are not signed in. */
export function AccountFrame({ title, children }: { title: string; children: ReactNode }) {
  useEffect(loadBrandOfHost, []);
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-88 flex-col justify-center px-6 pb-[14vh]">
      <Wordmark />
      <h1 className="text-20 mt-8 font-semibold">{title}</h1>
      {children}
      <div className="mt-8">
        <LanguageSwitch />
      </div>
    </main>
  );
}

/** A way to another of these pages, as high as a finger is wide. */
export function EntryLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link
      to={to}
      className="text-14 coarse:min-h-11 decoration-line-strong inline-flex min-h-7 items-center underline underline-offset-3 hover:decoration-current"
    >
      {children}
    </Link>
  );
}
