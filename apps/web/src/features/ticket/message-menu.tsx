import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Ellipsis, Link2, Quote, Split } from 'lucide-react';
import { IconButton } from '../../components/ui/button.js';
import { ActionMenu } from '../../components/ui/menu.js';
import { notify } from '../../lib/notices.js';

interface MessageMenuProps {
  message: Message;
  onQuote: (message: Message) => void;
  onSplit: (message: Message) => void;
}

/** What can be done with one message. */
export function MessageMenu({ message, onQuote, onSplit }: MessageMenuProps) {
  const { t } = useLingui();
  const icon = 'size-4 text-text-muted';
  const link = () => {
    const url = `${window.location.href.split('#')[0]}#m-${message.id}`;
    void navigator.clipboard?.writeText(url).then(() => notify({ text: t`Enlace copiado` }));
  };
  return (
    <ActionMenu
      label={t`Opciones del mensaje`}
      actions={[
        {
          id: 'quote',
          label: message.message_type === 'note' ? t`Citar en una nota` : t`Citar en la respuesta`,
          icon: <Quote aria-hidden className={icon} />,
          perform: () => onQuote(message),
        },
        ...(message.message_type === 'reply'
          ? [
              {
                id: 'split',
                label: t`Dividir en un ticket nuevo`,
                icon: <Split aria-hidden className={icon} />,
                perform: () => onSplit(message),
              },
            ]
          : []),
        {
          id: 'link',
          label: t`Copiar el enlace`,
          icon: <Link2 aria-hidden className={icon} />,
          perform: link,
        },
      ]}
    >
      <IconButton
        label={t`Opciones del mensaje`}
        icon={Ellipsis}
        className="-my-1 opacity-0 group-focus-within/message:opacity-100 group-hover/message:opacity-100 coarse:opacity-100 data-popup-open:opacity-100"
      />
    </ActionMenu>
  );
}
