import { useLingui } from '@lingui/react/macro';
import { type RefObject, Suspense, lazy, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { ButtonLink } from '../../components/ui/button.js';
import { EmptyState, ErrorState } from '../../components/ui/states.js';
import { type Filters, hasFilters, readFilters, writeFilters } from '../../lib/tickets/filters.js';
import { useDepartments, useTicketList } from '../../lib/tickets/queries.js';
import { asView, useSavedViews } from '../../lib/tickets/saved-views.js';
import type { DepartmentRef } from '../../lib/tickets/types.js';
import { type View, findView } from '../../lib/tickets/views.js';
import { useTitle } from '../../lib/use-title.js';
import type { TicketField } from '../../lib/tickets/ticket-actions.js';
import { QueueHeader } from './queue-header.js';
import { QueueList } from './queue-list.js';
import { QueueSkeleton } from './queue-skeleton.js';
import { useQueueKeys } from './use-queue-keys.js';
import { useSelection } from './use-selection.js';

const loadBulkBar = () => import('./bulk-bar.js');
const BulkBar = lazy(loadBulkBar);

/** The agents' queue: one view of the tickets, all of whose state is in the URL. */
export function QueuePage() {
  const { t, i18n } = useLingui();
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => readFilters(params), [params]);
  const listUrl = writeFilters(filters);
  const departments = useDepartments().data ?? [];
  const saved = useSavedViews();
  const view = findView(filters, departments, saved.map(asView));
  const label = view && (typeof view.label === 'string' ? view.label : i18n._(view.label));
  const title = label ?? t`Tickets filtrados`;
  useTitle(title);
  const list = useTicketList(filters);
  const searchField = useRef<HTMLInputElement>(null);
  return (
    <main className="relative flex min-h-0 flex-1 flex-col">
      <QueueHeader
        title={title}
        isView={view !== undefined}
        filters={filters}
        departments={departments}
        searchField={searchField}
        onFilters={(next, replace = false) => setParams(writeFilters(next), { replace })}
        loaded={list.isSuccess ? { count: list.tickets.length, more: list.hasNextPage } : null}
      />
      {/* Place, active row and selection belong to one list; the header stays while one types in it. */}
      <Queue key={listUrl} {...{ list, listUrl, filters, view, departments, searchField }} />
    </main>
  );
}

interface QueueProps {
  list: ReturnType<typeof useTicketList>;
  listUrl: string;
  filters: Filters;
  view: View | undefined;
  departments: readonly DepartmentRef[];
  searchField: RefObject<HTMLInputElement | null>;
}

function Queue({ list, listUrl, filters, view, departments, searchField }: QueueProps) {
  const { t, i18n } = useLingui();
  const selection = useSelection(list.tickets);
  const [bulkField, setBulkField] = useState<TicketField | null>(null);
  // Not needed to see the list, but at once when a row is chosen.
  const ready = list.isSuccess;
  useEffect(() => {
    if (ready) void loadBulkBar().catch(() => undefined);
  }, [ready]);
  const keys = useQueueKeys({ list, listUrl, selection, searchField, onField: setBulkField });
  return (
    <>
      {list.isPending && <QueueSkeleton />}
      {list.isError && list.tickets.length === 0 && (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.isSuccess && list.tickets.length === 0 && (
        <EmptyState
          title={hasFilters(filters) && !view ? t`Ningún ticket cumple estos filtros` : t`Nada pendiente`}
          action={
            view ? (
              <ButtonLink to="/new/">{t`Nuevo ticket`}</ButtonLink>
            ) : (
              <ButtonLink to="/">{t`Quitar los filtros`}</ButtonLink>
            )
          }
        >
          {view ? i18n._(view.empty) : t`Prueba con menos filtros o con otras palabras.`}
        </EmptyState>
      )}
      {list.tickets.length > 0 && (
        <QueueList list={list} listUrl={listUrl} selection={selection} keys={keys} />
      )}
      {selection.chosen.length > 0 && (
        <Suspense fallback={null}>
          <BulkBar selection={selection} departments={departments} field={bulkField} onField={setBulkField} />
        </Suspense>
      )}
    </>
  );
}
