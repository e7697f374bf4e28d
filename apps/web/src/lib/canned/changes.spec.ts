import { describe, expect, it } from '@jest/globals';
import { changesBeside, joinChanges } from './changes.js';

const ticket = { priority: 'medium' as const, tags: ['web'] };

describe('what a canned reply changes beside the message', () => {
  it('is its priority and the tags the ticket has not', () => {
    expect(changesBeside({ priority: 'high', tags: ['web', 'caída'] }, ticket)).toEqual({
      priority: 'high',
      tags: ['web', 'caída'],
    });
  });

  it('is nothing where the ticket is so already, and leaves the state to the sending', () => {
    expect(changesBeside({ status: 'pending', priority: 'medium', tags: ['web'] }, ticket)).toBeNull();
    expect(changesBeside({}, ticket)).toBeNull();
  });

  it('joins those of two replies in one message', () => {
    const first = { status: 'pending' as const, priority: 'low' as const, tags: ['a'] };
    expect(joinChanges(first, { priority: 'high', tags: ['a', 'b'] })).toEqual({
      status: 'pending',
      priority: 'high',
      tags: ['a', 'b'],
    });
    expect(joinChanges({}, {})).toEqual({});
  });
});
