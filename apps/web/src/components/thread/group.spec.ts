import { describe, expect, it } from '@jest/globals';
import type { Message } from '@noxdesk/contracts';
import { FOLD_FROM, groupMessages } from './group.js';

const message = (message_type: Message['message_type'], id = 'x') => ({ id, message_type }) as Message;
const shape = (messages: Message[]) =>
  groupMessages(messages).map((group) => (group.kind === 'message' ? 'm' : `s${group.messages.length}`));

describe('a conversation', () => {
  it('keeps every message on its own, in the order it came', () => {
    const groups = groupMessages([message('reply', 'a'), message('note', 'b')]);
    expect(groups.map((group) => group.kind === 'message' && group.message.id)).toEqual(['a', 'b']);
  });

  it('gathers changes that no word stands between', () => {
    expect(
      shape([message('reply'), message('system'), message('system'), message('note'), message('system')]),
    ).toEqual(['m', 's2', 'm', 's1']);
  });

  it('folds many changes in a row, and few not', () => {
    const changes = (count: number) => Array.from({ length: count }, () => message('system'));
    expect(groupMessages(changes(FOLD_FROM - 1))[0]).toMatchObject({ folded: false });
    expect(groupMessages(changes(FOLD_FROM))[0]).toMatchObject({ folded: true });
  });
});
