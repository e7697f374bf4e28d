import { useLingui } from '@lingui/react/macro';
import { Menu as MenuIcon, Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { Link, Outlet, useLocation } from 'react-router-dom';
import { OfflineNotice } from '../components/layout/offline-notice.js';
import { SkipLink } from '../components/layout/skip-link.js';
import { Wordmark } from '../components/layout/wordmark.js';
import { IconButton } from '../components/ui/button.js';
import { Modal } from '../components/ui/modal.js';
import { useShortcuts } from '../lib/actions/index.js';
import { Bell } from '../features/bell/bell.js';
import { useInbox } from '../features/bell/use-inbox.js';
import { useLive } from '../lib/live/use-live.js';
import { useMe } from '../lib/session.js';
import { PHONE, useMedia } from '../lib/use-media.js';
import { CommandSurface, openPalette } from './command-surface.js';
import { useStaffActions } from './staff-actions.js';
import { StaffSidebar } from './staff-sidebar.js';

/** The workspace of agents and admins: views at the left, the screen at the right. */
export function StaffShell() {
  const { t } = useLingui();
  const me = useMe();
  const { key } = useLocation();
  const [openedAt, setOpenedAt] = useState<string | null>(null);
  useShortcuts();
  useStaffActions();
  useLive();
  useInbox();
  const phone = useMedia(PHONE);
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <SkipLink />
      <aside className="border-line bg-surface hidden w-56 shrink-0 border-r md:flex">
        <StaffSidebar bell={!phone && <Bell />} />
      </aside>
      <header className="border-line flex h-12 shrink-0 items-center gap-1 border-b px-2 md:hidden">
        <IconButton label={t`Abrir menú`} icon={MenuIcon} onClick={() => setOpenedAt(key)} />
        <Link to="/" className="flex min-w-0 flex-1 items-center px-1">
          <Wordmark name={me.tenant.name} />
        </Link>
        {phone && <Bell />}
        <IconButton label={t`Buscar o ejecutar`} icon={Search} onClick={openPalette} />
        <Link
          to="/new/"
          aria-label={t`Nuevo ticket`}
          className="text-text-muted hover:bg-hover inline-flex size-11 items-center justify-center rounded-md"
        >
          <Plus aria-hidden className="size-4" />
        </Link>
      </header>
      <div
        id="main"
        tabIndex={-1}
        className="bg-surface-raised flex min-h-0 min-w-0 flex-1 flex-col outline-none"
      >
        <OfflineNotice />
        <Outlet />
      </div>
      {openedAt === key && (
        <Modal
          label={t`Menú`}
          onClose={() => setOpenedAt(null)}
          className="bg-surface fixed inset-y-0 left-0 h-dvh w-72 max-w-[85vw]"
        >
          <div className="flex h-full">
            <StaffSidebar />
          </div>
        </Modal>
      )}
      <CommandSurface />
    </div>
  );
}
