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
        'text-12 flex min-w-0 items-baseline gap-1.5 pl-9',
        message.event && isBreach(message.event) ? 'text-danger' : 'text-text-muted',
      )}
    >
      <span className="min-w-0">
        {author && <span className="font-medium">{author} </span>}
        {text ?? message.body}
      </span>
      <span aria-hidden>·</span>
      <Time at={message.created_at} className="shrink-0" />
    </p>
  );
}
