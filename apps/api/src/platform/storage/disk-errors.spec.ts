import { describe, expect, it } from '@jest/globals';
import { asStoreError } from './disk-errors.js';

describe('a failure of the disk', () => {
  it.each([
    ['ENOSPC', 'unavailable'],
    ['EDQUOT', 'unavailable'],
    ['EIO', 'unavailable'],
    ['EROFS', 'unavailable'],
    ['EMFILE', 'unavailable'],
    ['EACCES', 'denied'],
    ['EPERM', 'denied'],
  ])('%s leaves the store %s', (code, failure) => {
    const cause = Object.assign(new Error('write'), { code });
    expect(asStoreError(cause, 'staging')).toMatchObject({ failure, cause });
  });
});
