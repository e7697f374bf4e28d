import { useLingui } from '@lingui/react/macro';

/** The first stop of the Tab key: past the navigation, to the screen itself. */
export function SkipLink() {
  const { t } = useLingui();
  return (
    <a
      href="#main"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}
      className="bg-surface-raised shadow-popup text-13 sr-only z-70 rounded-md px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {t`Ir al contenido`}
    </a>
  );
}
