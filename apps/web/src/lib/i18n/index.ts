import { i18n } from '@lingui/core';
import { storage } from '../storage.js';

export const LOCALES = ['es', 'en'] as const;
export type AppLocale = (typeof LOCALES)[number];

/** The texts of most screens come with these screens, so that nobody loads those of others. */
const catalogues = {
  es: {
    base: () => import('../../locales/es.po?part=base'),
    entry: () => import('../../locales/es.po?part=entry'),
    portal: () => import('../../locales/es.po?part=portal'),
    staff: () => import('../../locales/es.po?part=staff'),
    ticket: () => import('../../locales/es.po?part=ticket'),
    settings: () => import('../../locales/es.po?part=settings'),
  },
  en: {
    base: () => import('../../locales/en.po?part=base'),
    entry: () => import('../../locales/en.po?part=entry'),
    portal: () => import('../../locales/en.po?part=portal'),
    staff: () => import('../../locales/en.po?part=staff'),
    ticket: () => import('../../locales/en.po?part=ticket'),
    settings: () => import('../../locales/en.po?part=settings'),
  },
};
type Part = keyof (typeof catalogues)['es'];

const wanted = new Set<Part>(['base']);
let begun: () => void;
/** There is a language: a screen may be asked for before that, as soon as its address is known. */
const hasBegun = new Promise<void>((resolve) => (begun = resolve));
i18n.on('missing', ({ id }) => reportError(new Error(`No text is loaded for ${id}`)));

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
  // More may be wanted while these are on their way.
  for (let have = 0; have < wanted.size;) {
    have = wanted.size;
    const parts = await Promise.all([...wanted].map((part) => catalogues[locale][part]()));
    for (const { messages } of parts) i18n.load(locale, messages);
  }
  i18n.activate(locale);
  begun();
  document.documentElement.lang = locale;
}

/** Says that texts will be needed as soon as there are any. */
export const wantMessages = (part: Part): void => void wanted.add(part);

/** Loads a screen together with its texts. */
export async function withMessages<Screen>(part: Part, load: () => Promise<Screen>): Promise<Screen> {
  wanted.add(part);
  const loadTexts = async () => {
    await hasBegun;
    const locale = i18n.locale as AppLocale;
    const { messages } = await catalogues[locale][part]();
    // Where the language changes meanwhile, who changes it loads what is wanted by then.
    i18n.load(locale, messages);
  };
  const [screen] = await Promise.all([load(), loadTexts()]);
  return screen;
}

export const startLocale = (): Promise<void> =>
  activateLocale(preferredLocale(storage.get('locale'), navigator.languages));
