import { useLingui } from '@lingui/react/macro';
import type { TicketPriority } from '@noxdesk/domain';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../components/ui/button.js';
import { EmptyState, ErrorState, Skeleton } from '../../components/ui/states.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { download } from '../../lib/download.js';
import { notify } from '../../lib/notices.js';
import { PRIORITY_LABEL } from '../../lib/tickets/labels.js';
import { TARGET_LABEL } from '../../lib/tickets/sla-labels.js';
import { mondaysOf, seriesOf, shareOf, type TargetSeries } from './compliance-data.js';
import { ComplianceTable } from './compliance-table.js';
import {
  type ComplianceGroup,
  type ComplianceRow,
  exportUrl,
  type Period,
  useCompliance,
} from './queries.js';
import { ShareBars } from './share-bars.js';
import { usePercent, useWeekName } from './words.js';
import { WeekChart } from './week-chart.js';

/** A chart for each target with a column a week. */
export function ComplianceByWeek({ period }: { period: Period }) {
  const { t, i18n } = useLingui();
  const query = useCompliance('week', period);
  const weekName = useWeekName();
  const summary = useSummary();
  const weeks = query.data ? mondaysOf(query.data.from, query.data.to) : [];
  return (
    <Group
      title={t`Por semana`}
      group="week"
      nameOf={(row) => weekName(row.key)}
      legend
      {...{ query, period }}
    >
      {(rows) => (
        <div className="grid gap-8 md:grid-cols-2">
          {seriesOf(rows, weeks).map((series) => (
            <figure key={series.target} className="min-w-0">
              <figcaption className="mb-2 flex items-baseline justify-between gap-2">
                <span className="font-medium">{i18n._(TARGET_LABEL[series.target])}</span>
                <span className="text-text-muted">{summary(series)}</span>
              </figcaption>
              <WeekChart
                series={series}
                label={`${i18n._(TARGET_LABEL[series.target])}: ${summary(series)}`}
              />
            </figure>
          ))}
        </div>
      )}
    </Group>
  );
}

/** A bar for each department or priority, target by target. */
export function ComplianceByPlace({
  group,
  period,
}: {
  group: Exclude<ComplianceGroup, 'week'>;
  period: Period;
}) {
  const { t, i18n } = useLingui();
  const query = useCompliance(group, period);
  const summary = useSummary();
  const nameOf = ({ key, name }: { key: string; name: string }) =>
    group === 'priority' ? i18n._(PRIORITY_LABEL[key as TicketPriority]) : name;
  return (
    <Group
      title={group === 'priority' ? t`Por prioridad` : t`Por departamento`}
      {...{ query, group, period, nameOf }}
    >
      {(rows) => (
        <div className="flex flex-col gap-5">
          {seriesOf(rows).map((series) => (
            <figure key={series.target}>
              <figcaption className="mb-2 flex items-baseline justify-between gap-2">
                <span className="font-medium">{i18n._(TARGET_LABEL[series.target])}</span>
                <span className="text-text-muted">{summary(series)}</span>
              </figcaption>
              <ShareBars series={series} nameOf={nameOf} />
            </figure>
          ))}
        </div>
      )}
    </Group>
  );
}

/** «82 % · 45 de 55». */
function useSummary(): (series: TargetSeries) => string {
  const { t } = useLingui();
  const percent = usePercent();
  return ({ total }) => {
    const share = shareOf(total);
    if (share === null) return t`todo en curso`;
    const judged = total.met + total.breached;
    return t`${percent(share)} · ${total.met} de ${judged}`;
  };
}

interface GroupProps {
  title: string;
  group: ComplianceGroup;
  period: Period;
  query: ReturnType<typeof useCompliance>;
  nameOf: (row: ComplianceRow) => string;
  legend?: boolean;
  children: (rows: readonly ComplianceRow[]) => ReactNode;
}

/** A chart in every state it can be in, the table behind it and its way into a spreadsheet. */
function Group({ title, group, period, query, nameOf, legend = false, children }: GroupProps) {
  const { t, i18n } = useLingui();
  const save = () =>
    download(exportUrl(group, period), `sla-${group}.csv`).catch((error: unknown) =>
      notify({ text: i18n._(problemMessage(error)) }),
    );
  return (
    <section aria-label={title} className="border-line border-t pt-4">
      <header className="mb-4 flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-14 font-semibold">{title}</h3>
        {legend && <Legend />}
        <Button
          size="small"
          icon={Download}
          aria-label={t`Exportar CSV: ${title}`}
          onClick={() => void save()}
        >
          {t`CSV`}
        </Button>
      </header>
      {query.isPending && <Skeleton className="h-40" />}
      {query.isError && !query.data && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data?.rows.length === 0 && (
        <EmptyState title={t`Sin tickets en este periodo`} className="px-0 py-4">
          {t`Prueba con un periodo más largo o con menos filtros.`}
        </EmptyState>
      )}
      {query.data && query.data.rows.length > 0 && (
        <>
          {children(query.data.rows)}
          <details className="group mt-4">
            <summary className="text-accent coarse:min-h-11 w-fit rounded underline-offset-2 hover:underline">
              {t`Ver la tabla`}
            </summary>
            <div className="mt-2">
              <ComplianceTable caption={title} rows={query.data.rows} nameOf={nameOf} />
            </div>
          </details>
        </>
      )}
    </section>
  );
}

function Legend() {
  const { t } = useLingui();
  return (
    <ul className="text-12 text-text-muted mr-auto ml-2 flex gap-4">
      <li className="flex items-center gap-1.5">
        <span aria-hidden className="bg-accent size-2.5 rounded-xs" />
        {t`Cumplidos`}
      </li>
      <li className="flex items-center gap-1.5">
        <span
          aria-hidden
          className="size-2.5 rounded-xs bg-[repeating-linear-gradient(45deg,var(--danger)_0_2px,var(--danger-soft)_2px_4px)]"
        />
        {t`Vencidos`}
      </li>
    </ul>
  );
}
