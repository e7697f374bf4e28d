import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { eventText, hasAuthor, isBreach } from '../../lib/tickets/event-text.js';
import { classNames } from '../ui/class-names.js';
import { Time } from '../ui/time.js';

/** One change in one thin line: who, what, when. */
export function SystemLine({ message }: { message: Message }) {
  const { i18n } = useLingui();
  const text =
    message.event && eventText(message.event, (descriptor) => i18n._(descriptor), message.author.name);
  const author = text && message.event && hasAuthor(message.event) ? message.author.name : null;
  return (
    <p
      className={classNames(
        'text-12 min-w-0 pl-9 text-pretty',
        message.event && isBreach(message.event) ? 'text-danger' : 'text-text-muted',
      )}
    >
      {author && <span className="font-medium">{author} </span>}
      {text ?? message.body}
      <span aria-hidden> · </span>
      <Time at={message.created_at} className="whitespace-nowrap" />
    </p>
  );
}
