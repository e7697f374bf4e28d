import { useLingui } from '@lingui/react/macro';
import { ChevronsUpDown, Search, SquarePen } from 'lucide-react';
import { Link, useLocation } from 'react-router-dom';
import { Wordmark } from '../components/layout/wordmark.js';
import { Avatar } from '../components/ui/avatar.js';
import { IconButton } from '../components/ui/button.js';
import { classNames } from '../components/ui/class-names.js';
import { ActionMenu } from '../components/ui/menu.js';
import { Kbd } from '../components/ui/states.js';
import { keysOf } from '../lib/actions/index.js';
import { useMe } from '../lib/session.js';
import { readFilters, sameFilters, writeFilters } from '../lib/tickets/filters.js';
import { useDepartments } from '../lib/tickets/queries.js';
import { VIEWS, type View, departmentView } from '../lib/tickets/views.js';
import { openPalette } from './command-surface.js';
import { useNavigateTo } from './use-navigate-to.js';
import { useUserMenu } from './user-menu.js';

export function StaffSidebar() {
  const { t } = useLingui();
  const me = useMe();
  const userMenu = useUserMenu();
  const navigateTo = useNavigateTo();
  const departments = useDepartments().data ?? [];
  const own = departments.filter(
    (department) => me.role === 'admin' || me.departments.includes(department.id),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-12 items-center justify-between gap-1 pr-2 pl-3">
        <Link to="/" className="min-w-0 rounded-md">
          <Wordmark name={me.tenant.name} />
        </Link>
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
        <ul>
          {VIEWS.map((view) => (
            <ViewLink key={view.id} view={view} />
          ))}
        </ul>
        {own.length > 0 && (
          <>
            <h2 className="text-12 text-text-muted mt-5 mb-1 px-2 font-medium">{t`Departamentos`}</h2>
            <ul>
              {own.map((department) => (
                <ViewLink key={department.id} view={departmentView(department)} />
              ))}
            </ul>
          </>
        )}
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

function ViewLink({ view }: { view: View }) {
  const { i18n } = useLingui();
  const { pathname, search } = useLocation();
  const active = pathname === '/' && sameFilters(readFilters(new URLSearchParams(search)), view.filters);
  const { icon: Icon } = view;
  return (
    <li>
      <Link
        to={{ pathname: '/', search: writeFilters(view.filters) }}
        aria-current={active ? 'page' : undefined}
        className={classNames(
          'text-13 coarse:min-h-11 flex h-7 items-center gap-2 rounded-md px-2',
          active ? 'bg-selected text-text font-medium' : 'text-text-muted hover:bg-hover hover:text-text',
        )}
      >
        {Icon ? (
          <Icon aria-hidden className={classNames('size-4 shrink-0', active && 'text-accent')} />
        ) : (
          <span aria-hidden className="flex size-4 items-center justify-center">
            <span className={classNames('size-1.5 rounded-full', active ? 'bg-accent' : 'bg-line-strong')} />
          </span>
        )}
        <span className="truncate">{typeof view.label === 'string' ? view.label : i18n._(view.label)}</span>
      </Link>
    </li>
  );
}
