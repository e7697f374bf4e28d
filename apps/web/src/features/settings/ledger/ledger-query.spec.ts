import { describe, expect, it } from '@jest/globals';
import { ledgerQuery } from './ledger-query.js';

const asked = (query: Record<string, string>) => ledgerQuery(new URLSearchParams(query));

describe('looking for a mail', () => {
  it.each([
    ['a Message-ID in its brackets', '<abc@x.test>', { message_id: 'abc@x.test' }],
    ['a header line', 'Message-ID: <abc@x.test>', { message_id: 'abc@x.test' }],
    [
      'a Message-ID without its brackets',
      'CAF0=9a8b7c6d5e4f3a2b1c@mail.x.test',
      { message_id: 'CAF0=9a8b7c6d5e4f3a2b1c@mail.x.test' },
    ],
    ['a sender', 'lucia@cliente.test', { from: 'lucia@cliente.test' }],
    ['a domain of senders', '@cliente.test', { from: '@cliente.test' }],
    ['words', 'no imprime', { subject: 'no imprime' }],
    ['nothing', ' ', {}],
  ])('takes %s', (_, q, query) => {
    expect(asked({ q })).toEqual(query);
  });

  it('takes whole days as the reader counts them, and leaves out what is no day', () => {
    const { received_after: after, received_before: before } = asked({
      after: '2026-11-23',
      before: '2026-11-23',
    });
    expect(new Date(before!).getTime() - new Date(after!).getTime()).toBe(86_400_000);
    expect(asked({ after: 'ayer' })).toEqual({});
  });
});
