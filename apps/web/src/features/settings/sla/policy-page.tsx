import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { ArrowLeft } from 'lucide-react';
import { Link } from 'react-router-dom';
import { ErrorState, Skeleton } from '../../../components/ui/states.js';
import { endpoints } from '../../../lib/api/index.js';
import { useResourceItem } from '../resource/use-resource.js';
import { PolicyForm } from './policy-form.js';

/** One policy on a page of its own. @param id null: a new one */
export function PolicyPage({ id }: { id: string | null }) {
  const { t } = useLingui();
  const query = useResourceItem<SlaPolicy>('sla-policies', endpoints.slaPolicies.get, id ?? undefined);
  return (
    <>
      <Link
        to="/settings/sla/"
        className="text-text-muted hover:text-text coarse:min-h-11 mb-3 inline-flex items-center gap-1.5 rounded"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t`Políticas de SLA`}
      </Link>
      {id === null && <PolicyForm policy={null} />}
      {id !== null && query.isPending && <Skeleton className="h-96" />}
      {id !== null && query.isError && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && <PolicyForm policy={query.data} />}
    </>
  );
}
