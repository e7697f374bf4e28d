import { useLingui } from '@lingui/react/macro';
import { ChevronsUpDown, Gauge, Search, SquarePen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { Wordmark } from '../components/layout/wordmark.js';
import { Avatar } from '../components/ui/avatar.js';
import { IconButton } from '../components/ui/button.js';
import { ActionMenu } from '../components/ui/menu.js';
import { Kbd } from '../components/ui/states.js';
import { keysOf } from '../lib/actions/index.js';
import { useMe } from '../lib/session.js';
import { useDepartments } from '../lib/tickets/queries.js';
import { useSavedViews } from '../lib/tickets/saved-views.js';
import { useViewCounts } from '../lib/tickets/view-counts.js';
import { viewFilters, viewQuery } from '../lib/tickets/view-query.js';
import { VIEWS, type View, departmentView } from '../lib/tickets/views.js';
import { openPalette } from './command-surface.js';
import { SavedViewLinks } from './saved-view-links.js';
import { useNavigateTo } from './use-navigate-to.js';
import { useUserMenu } from './user-menu.js';
import { PageLink, ViewLink } from './view-link.js';

/** All tickets there have ever been are no task: their number would only be noise. */
const isCounted = (view: View) => view.id !== 'all';

/** Views and departments; the bell has its place here where there is room for the sidebar. */
export function StaffSidebar({ bell }: { bell?: ReactNode }) {
  const { t } = useLingui();
  const me = useMe();
  const userMenu = useUserMenu();
  const navigateTo = useNavigateTo();
  const departments = useDepartments().data ?? [];
  const own = departments.filter(
    (department) => me.role === 'admin' || me.departments.includes(department.id),
  );
  const departmentViews = own.map(departmentView);
  const saved = useSavedViews();
  const counts = useViewCounts([
    ...[...VIEWS.filter(isCounted), ...departmentViews].map((view) => viewQuery(view.filters)),
    ...saved.map((view) => viewQuery(viewFilters(view.query))),
  ]);
  const link = (view: View) => (
    <ViewLink
      key={view.id}
      view={view}
      count={isCounted(view) ? counts.get(viewQuery(view.filters)) : undefined}
    />
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-12 items-center justify-between gap-1 pr-2 pl-3">
        <Link to="/" className="flex min-w-0 rounded-md">
          <Wordmark name={me.tenant.name} />
        </Link>
        <span className="ml-auto" />
        {bell}
        <IconButton label={t`Nuevo ticket`} icon={SquarePen} onClick={navigateTo('/new/')} />
      </div>
      <div className="px-2">
        <button
          type="button"
          onClick={openPalette}
          className="border-line text-13 text-text-muted hover:border-line-strong bg-surface-raised coarse:h-11 flex h-8 w-full items-center gap-2 rounded-md border px-2"
        >
          <Search aria-hidden className="size-4" />
          <span className="min-w-0 flex-1 truncate text-left">{t`Buscar`}</span>
          <span aria-hidden className="flex gap-0.5">
            {keysOf('mod+k').map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </span>
        </button>
      </div>
      <nav aria-label={t`Vistas`} className="min-h-0 flex-1 overflow-y-auto px-2 py-3">
        <ul>{VIEWS.map(link)}</ul>
        <SavedViewLinks views={saved} counts={counts} departments={departments} />
        {departmentViews.length > 0 && (
          <>
            <h2 className="text-12 text-text-muted mt-5 mb-1 px-2 font-medium">{t`Departamentos`}</h2>
            <ul>{departmentViews.map(link)}</ul>
          </>
        )}
        <ul className="border-line mt-4 border-t pt-3">
          <PageLink to="/sla/" icon={Gauge} label={t`Plazos`} />
        </ul>
      </nav>
      <div className="border-line border-t p-2">
        <ActionMenu label={t`Tu cuenta`} actions={userMenu} align="start">
          <button
            type="button"
            className="hover:bg-hover data-popup-open:bg-hover coarse:min-h-11 flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left"
          >
            <Avatar name={me.name} size={24} />
            <span className="text-13 min-w-0 flex-1 truncate">{me.name}</span>
            <ChevronsUpDown aria-hidden className="text-text-muted size-3.5" />
          </button>
        </ActionMenu>
      </div>
    </div>
  );
}
