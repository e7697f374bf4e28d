import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { ButtonLink } from '../../components/ui/button.js';
import { EmptyState, ErrorState } from '../../components/ui/states.js';
import { type Filters, hasFilters, readFilters, writeFilters } from '../../lib/tickets/filters.js';
import { useTicketList } from '../../lib/tickets/queries.js';
import { useTitle } from '../../lib/use-title.js';
import { PortalFilters } from './portal-filters.js';
import { PortalList, PortalListSkeleton } from './portal-list.js';

/** States in which the next step is the customer's. */
const WAITING: Filters = { status: 'pending,resolved' };
const REST: Filters = { status: 'new,open,on_hold,closed' };

/** A customer's tickets: first what waits for them, then the rest by date; filtered, one list. */
export function PortalPage() {
  const { t } = useLingui();
  useTitle(t`Tus tickets`);
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => readFilters(params), [params]);
  const change = (next: Filters) => setParams(writeFilters(next), { replace: true });
  return (
    <main className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[45rem] px-4 py-6">
        <h1 className="text-20 font-semibold">{t`Tus tickets`}</h1>
        <PortalFilters filters={filters} onFilters={change} />
        {hasFilters(filters) ? (
          <Filtered key={writeFilters(filters)} filters={filters} onClear={() => change({})} />
        ) : (
          <Everything />
        )}
      </div>
    </main>
  );
}

function Everything() {
  const { t } = useLingui();
  const waiting = useTicketList(WAITING);
  const rest = useTicketList(REST);
  const failed = waiting.isError ? waiting : rest.isError ? rest : null;
  if (failed && failed.tickets.length === 0) {
    return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  if (waiting.isPending || rest.isPending) return <PortalListSkeleton />;
  if (waiting.tickets.length + rest.tickets.length === 0) {
    return (
      <EmptyState
        className="px-0"
        title={t`Todavía no has pedido nada`}
        action={<ButtonLink to="/new/" variant="primary" size="large">{t`Nuevo ticket`}</ButtonLink>}
      >
        {t`Cuéntanos qué necesitas y te responderemos aquí y por correo.`}
      </EmptyState>
    );
  }
  return (
    <>
      {waiting.tickets.length > 0 && <PortalList title={t`Esperamos tu respuesta`} list={waiting} />}
      {rest.tickets.length > 0 && (
        <PortalList title={waiting.tickets.length > 0 ? t`Los demás` : t`Todos`} list={rest} />
      )}
    </>
  );
}

function Filtered({ filters, onClear }: { filters: Filters; onClear: () => void }) {
  const { t } = useLingui();
  const list = useTicketList(filters);
  if (list.isPending) return <PortalListSkeleton />;
  if (list.isError && list.tickets.length === 0) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.tickets.length === 0) {
    return (
      <EmptyState
        className="px-0"
        title={t`Ningún ticket cumple estos filtros`}
        action={
          <button
            type="button"
            onClick={onClear}
            className="text-accent text-14 rounded font-medium underline-offset-2 hover:underline"
          >
            {t`Quitar los filtros`}
          </button>
        }
      />
    );
  }
  return <PortalList title={t`Resultados`} list={list} />;
}
