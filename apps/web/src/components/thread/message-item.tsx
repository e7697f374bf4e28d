import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Code, Lock, Mail, UserRoundX } from 'lucide-react';
import type { ReactNode } from 'react';
import { reasonText } from '../../lib/tickets/reasons.js';
import { Avatar } from '../ui/avatar.js';
import { classNames } from '../ui/class-names.js';
import { Time } from '../ui/time.js';
import { Attachments } from './attachments.js';
import { DeliveryState } from './delivery-state.js';
import { MessageBody } from './message-body.js';

/** Who reads: a customer's page is larger and knows nothing of deliveries. */
export type Reader = 'staff' | 'customer';

/** Customers speak on the plain page, agents on a quiet tint, notes on their own surface. */
function surfaceOf(message: Message): string {
  if (message.message_type === 'note') return 'bg-note border border-note-line';
  return message.author.kind === 'customer' ? 'bg-surface-raised border border-line' : 'bg-surface';
}

interface MessageItemProps {
  message: Message;
  reader: Reader;
  /** What can be done with it; shown while the pointer or the focus is there. */
  menu?: ReactNode;
}

export function MessageItem({ message, reader, menu }: MessageItemProps) {
  const { t, i18n } = useLingui();
  const { author } = message;
  const note = message.message_type === 'note';
  return (
    <article
      aria-label={note ? t`Nota interna de ${author.name}` : t`Mensaje de ${author.name}`}
      className="group/message flex gap-2"
    >
      <span className="pt-2">
        <Avatar name={author.name} size={28} />
      </span>
      <div className={classNames('min-w-0 flex-1 rounded-lg px-3.5 py-2.5', surfaceOf(message))}>
        <header className="text-12 text-text-muted mb-1 flex flex-wrap items-baseline gap-x-2">
          <span className="text-13 text-text font-semibold">{author.name}</span>
          {author.kind === 'agent' && !note && <span>{t`Soporte`}</span>}
          {note && (
            <span className="text-note-text inline-flex items-center gap-1 font-medium">
              <Lock aria-hidden className="size-3" />
              {t`Nota interna`}
            </span>
          )}
          {message.stranger && (
            <span
              title={t`Escribe con la dirección firmada que se dio a otra persona: comprueba quién es.`}
              className="text-warning inline-flex items-center gap-1 font-medium"
            >
              <UserRoundX aria-hidden className="size-3" />
              {t`Ajeno a la conversación`}
            </span>
          )}
          <span className="ml-auto inline-flex items-center gap-1.5">
            {menu}
            {message.channel === 'email' && <Mail aria-label={t`Por correo`} className="size-3" />}
            {message.channel === 'api' && <Code aria-label={t`Por la API`} className="size-3" />}
            <Time at={message.created_at} />
          </span>
        </header>
        {message.cc.length > 0 && (
          <p className="text-12 text-text-muted mb-1">{t`Con copia a ${message.cc.join(', ')}`}</p>
        )}
        <MessageBody message={message} large={reader === 'customer'} />
        {/* What stands among the words is not shown again below them. */}
        <Attachments
          attachments={message.attachments.filter(({ url }) => !message.body_html?.includes(url))}
        />
        {message.withheld.map((file) => {
          const reason = reasonText(file.reason, (descriptor) => i18n._(descriptor));
          return (
            <p key={file.filename} className="text-12 text-warning mt-2">
              {t`Archivo retenido: ${file.filename} (${reason})`}
            </p>
          );
        })}
        {reader === 'staff' && <DeliveryState message={message} />}
      </div>
    </article>
  );
}
