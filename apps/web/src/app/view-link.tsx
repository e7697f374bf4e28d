import { useLingui } from '@lingui/react/macro';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { classNames } from '../components/ui/class-names.js';
import { readFilters, sameFilters, writeFilters } from '../lib/tickets/filters.js';
import type { Count } from '../lib/tickets/view-counts.js';
import type { View } from '../lib/tickets/views.js';

interface ViewLinkProps {
  view: View;
  count: Count | undefined;
  /** What can be done with the view; shown in the place of its count. */
  menu?: ReactNode;
}

/** A view in the sidebar and how many tickets it holds. */
export function ViewLink({ view, count, menu }: ViewLinkProps) {
  const { i18n } = useLingui();
  const { pathname, search } = useLocation();
  const active = pathname === '/' && sameFilters(readFilters(new URLSearchParams(search)), view.filters);
  const { icon: Icon } = view;
  return (
    <li className="group/view relative">
      <Link
        to={{ pathname: '/', search: writeFilters(view.filters) }}
        aria-current={active ? 'page' : undefined}
        className={classNames(
          'text-13 coarse:min-h-11 flex h-7 items-center gap-2 rounded-md px-2',
          menu !== undefined && 'coarse:pr-12',
          active ? 'bg-selected text-text font-medium' : 'text-text-muted hover:bg-hover hover:text-text',
        )}
      >
        {Icon ? (
          <Icon aria-hidden className={classNames('size-4 shrink-0', active && 'text-accent')} />
        ) : (
          <span aria-hidden className="flex size-4 shrink-0 items-center justify-center">
            <span className={classNames('size-1.5 rounded-full', active ? 'bg-accent' : 'bg-line-strong')} />
          </span>
        )}
        <span className="min-w-0 flex-1 truncate">
          {typeof view.label === 'string' ? view.label : i18n._(view.label)}
        </span>
        {count !== undefined && count.count > 0 && (
          <span
            className={classNames(
              'text-12 text-text-muted shrink-0 font-normal',
              menu !== undefined &&
                'group-focus-within/view:opacity-0 group-hover/view:opacity-0 coarse:opacity-100!',
            )}
          >
            {i18n.number(count.count)}
            {count.more && '+'}
          </span>
        )}
      </Link>
      {menu}
    </li>
  );
}

/** A page of its own in the sidebar, beside the views. */
export function PageLink({ to, icon: Icon, label }: { to: string; icon: LucideIcon; label: string }) {
  const active = useLocation().pathname === to;
  return (
    <li>
      <Link
        to={to}
        aria-current={active ? 'page' : undefined}
        className={classNames(
          'text-13 coarse:min-h-11 flex h-7 items-center gap-2 rounded-md px-2',
          active ? 'bg-selected text-text font-medium' : 'text-text-muted hover:bg-hover hover:text-text',
        )}
      >
        <Icon aria-hidden className={classNames('size-4 shrink-0', active && 'text-accent')} />
        {label}
      </Link>
    </li>
  );
}
