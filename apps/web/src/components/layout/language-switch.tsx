import { useLingui } from '@lingui/react/macro';
import { type AppLocale, LOCALES, activateLocale } from '../../lib/i18n/index.js';

const NAMES: Record<AppLocale, string> = { es: 'Español', en: 'English' };

/** The languages by their own names; choosing one is remembered in this browser. */
export function LanguageSwitch() {
  const { t, i18n } = useLingui();
  return (
    <div role="group" aria-label={t`Idioma`} className="-ml-2 flex">
      {LOCALES.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-pressed={i18n.locale === locale}
          onClick={() => void activateLocale(locale, { keep: true })}
          className="text-13 text-text-muted hover:text-text aria-pressed:text-text coarse:min-h-11 rounded-md px-2 py-1 aria-pressed:font-medium"
        >
          {NAMES[locale]}
        </button>
      ))}
    </div>
  );
}
