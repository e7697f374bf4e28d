import { SLA_TARGETS, type SlaState } from '@noxdesk/domain';
import type { TestDatabase } from './database.js';

interface Judged {
  tenant_id: number;
  day: string;
  department_id: number;
  priority: number;
  state: SlaState;
}

/** What became of every wait of every clock, added up. */
function countOutcomes(tickets: readonly Judged[]) {
  const counts = new Map<
    string,
    Record<string, unknown> & { met: number; breached: number; running: number }
  >();
  for (const { state, ...place } of tickets) {
    for (const target of SLA_TARGETS) {
      const clock = state[target];
      if (!clock) continue;
      const key = JSON.stringify([...Object.values(place), target]);
      const count = counts.get(key) ?? { ...place, target, met: 0, breached: 0, running: 0 };
      counts.set(key, count);
      for (let cycle = 1; cycle <= clock.cycle; cycle += 1) {
        const late = clock.reached.some((one) => one.cycle === cycle && one.percent === 100);
        const last = cycle === clock.cycle ? clock.segments.at(-1)!.state : 'met';
        if (late) count.breached += 1;
        else if (last === 'met') count.met += 1;
        else if (last !== 'cancelled') count.running += 1;
      }
    }
  }
  const at = (row: Record<string, unknown>) =>
    [row.tenant_id, row.day, row.department_id, row.priority, row.target] as (string | number)[];
  const compare = (a: (string | number)[], b: (string | number)[]): number => {
    const index = a.findIndex((value, place) => value !== b[place]);
    return index < 0 ? 0 : a[index]! < b[index]! ? -1 : 1;
  };
  return [...counts.values()].sort((a, b) => compare(at(a), at(b)));
}

/** What the database keeps, changes that are still to be added left out. */
export async function keptOutcomes({ admin }: TestDatabase) {
  const { rows } = await admin.query(
    `SELECT tenant_id, day::text, department_id, priority, target, met, breached, running FROM sla_outcomes
     WHERE met <> 0 OR breached <> 0 OR running <> 0 ORDER BY 1, 2, 3, 4, 5`,
  );
  return rows;
}

/** The same from the tickets themselves, reckoned without the database's own function. */
export async function recountedOutcomes({ admin }: TestDatabase) {
  const { rows } = await admin.query<Judged>(
    `SELECT tenant_id, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, department_id, priority,
       sla_state AS state FROM tickets WHERE sla_state IS NOT NULL`,
  );
  return countOutcomes(rows);
}
