import { describe, expect, it } from '@jest/globals';
import type { Notification } from '@noxdesk/contracts';
import { createNewsFilter } from './news.js';

const notification = (id: string, read = false): Notification => ({
  id,
  kind: 'assigned',
  ticket: { id: 't', number: 'TK-000001', subject: 'Error 500' },
  data: {},
  created_at: '2026-11-23T10:00:00.000Z',
  read_at: read ? '2026-11-23T10:01:00.000Z' : null,
});
const ids = (notifications: readonly Notification[]) => notifications.map(({ id }) => id);

describe('what a browser notification is worth', () => {
  it('is what has come since, once, and not what was waiting already', () => {
    const news = createNewsFilter();
    expect(ids(news([notification('a')]))).toEqual([]);
    expect(ids(news([notification('b'), notification('a')]))).toEqual(['b']);
    expect(ids(news([notification('b'), notification('a')]))).toEqual([]);
  });

  it('is not what was read elsewhere before this tab heard of it', () => {
    const news = createNewsFilter();
    news([]);
    expect(ids(news([notification('a', true), notification('b')]))).toEqual(['b']);
  });
});
