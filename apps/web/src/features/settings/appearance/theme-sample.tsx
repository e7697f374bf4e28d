import type { BrandColours } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import type { CSSProperties } from 'react';

/** The grounds of each theme; a sample shows both, whichever the page is in. */
const GROUND = {
  light: { background: 'oklch(0.998 0.001 85)', color: 'oklch(0.245 0.014 270)' },
  dark: { background: 'oklch(0.213 0.008 270)', color: 'oklch(0.925 0.006 85)' },
};

/** What the accent looks like: on a button, in a link, as a ground. */
export function ThemeSample({
  theme,
  colours,
  label,
}: {
  theme: keyof typeof GROUND;
  colours: BrandColours;
  label: string;
}) {
  const { t } = useLingui();
  const button: CSSProperties = { background: colours.accent, color: colours.on_accent };
  const chip: CSSProperties = { background: colours.accent_soft, color: colours.accent };
  return (
    <div
      className="border-line flex flex-wrap items-center gap-3 rounded-lg border p-4"
      style={GROUND[theme]}
    >
      <span className="text-13 mr-auto">{label}</span>
      <span className="text-13 underline" style={{ color: colours.accent }}>
        {t`Un enlace`}
      </span>
      <span className="text-12 rounded-full px-2 py-0.5 font-medium" style={chip}>
        {t`Etiqueta`}
      </span>
      <span className="text-13 rounded-md px-3 py-1.5 font-medium" style={button}>
        {t`Botón`}
      </span>
    </div>
  );
}
