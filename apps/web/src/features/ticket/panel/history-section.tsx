import type { Message } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { SystemLine } from '../../../components/thread/system-line.js';
import { Section } from './section.js';

const FIRST_SHOWN = 8;

/** What was changed, by whom and when, newest first. */
export function HistorySection({ messages }: { messages: readonly Message[] }) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const history = messages.filter((message) => message.message_type === 'system').reverse();
  if (history.length === 0) return null;
  return (
    <Section title={t`Historial`}>
      <ol className="-ml-9 flex flex-col gap-1.5">
        {(all ? history : history.slice(0, FIRST_SHOWN)).map((message) => (
          <li key={message.id}>
            <SystemLine message={message} />
          </li>
        ))}
      </ol>
      {!all && history.length > FIRST_SHOWN && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="text-accent coarse:min-h-11 mt-2 min-h-6 rounded underline-offset-2 hover:underline"
        >
          {t`Ver todo el historial`}
        </button>
      )}
    </Section>
  );
}
