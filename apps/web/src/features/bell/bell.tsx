import { useLingui } from '@lingui/react/macro';
import { Bell as BellIcon } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { IconButton } from '../../components/ui/button.js';
import { classNames } from '../../components/ui/class-names.js';
import { Popup } from '../../components/ui/popup.js';
import { useActions } from '../../lib/actions/index.js';
import { useNotifications } from '../../lib/notifications/queries.js';

const NotificationList = lazy(() => import('./notification-list.js'));

/** The server counts no further. */
const COUNTED_TO = 100;

/** How many notifications nobody has read, and behind it what they say. */
export function Bell() {
  const { t, i18n } = useLingui();
  const { unread } = useNotifications();
  const [open, setOpen] = useState(false);
  const count = unread >= COUNTED_TO ? `${COUNTED_TO - 1}+` : i18n.number(unread);
  useActions(
    [
      {
        id: 'notifications',
        label: t`Avisos`,
        section: t`General`,
        icon: BellIcon,
        shortcut: 'g n',
        perform: () => setOpen(true),
      },
    ],
    { everywhere: true },
  );
  return (
    <Popup
      kind="dialog"
      open={open}
      onOpenChange={setOpen}
      className="w-[22rem] max-md:right-2! max-md:left-auto!"
      trigger={
        <IconButton
          label={unread > 0 ? t`Avisos, ${count} sin leer` : t`Avisos`}
          icon={BellIcon}
          className={classNames('relative', unread > 9 && 'mr-2')}
        >
          {unread > 0 && (
            <span
              aria-hidden
              className="bg-accent text-on-accent absolute bottom-1/2 left-1/2 min-w-3.5 rounded-full px-1 text-center text-[0.625rem] leading-3.5 font-semibold ring-2 ring-surface"
            >
              {count}
            </span>
          )}
        </IconButton>
      }
    >
      {(close) => (
        <Suspense fallback={<div aria-busy="true" className="h-40" />}>
          <NotificationList onClose={close} />
        </Suspense>
      )}
    </Popup>
  );
}
