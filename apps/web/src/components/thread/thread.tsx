import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { plural } from '@lingui/core/macro';
import { ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import { groupMessages } from './group.js';
import { MessageItem, type Reader } from './message-item.js';
import { SystemLine } from './system-line.js';

/** The conversation, oldest first: messages as they were written, changes as thin lines between them. */
export function Thread({ messages, reader }: { messages: readonly Message[]; reader: Reader }) {
  const { t } = useLingui();
  const groups = useMemo(() => groupMessages(messages), [messages]);
  return (
    <ol aria-label={t`Conversación`} className="flex flex-col gap-3">
      {groups.map((group) =>
        group.kind === 'message' ? (
          <li key={group.message.id} id={`m-${group.message.id}`} className="message">
            <MessageItem message={group.message} reader={reader} />
          </li>
        ) : (
          <li key={group.messages[0]?.id} className="flex flex-col gap-1">
            <SystemGroup messages={group.messages} folded={group.folded} />
          </li>
        ),
      )}
    </ol>
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
