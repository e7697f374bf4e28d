import type { BoardRow } from './queries.js';

export const COLUMNS = ['overdue', 'within_1h', 'within_4h', 'within_24h'] as const;
export type ColumnName = (typeof COLUMNS)[number];
export type Counts = Record<ColumnName, number> & { more: boolean };

export interface DepartmentGroup {
  department: BoardRow['department'];
  total: Counts;
  rows: readonly BoardRow[];
}

/** The rows of the board under their departments, each with its sum. */
export function byDepartment(rows: readonly BoardRow[]): DepartmentGroup[] {
  const ids = [...new Set(rows.map(({ department }) => department.id))];
  return ids.map((id) => {
    const own = rows.filter(({ department }) => department.id === id);
    return { department: own[0]!.department, total: sumOf(own), rows: own };
  });
}

export function sumOf(rows: readonly BoardRow[]): Counts {
  const sum = (column: ColumnName) => rows.reduce((total, row) => total + row[column], 0);
  return {
    overdue: sum('overdue'),
    within_1h: sum('within_1h'),
    within_4h: sum('within_4h'),
    within_24h: sum('within_24h'),
    more: rows.some(({ more }) => more),
  };
}
