import { describe, expect, it } from '@jest/globals';
import { refusals } from './file-limits.js';

const limits = { types: ['png', 'tar.gz'], max_bytes: 100, max_files: 2 };
const file = (name: string, size = 10) => ({ name, size });

describe('files that are refused before they are sent', () => {
  it.each([
    ['by nothing', [file('a.PNG', 100), file('b.tar.gz')], [null, null]],
    ['by their type', [file('a.exe'), file('png'), file('b.gz')], ['type', 'type', 'type']],
    ['by their size', [file('a.png', 101)], ['size']],
    [
      'by their number, of those that may be sent at all',
      [file('a.png'), file('b.exe'), file('c.png'), file('d.png')],
      [null, 'type', null, 'count'],
    ],
  ])('%s', (_why, files, expected) => {
    expect(refusals(files, limits)).toEqual(expected);
  });
});
