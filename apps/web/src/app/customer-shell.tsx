import { useLingui } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { useEffect } from 'react';
import { Link, Outlet, useLocation } from 'react-router-dom';
import { OfflineNotice } from '../components/layout/offline-notice.js';
import { SkipLink } from '../components/layout/skip-link.js';
import { WayBar } from '../components/layout/way-bar.js';
import { Wordmark } from '../components/layout/wordmark.js';
import { Avatar } from '../components/ui/avatar.js';
import { ButtonLink } from '../components/ui/button.js';
import { ActionMenu } from '../components/ui/menu.js';
import { useLive } from '../lib/live/use-live.js';
import { useMe } from '../lib/session.js';
import { useUserMenu } from './user-menu.js';

/** What customers' menu leaves out: it belongs to people who live in lists. */
const NOT_FOR_CUSTOMERS: ReadonlySet<string> = new Set(['density', 'shortcuts']);

/** After the first screen has what it needs. */
const LOOK_AHEAD_MS = 1_500;

/** Fetches the screens that come next before they are asked for, so that a slow line is waited for once. */
function useLookAhead(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      // What cannot be had now is asked for again when it is needed.
      const ignore = () => undefined;
      import('../features/portal/portal-ticket-page.js').catch(ignore);
      import('../features/new-ticket/new-ticket-page.js').catch(ignore);
    }, LOOK_AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
}

/** The customers' portal: one column, one thing to do. */
export function CustomerShell() {
  const { t } = useLingui();
  const me = useMe();
  useLive();
  useLookAhead();
  const { pathname } = useLocation();
  const userMenu = useUserMenu().filter((action) => !NOT_FOR_CUSTOMERS.has(action.id));
  return (
    <div className="flex h-dvh flex-col">
      <SkipLink />
      <header className="border-line border-b">
        <div className="mx-auto flex h-14 max-w-[45rem] items-center gap-2 px-4">
          <Link to="/" className="coarse:min-h-11 mr-auto flex min-w-0 items-center rounded-md">
            <Wordmark name={me.tenant.name} />
          </Link>
          {pathname !== '/new/' && (
            <ButtonLink to="/new/" variant="primary" icon={Plus}>
              {t`Nuevo ticket`}
            </ButtonLink>
          )}
          <ActionMenu label={t`Tu cuenta`} actions={userMenu}>
            <button
              type="button"
              aria-label={t`Tu cuenta: ${me.name}`}
              className="hover:bg-hover -mr-2 inline-flex size-11 items-center justify-center rounded-full"
            >
              <Avatar name={me.name} size={28} />
            </button>
          </ActionMenu>
        </div>
      </header>
      <WayBar />
      <OfflineNotice />
      <div id="main" tabIndex={-1} className="bg-surface-raised flex min-h-0 flex-1 flex-col outline-none">
        <Outlet />
      </div>
    </div>
  );
}
