import type { Notification } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import {
  type LucideIcon,
  AlarmClock,
  AtSign,
  Check,
  CheckCheck,
  KeyRound,
  MailCheck,
  MailWarning,
  MailX,
  Reply,
  TriangleAlert,
  Unplug,
  UserRound,
} from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Link } from 'react-router-dom';
import { Button, IconButton } from '../../components/ui/button.js';
import { classNames } from '../../components/ui/class-names.js';
import { EmptyState, ErrorState, Skeleton } from '../../components/ui/states.js';
import { Time } from '../../components/ui/time.js';
import { notificationText, placeOf } from '../../lib/notifications/notification-text.js';
import { useMarkRead, useNotifications } from '../../lib/notifications/queries.js';
import { OutsideNotices } from './outside-notices.js';

const ICON: Record<Notification['kind'], { icon: LucideIcon; colour: string }> = {
  assigned: { icon: UserRound, colour: 'text-text-muted' },
  customer_reply: { icon: Reply, colour: 'text-text-muted' },
  mention: { icon: AtSign, colour: 'text-text-muted' },
  sla_warning: { icon: AlarmClock, colour: 'text-warning' },
  sla_breach: { icon: TriangleAlert, colour: 'text-danger' },
  mailbox_failing: { icon: MailX, colour: 'text-danger' },
  mailbox_recovered: { icon: MailCheck, colour: 'text-success' },
  mailbox_ending: { icon: KeyRound, colour: 'text-warning' },
  mail_held: { icon: MailWarning, colour: 'text-warning' },
  webhook_off: { icon: Unplug, colour: 'text-danger' },
};

/** Up and down go from one notification to the next. */
function moveByKey(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('li a')];
  const index = links.findIndex((link) => link.closest('li')?.contains(document.activeElement));
  links[(index + step + links.length) % links.length]?.focus();
}

export default function NotificationList({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const box = useRef<HTMLDivElement>(null);
  const { notifications, unread, ...query } = useNotifications();
  const markRead = useMarkRead();
  useEffect(() => {
    (box.current?.querySelector<HTMLElement>('li a') ?? box.current)?.focus();
  }, []);
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={t`Avisos`}
      tabIndex={-1}
      onKeyDown={moveByKey}
      className="outline-none"
    >
      <div className="flex min-h-8 items-center justify-between gap-2 pl-2">
        <h2 className="font-semibold">{t`Avisos`}</h2>
        {unread > 0 && (
          <Button size="small" variant="quiet" icon={CheckCheck} onClick={() => markRead(null)}>
            {t`Marcar todo como leído`}
          </Button>
        )}
      </div>
      {query.isPending && <ListSkeleton />}
      {query.isError && notifications.length === 0 && (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && notifications.length === 0 && (
        <EmptyState title={t`Nada que contar`} className="px-2 py-6">
          {t`Aquí verás los tickets que te asignan, las respuestas de tus clientes y los plazos por vencer.`}
        </EmptyState>
      )}
      <ul>
        {notifications.map((notification) => (
          <Item
            key={notification.id}
            notification={notification}
            onOpen={onClose}
            onRead={() => markRead([notification.id])}
          />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          size="small"
          variant="quiet"
          className="w-full"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t`Ver más`}
        </Button>
      )}
      <OutsideNotices />
    </div>
  );
}

function Item({
  notification,
  onOpen,
  onRead,
}: {
  notification: Notification;
  onOpen: () => void;
  onRead: () => void;
}) {
  const { t, i18n } = useLingui();
  const { ticket, kind, created_at: at, read_at: readAt } = notification;
  const { icon: Icon, colour } = ICON[kind];
  const unread = readAt === null;
  return (
    <li className="hover:bg-hover relative flex items-start gap-2 rounded-md px-2 py-1.5">
      <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', colour)} />
      <div className="min-w-0 flex-1">
        <Link
          to={placeOf(notification)}
          onClick={() => {
            if (unread) onRead();
            onOpen();
          }}
          className={classNames(
            'block truncate after:absolute after:inset-0 after:rounded-md focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent',
            unread && 'font-semibold',
          )}
        >
          {i18n._(notificationText(notification))}
          {unread && <span className="sr-only"> ({t`sin leer`})</span>}
        </Link>
        {ticket && (
          <p className="text-12 text-text-muted truncate">
            {ticket.number} · {ticket.subject}
          </p>
        )}
      </div>
      <Time at={at} short className="text-12 text-text-muted mt-0.5 shrink-0" />
      {unread && (
        <IconButton
          label={t`Marcar como leído`}
          icon={Check}
          onClick={onRead}
          className="relative -my-1 -mr-1"
        />
      )}
    </li>
  );
}

function ListSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-3 p-2">
      {[1, 2, 3].map((row) => (
        <div key={row} className="flex flex-col gap-1.5">
          <Skeleton className="h-3.5 w-40" />
          <Skeleton className="h-3 w-64" />
        </div>
      ))}
    </div>
  );
}
