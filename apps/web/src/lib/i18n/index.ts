import { i18n } from '@lingui/core';
import { storage } from '../storage.js';

export const LOCALES = ['es', 'en'] as const;
export type AppLocale = (typeof LOCALES)[number];

const catalogues = {
  es: () => import('../../locales/es.po'),
  en: () => import('../../locales/en.po'),
};

/** The user's own choice, else the browser's first language that is ours, else Spanish. */
export function preferredLocale(chosen: string | null, languages: readonly string[]): AppLocale {
  for (const wanted of [chosen, ...languages]) {
    const found = LOCALES.find((locale) => locale === wanted?.slice(0, 2).toLowerCase());
    if (found) return found;
  }
  return 'es';
}

/** `keep`: remembered in this browser, for the sign-in page and the next visit. */
export async function activateLocale(locale: AppLocale, { keep = false } = {}): Promise<void> {
  if (keep) storage.set('locale', locale);
  if (i18n.locale === locale) return;
  const { messages } = await catalogues[locale]();
  i18n.loadAndActivate({ locale, messages });
  document.documentElement.lang = locale;
}

export const startLocale = (): Promise<void> =>
  activateLocale(preferredLocale(storage.get('locale'), navigator.languages));
