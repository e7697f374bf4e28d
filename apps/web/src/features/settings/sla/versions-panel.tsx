import type { SlaPolicyVersions } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ErrorState, Skeleton } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { PRIORITIES, PRIORITY_LABEL } from '../../../lib/tickets/labels.js';
import { workingTime } from '../../../lib/tickets/working-time.js';

/** What the policy promised over time: tickets are judged by the version they were opened under. */
export function VersionsPanel({ id, current }: { id: string; current: number }) {
  const { t } = useLingui();
  const query = useQuery({
    // Another version is another list.
    queryKey: ['sla-policy', id, 'versions', current],
    queryFn: ({ signal }) => call(endpoints.slaPolicies.versions, { params: { id }, signal }),
  });
  return (
    <section aria-labelledby="sla-versions">
      <h2 id="sla-versions" className="text-14 mb-2 font-semibold">{t`Versiones`}</h2>
      {query.isPending && <Skeleton className="h-20" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      <ol>
        {query.data?.results.map((version) => (
          <Version key={version.version} version={version} isCurrent={version.version === current} />
        ))}
      </ol>
    </section>
  );
}

function Version({
  version,
  isCurrent,
}: {
  version: SlaPolicyVersions['results'][number];
  isCurrent: boolean;
}) {
  const { t, i18n } = useLingui();
  return (
    <li className="border-line border-t py-1.5">
      <details>
        <summary className="coarse:min-h-11 flex items-baseline justify-between gap-2 rounded">
          <span className={isCurrent ? 'font-medium' : undefined}>
            {isCurrent ? t`Versión ${version.version}, la actual` : t`Versión ${version.version}`}
          </span>
          <Time at={version.created_at} className="text-12 text-text-muted" />
        </summary>
        <dl className="text-12 text-text-muted mt-1 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
          {PRIORITIES.map((priority) => {
            const { first_response_minutes: first, resolution_minutes: resolution } =
              version.targets[priority];
            return (
              <div key={priority} className="contents">
                <dt>{i18n._(PRIORITY_LABEL[priority])}</dt>
                <dd>
                  {workingTime(first)} · {workingTime(resolution)}
                </dd>
              </div>
            );
          })}
          <dt>{t`Horario`}</dt>
          <dd>{version.calendar ? version.calendar.timezone : t`24 × 7`}</dd>
          <dt>{t`Avisos`}</dt>
          <dd>{version.warning_percents.map((percent) => `${percent} %`).join(', ')}</dd>
        </dl>
      </details>
    </li>
  );
}
