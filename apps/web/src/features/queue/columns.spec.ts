import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import type * as Columns from './columns.js';

// The words of the labels are the build's matter.
jest.unstable_mockModule('@lingui/core/macro', () => ({
  msg: (parts: readonly string[]) => ({ id: parts[0] }),
}));

let columns: typeof Columns;
beforeAll(async () => {
  columns = await import('./columns.js');
});

describe('the columns of the queue', () => {
  it('are the usual ones until somebody has chosen', () => {
    expect(columns.readColumns(null)).toEqual(columns.DEFAULT_COLUMNS);
  });

  it('are read as they were kept, what is unknown left out, the subject never missing', () => {
    expect(columns.readColumns('sla,invented,subject,sla')).toEqual(['sla', 'subject']);
    expect(columns.readColumns('sla')).toEqual(['subject', 'sla']);
  });

  it('go one place further, and not beyond the ends', () => {
    expect(columns.moved(['number', 'subject', 'sla'], 'sla', -1)).toEqual(['number', 'sla', 'subject']);
    expect(columns.moved(['number', 'subject'], 'number', -1)).toEqual(['number', 'subject']);
    expect(columns.moved(['number', 'subject'], 'subject', 1)).toEqual(['number', 'subject']);
  });

  it('come to their usual place and go again; the subject stays', () => {
    expect(columns.toggledColumn(['number', 'subject', 'updated'], 'sla')).toEqual([
      'number',
      'subject',
      'sla',
      'updated',
    ]);
    expect(columns.toggledColumn(['number', 'subject'], 'number')).toEqual(['subject']);
    expect(columns.toggledColumn(['subject'], 'subject')).toEqual(['subject']);
  });
});
