import { useLingui } from '@lingui/react/macro';
import { BookmarkPlus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { useActions } from '../../lib/actions/index.js';
import type { Filters } from '../../lib/tickets/filters.js';
import type { DepartmentRef } from '../../lib/tickets/types.js';
import { viewQuery } from '../../lib/tickets/view-query.js';

const ViewDialog = lazy(() => import('../../components/views/view-dialog.js'));

/** Gives the filters on the screen a name and a place in the sidebar. */
export function SaveView({
  filters,
  departments,
}: {
  filters: Filters;
  departments: readonly DepartmentRef[];
}) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const start = () => setOpen(true);
  useActions([
    {
      id: 'queue.save-view',
      label: t`Guardar estos filtros como vista`,
      section: t`Lista`,
      icon: BookmarkPlus,
      perform: start,
    },
  ]);
  return (
    <>
      <Button size="small" variant="quiet" icon={BookmarkPlus} onClick={start}>
        {t`Guardar vista`}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ViewDialog
            view={null}
            query={viewQuery(filters)}
            departments={departments}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
