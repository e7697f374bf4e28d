import { describe, expect, it } from '@jest/globals';
import { viewFilters, viewQuery } from './view-query.js';

describe('the query of a saved view', () => {
  it('brings back the filters it was written from, whole days included', () => {
    const filters = {
      status: 'new,open',
      assignee: 'me',
      search: 'error 500 & más',
      created_after: '2026-05-01',
      updated_before: '2026-10-25',
      ordering: 'sla_due_at',
    };
    expect(viewFilters(viewQuery(filters))).toEqual(filters);
  });

  it('names instants, as the API asks for them, and holds no blank', () => {
    const query = viewQuery({ search: 'dos palabras', created_after: '2026-05-01' });
    expect(query).toMatch(/created_after=2026-0[45]-\d\dT\d\d%3A00/);
    expect(query).not.toMatch(/\s/);
    expect(viewQuery({})).toBe('');
  });

  it('lets go of a date that is none', () => {
    expect(viewFilters('created_after=soon&status=open')).toEqual({ status: 'open' });
  });
});
