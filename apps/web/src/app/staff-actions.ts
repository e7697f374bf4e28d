import { useLingui } from '@lingui/react/macro';
import { CircleDot, Gauge, Keyboard, LogOut, Moon, Plus, Search, Settings } from 'lucide-react';
import { type Action, useActions } from '../lib/actions/index.js';
import { setPreferences } from '../lib/preferences.js';
import { endSession } from '../lib/session.js';
import { writeFilters } from '../lib/tickets/filters.js';
import { asView, useSavedViews } from '../lib/tickets/saved-views.js';
import { VIEWS } from '../lib/tickets/views.js';
import { openPalette, openShortcutSheet } from './command-surface.js';
import { useNavigateTo } from './use-navigate-to.js';

/** What can be done from everywhere in the workspace. */
export function useStaffActions(): void {
  const { t, i18n } = useLingui();
  const navigateTo = useNavigateTo();
  const go = t`Ir a`;
  const general = t`General`;
  const saved = useSavedViews().map(asView);
  const views = [...VIEWS, ...saved].map((view): Action => ({
    id: `view.${view.id}`,
    label: typeof view.label === 'string' ? view.label : i18n._(view.label),
    section: go,
    icon: view.icon ?? CircleDot,
    ...(view.key && { shortcut: `g ${view.key}` }),
    perform: navigateTo(`/${writeFilters(view.filters)}`),
  }));
  useActions(
    [
      {
        id: 'palette',
        label: t`Buscar o ejecutar`,
        section: general,
        icon: Search,
        shortcut: 'mod+k',
        inFields: true,
        perform: openPalette,
      },
      {
        id: 'new-ticket',
        label: t`Nuevo ticket`,
        section: general,
        icon: Plus,
        shortcut: 'c',
        perform: navigateTo('/new/'),
      },
      ...views,
      {
        id: 'sla',
        label: t`Plazos`,
        section: go,
        icon: Gauge,
        shortcut: 'g p',
        perform: navigateTo('/sla/'),
      },
      {
        id: 'settings',
        label: t`Ajustes`,
        section: go,
        icon: Settings,
        shortcut: 'g s',
        perform: navigateTo('/settings/'),
      },
      {
        id: 'theme',
        label: t`Cambiar entre tema claro y oscuro`,
        section: general,
        icon: Moon,
        perform: () =>
          setPreferences({ theme: document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark' }),
      },
      {
        id: 'shortcuts',
        label: t`Atajos de teclado`,
        section: general,
        icon: Keyboard,
        shortcut: '?',
        perform: openShortcutSheet,
      },
      {
        id: 'sign-out',
        label: t`Cerrar sesión`,
        section: general,
        icon: LogOut,
        perform: () => void endSession(),
      },
    ],
    { everywhere: true },
  );
}
