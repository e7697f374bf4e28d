import { describe, expect, it } from '@jest/globals';
import { byDepartment } from './board-rows.js';
import type { BoardRow } from './queries.js';

const row = (department: number, name: string | null, counts: number[], more = false): BoardRow => ({
  department: { id: department, name: `D${department}`, slug: `d${department}` },
  assignee: name === null ? null : { id: name, name, email: `${name}@a.test` },
  overdue: counts[0] ?? 0,
  within_1h: counts[1] ?? 0,
  within_4h: counts[2] ?? 0,
  within_24h: counts[3] ?? 0,
  more,
});

describe('the board', () => {
  it('adds up each department, and says where a sum is only a beginning', () => {
    const groups = byDepartment([
      row(1, null, [1, 2, 3, 4]),
      row(1, 'Ana', [10, 0, 0, 5], true),
      row(2, 'Ana', [0, 1, 1, 1]),
    ]);
    expect(groups.map(({ department, total, rows }) => [department.id, total, rows.length])).toEqual([
      [1, { overdue: 11, within_1h: 2, within_4h: 3, within_24h: 9, more: true }, 2],
      [2, { overdue: 0, within_1h: 1, within_4h: 1, within_24h: 1, more: false }, 1],
    ]);
  });

  it('is empty where nothing is due', () => {
    expect(byDepartment([])).toEqual([]);
  });
});
