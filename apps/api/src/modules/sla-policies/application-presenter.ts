import type { SlaApplication, SlaForecast } from '@noxdesk/contracts';
import type { SlaProgress } from '../tickets/sla-rejudging.js';

type ApplicationRow = NonNullable<SlaProgress['applied']>;

const stateOf = ({ finished_at }: ApplicationRow) =>
  finished_at === null ? ('running' as const) : ('done' as const);

const presentForecast = (row: ApplicationRow): SlaForecast => ({
  state: stateOf(row),
  version: row.version,
  started_at: row.started_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
  total: row.total,
  looked_at: row.looked_at,
  tickets: row.moved,
  due_times_moved: row.due_times_moved,
  breached: row.breached,
});

export function presentApplication({ applied, tried }: SlaProgress): SlaApplication {
  return {
    state: applied ? stateOf(applied) : 'none',
    version: applied?.version ?? null,
    started_at: applied?.started_at.toISOString() ?? null,
    finished_at: applied?.finished_at?.toISOString() ?? null,
    total: applied?.total ?? null,
    looked_at: applied?.looked_at ?? 0,
    moved: applied?.moved ?? 0,
    forecast: tried ? presentForecast(tried) : null,
  };
}
