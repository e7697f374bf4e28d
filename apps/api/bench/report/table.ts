import type { Compared } from '../measure/compare.js';

const COLUMNS: [title: string, cell: (result: Compared) => string][] = [
  ['measure', ({ label }) => label],
  ['value', ({ value, unit }) => `${value.toLocaleString('en')} ${unit === 'requests/s' ? '/s' : unit}`],
  ['floor', ({ floor }) => floor?.toLocaleString('en') ?? '–'],
  ['ratio', ({ ratio }) => ratio?.toFixed(2) ?? '–'],
  ['goal', ({ goal }) => goal?.toFixed(2) ?? '–'],
  ['p50 ms', ({ p50 }) => (p50 === 0 ? '–' : p50.toFixed(1))],
  ['p95 ms', ({ p95 }) => (p95 === 0 ? '–' : p95.toFixed(1))],
  ['CPU ms', ({ cpu_ms: ms }) => ms?.toFixed(2) ?? '–'],
  ['of it app', ({ appCpuMs }) => appCpuMs?.toFixed(2) ?? '–'],
  ['floor CPU', ({ floorCpuMs }) => floorCpuMs?.toFixed(2) ?? '–'],
  ['goal CPU', ({ cpuGoal }) => cpuGoal?.toString() ?? '–'],
  ['round trips', ({ roundTrips }) => (roundTrips === 0 ? '–' : String(roundTrips))],
];

export const TITLES = COLUMNS.map(([title]) => title);
export const cellsOf = (result: Compared): string[] => COLUMNS.map(([, cell]) => cell(result));

/** The results as text in columns. */
export function table(results: readonly Compared[]): string {
  const rows = [TITLES, ...results.map(cellsOf)];
  const widths = TITLES.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ');
  return rows.map(line).join('\n');
}
