import { useLingui } from '@lingui/react/macro';
import { Keyboard, LogOut, Monitor, Moon, Rows3, Settings, Sun } from 'lucide-react';
import { type MenuAction } from '../components/ui/menu.js';
import { type Theme, setPreferences, usePreferences } from '../lib/preferences.js';
import { endSession } from '../lib/session.js';
import { openShortcutSheet } from './command-surface.js';
import { useNavigateTo } from './use-navigate-to.js';

const NEXT_THEME: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const THEME_ICON = { system: Monitor, light: Sun, dark: Moon };

/** What a person can do about themselves, in the corner menu of both shells. */
export function useUserMenu(): MenuAction[] {
  const { t } = useLingui();
  const { theme, density } = usePreferences();
  const navigateTo = useNavigateTo();
  const ThemeIcon = THEME_ICON[theme];
  const themeName = { system: t`como el sistema`, light: t`claro`, dark: t`oscuro` }[theme];
  const densityName = density === 'compact' ? t`compacta` : t`amplia`;
  const icon = 'size-4 text-text-muted';
  return [
    {
      id: 'settings',
      label: t`Ajustes`,
      icon: <Settings aria-hidden className={icon} />,
      perform: navigateTo('/settings/'),
    },
    {
      id: 'theme',
      label: t`Tema: ${themeName}`,
      icon: <ThemeIcon aria-hidden className={icon} />,
      perform: () => setPreferences({ theme: NEXT_THEME[theme] }),
    },
    {
      id: 'density',
      label: t`Densidad: ${densityName}`,
      icon: <Rows3 aria-hidden className={icon} />,
      perform: () => setPreferences({ density: density === 'compact' ? 'comfortable' : 'compact' }),
    },
    {
      id: 'shortcuts',
      label: t`Atajos de teclado`,
      icon: <Keyboard aria-hidden className={icon} />,
      shortcut: '?',
      perform: openShortcutSheet,
    },
    {
      id: 'sign-out',
      label: t`Cerrar sesión`,
      icon: <LogOut aria-hidden className={icon} />,
      perform: () => void endSession(),
    },
  ];
}
