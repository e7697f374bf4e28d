import type { ComplianceRow } from './queries.js';

type SlaTargetName = ComplianceRow['target'];
/** In the order they come in the life of a ticket. */
const TARGETS: readonly SlaTargetName[] = ['first_response', 'next_response', 'resolution'];

export interface Outcome {
  met: number;
  breached: number;
  running: number;
}
export interface Bar extends Outcome {
  key: string;
  name: string;
}
export interface TargetSeries {
  target: SlaTargetName;
  bars: readonly Bar[];
  total: Outcome;
}

const NOTHING: Outcome = { met: 0, breached: 0, running: 0 };
const plus = (a: Outcome, b: Outcome): Outcome => ({
  met: a.met + b.met,
  breached: a.breached + b.breached,
  running: a.running + b.running,
});

/** What was kept of what was judged, 0 to 1; null where nothing was. */
export const shareOf = ({ met, breached }: Outcome): number | null =>
  met + breached === 0 ? null : met / (met + breached);

/** One series for each target that anything is known of. `keys` are places that must be there, empty ones too. */
export function seriesOf(rows: readonly ComplianceRow[], keys: readonly string[] = []): TargetSeries[] {
  const names = new Map(rows.map(({ key, name }) => [key, name]));
  const places = [...new Set([...keys, ...names.keys()])];
  return TARGETS.flatMap((target) => {
    const own = rows.filter((row) => row.target === target);
    if (own.length === 0) return [];
    const bars = places.map((key) => {
      const { met, breached, running } = own.find((row) => row.key === key) ?? NOTHING;
      return { key, name: names.get(key) ?? key, met, breached, running };
    });
    return { target, bars, total: own.reduce<Outcome>(plus, NOTHING) };
  });
}

const WEEK_MS = 7 * 86_400_000;

/** The Mondays (UTC) of a period, so that a week in which nothing came leaves its gap. */
export function mondaysOf(from: string, to: string): string[] {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const start = Date.parse(`${from.slice(0, 10)}T00:00:00Z`);
  const monday = start - ((new Date(start).getUTCDay() + 6) % 7) * 86_400_000;
  const count = Math.ceil((Date.parse(to) - monday) / WEEK_MS);
  return Array.from({ length: Math.max(0, count) }, (_, index) => day(monday + index * WEEK_MS));
}

/** The Monday of this week and `weeks - 1` weeks before it. */
export function startOfWeeks(weeks: number, now: number): string {
  const today = Math.floor(now / 86_400_000) * 86_400_000;
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  return new Date(today - sinceMonday * 86_400_000 - (weeks - 1) * WEEK_MS).toISOString();
}
