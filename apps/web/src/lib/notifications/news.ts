import type { Notification } from '@noxdesk/contracts';

/** Tells what has come since it was last asked; what was there at the first time is no news. */
export function createNewsFilter() {
  let seen: Set<string> | null = null;
  return (notifications: readonly Notification[]): Notification[] => {
    const before = seen;
    seen = new Set([...(before ?? []), ...notifications.map(({ id }) => id)]);
    return before === null ? [] : notifications.filter(({ id, read_at }) => !before.has(id) && !read_at);
  };
}
