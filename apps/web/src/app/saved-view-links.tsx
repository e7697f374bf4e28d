import type { SavedView } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Ellipsis, Filter, Pencil, Trash2 } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { useLocation } from 'react-router-dom';
import { IconButton } from '../components/ui/button.js';
import { ActionMenu } from '../components/ui/menu.js';
import { hasFilters, readFilters, sameFilters } from '../lib/tickets/filters.js';
import { asView, useViewCommands } from '../lib/tickets/saved-views.js';
import type { DepartmentRef } from '../lib/tickets/types.js';
import type { Count } from '../lib/tickets/view-counts.js';
import { viewFilters, viewQuery } from '../lib/tickets/view-query.js';
import { ViewLink } from './view-link.js';

const ViewDialog = lazy(() => import('../components/views/view-dialog.js'));

interface SavedViewLinksProps {
  views: readonly SavedView[];
  counts: ReadonlyMap<string, Count>;
  departments: readonly DepartmentRef[];
}

/** The views that people have saved, each with what its owner may do to it. */
export function SavedViewLinks({ views, counts, departments }: SavedViewLinksProps) {
  const { t } = useLingui();
  const [editing, setEditing] = useState<SavedView | null>(null);
  if (views.length === 0) return null;
  return (
    <>
      <h2 className="text-12 text-text-muted mt-5 mb-1 px-2 font-medium">{t`Vistas guardadas`}</h2>
      <ul>
        {views.map((view) => (
          <ViewLink
            key={view.id}
            view={asView(view)}
            count={counts.get(viewQuery(viewFilters(view.query)))}
            menu={view.mine ? <ViewMenu view={view} onEdit={() => setEditing(view)} /> : undefined}
          />
        ))}
      </ul>
      {editing && (
        <Suspense fallback={null}>
          <ViewDialog
            view={editing}
            query={editing.query}
            departments={departments}
            onClose={() => setEditing(null)}
          />
        </Suspense>
      )}
    </>
  );
}

function ViewMenu({ view, onEdit }: { view: SavedView; onEdit: () => void }) {
  const { t } = useLingui();
  const { pathname, search } = useLocation();
  const { change, remove, onError } = useViewCommands();
  const filters = readFilters(new URLSearchParams(search));
  const others = pathname === '/' && hasFilters(filters) && !sameFilters(filters, viewFilters(view.query));
  const icon = 'size-4 text-text-muted';
  return (
    <ActionMenu
      label={t`Vista «${view.name}»`}
      align="start"
      actions={[
        {
          id: 'edit',
          label: t`Cambiar el nombre o quién la ve`,
          icon: <Pencil aria-hidden className={icon} />,
          perform: onEdit,
        },
        ...(others
          ? [
              {
                id: 'filters',
                label: t`Guardar en ella los filtros de ahora`,
                icon: <Filter aria-hidden className={icon} />,
                perform: () => change.mutate({ view, fields: { query: viewQuery(filters) } }, { onError }),
              },
            ]
          : []),
        {
          id: 'remove',
          label: t`Eliminar la vista`,
          icon: <Trash2 aria-hidden className={icon} />,
          perform: () => remove.mutate(view),
        },
      ]}
    >
      <IconButton
        label={t`Opciones de la vista ${view.name}`}
        icon={Ellipsis}
        className="absolute top-0 right-0 opacity-0 group-focus-within/view:opacity-100 group-hover/view:opacity-100 data-popup-open:opacity-100 coarse:opacity-100"
      />
    </ActionMenu>
  );
}
