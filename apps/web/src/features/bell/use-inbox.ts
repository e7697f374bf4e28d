import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { onLiveEvent } from '../../lib/live/connection.js';
import { showOutside } from '../../lib/notifications/browser-notices.js';
import { createNewsFilter } from '../../lib/notifications/news.js';
import { notificationText, placeOf } from '../../lib/notifications/notification-text.js';
import { notificationsOptions, useMarkRead, useNotifications } from '../../lib/notifications/queries.js';

/** Keeps the bell up to date; once for the whole workspace. What one looks at is read. */
export function useInbox(): void {
  const { i18n } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const markRead = useMarkRead();
  const { notifications, isSuccess } = useNotifications();
  const news = useRef(createNewsFilter());

  useEffect(
    () =>
      onLiveEvent(({ type }) => {
        if (type === 'notification')
          void client.invalidateQueries({ queryKey: notificationsOptions.queryKey });
      }),
    [client],
  );

  useEffect(() => {
    if (!isSuccess) return;
    for (const notification of news.current(notifications)) {
      const { id, ticket } = notification;
      showOutside({
        title: i18n._(notificationText(notification)),
        body: ticket ? `${ticket.number} · ${ticket.subject}` : '',
        tag: id,
        onClick: () => void navigate(placeOf(notification)),
      });
    }
  }, [isSuccess, notifications, i18n, navigate]);

  useEffect(() => {
    if (document.visibilityState !== 'visible') return;
    const here = notifications.filter(
      ({ ticket, read_at }) => !read_at && ticket && pathname === `/${ticket.id}/`,
    );
    if (here.length > 0) markRead(here.map(({ id }) => id));
  }, [notifications, pathname, markRead]);
}
