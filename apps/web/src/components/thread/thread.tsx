import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { plural } from '@lingui/core/macro';
import { ChevronRight } from 'lucide-react';
import { memo, type ReactNode, useMemo, useState } from 'react';
import { Button } from '../ui/button.js';
import { type ThreadGroup, groupMessages } from './group.js';
import { MessageItem, type Reader } from './message-item.js';
import { SystemLine } from './system-line.js';

interface ThreadProps {
  messages: readonly Message[];
  reader: Reader;
  menuFor?: (message: Message) => ReactNode;
}

/** So many of the newest are drawn at first: enough to read back for a while, few enough to open at once. */
const DRAWN = 40;

/**
 * The conversation, oldest first: messages as they were written, changes as thin lines between them. Drawn anew only
 * when it has changed, so that writing below it never waits for it.
 */
export const Thread = memo(function Thread({ messages, reader, menuFor }: ThreadProps) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const groups = useMemo(() => groupMessages(messages), [messages]);
  const earlier = all ? 0 : Math.max(0, groups.length - DRAWN);
  return (
    <>
      {earlier > 0 && (
        <div className="mb-3 flex justify-center">
          <Button size="small" onClick={() => setAll(true)}>
            {plural(earlier, { one: 'Mostrar # anterior', other: 'Mostrar # anteriores' })}
          </Button>
        </div>
      )}
      <Arrivals messages={messages} />
      <ol aria-label={t`Conversación`} className="flex flex-col gap-3">
        {groups.slice(earlier).map((group) => (
          <ThreadItem key={keyOf(group)} group={group} reader={reader} menuFor={menuFor} />
        ))}
      </ol>
    </>
  );
});

/** Says who has written since the thread was opened, to those who do not see it come. */
function Arrivals({ messages }: { messages: readonly Message[] }) {
  const { t } = useLingui();
  const [seen] = useState(() => new Set(messages.map(({ id }) => id)));
  const latest = messages.findLast(({ id, message_type: type }) => type !== 'system' && !seen.has(id));
  const name = latest?.author.name;
  return (
    <p role="status" className="sr-only">
      {latest && <span key={latest.id}>{t`Nuevo mensaje de ${name}`}</span>}
    </p>
  );
}

const keyOf = (group: ThreadGroup) => (group.kind === 'message' ? group.message.id : group.messages[0]?.id);

function ThreadItem({
  group,
  reader,
  menuFor,
}: Pick<ThreadProps, 'reader'> & { group: ThreadGroup; menuFor: ThreadProps['menuFor'] }) {
  if (group.kind === 'system') {
    return (
      <li className="flex flex-col gap-1">
        <SystemGroup messages={group.messages} folded={group.folded} />
      </li>
    );
  }
  const { message } = group;
  return (
    <li id={`m-${message.id}`} className="message">
      <MessageItem message={message} reader={reader} menu={menuFor?.(message)} />
    </li>
  );
}

function SystemGroup({ messages, folded }: { messages: readonly Message[]; folded: boolean }) {
  const lines = messages.map((message) => <SystemLine key={message.id} message={message} />);
  if (!folded) return lines;
  return (
    <details className="group/fold">
      <summary className="text-12 text-text-muted hover:text-text flex list-none items-center gap-2 rounded pl-9">
        <ChevronRight aria-hidden className="size-3 transition-transform group-open/fold:rotate-90" />
        {plural(messages.length, { one: '# cambio', other: '# cambios' })}
      </summary>
      <div className="mt-1 flex flex-col gap-1">{lines}</div>
    </details>
  );
}
