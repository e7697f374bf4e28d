import type { Message, Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, lazy, useCallback, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLocation, useParams } from 'react-router-dom';
import { HeldMessage } from '../../components/thread/held-message.js';
import { Thread } from '../../components/thread/thread.js';
import { useStickToBottom } from '../../components/thread/use-stick-to-bottom.js';
import { ButtonLink } from '../../components/ui/button.js';
import { EmptyState, ErrorState } from '../../components/ui/states.js';
import { isApiError } from '../../lib/api/index.js';
import { listedTicket, useTicket } from '../../lib/tickets/queries.js';
import { usePresence } from '../../lib/live/presence.js';
import { useMe } from '../../lib/session.js';
import { useTitle } from '../../lib/use-title.js';
import { preloadEditor } from '../../components/rich-text/writing-field.js';
import { useHeld } from '../../lib/held/held.js';
import type { TicketField } from '../../lib/tickets/ticket-actions.js';
import { Composer, type ComposerHandle } from './composer/composer.js';
import { MessageMenu } from './message-menu.js';
import { SidePanel } from './panel/side-panel.js';
import { type Field, TicketHeader } from './ticket-header.js';
import { ThreadSkeleton } from './ticket-skeleton.js';
import { useTicketKeys } from './use-ticket-keys.js';
import { useTyping } from './use-typing.js';

const RelateDialog = lazy(() => import('./relate-dialog.js'));
const SplitDialog = lazy(() => import('./split-dialog.js'));

// Whoever comes here is about to write.
void preloadEditor().catch(() => undefined);

/** A ticket as agents work on it. Each ticket is a page of its own: drafts and menus do not carry over. */
export function TicketPage() {
  const { id = '' } = useParams();
  const { state } = useLocation() as { state: { list?: string } | null };
  return <TicketById key={id} id={id} listUrl={state?.list ?? null} />;
}

function TicketById({ id, listUrl }: { id: string; listUrl: string | null }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const query = useTicket(id);
  // What a list already knows is painted at once; the server's answer follows.
  const known = query.data ?? listedTicket(client, id);
  useTitle(known && `${known.number} ${known.subject}`);
  if (query.isError && !query.data) {
    return isApiError(query.error, 'not_found') ? (
      <main>
        <EmptyState
          page
          title={t`Este ticket no existe`}
          action={<ButtonLink to="/">{t`Ir a los tickets`}</ButtonLink>}
        >
          {t`Puede que esté en un departamento al que no perteneces.`}
        </EmptyState>
      </main>
    ) : (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    );
  }
  if (query.data) return <LoadedTicket ticket={query.data} listUrl={listUrl} />;
  return (
    <main aria-busy="true" className="flex min-h-0 flex-1 flex-col">
      <header className="border-line border-b px-4 py-3">
        <h1 className="text-16 min-h-6 font-semibold">{known?.subject}</h1>
        <p className="text-12 text-text-muted mt-2 h-7">{known?.number}</p>
      </header>
      <ThreadSkeleton />
    </main>
  );
}

type Opened = { dialog: 'link' | 'merge' } | { dialog: 'split'; message: Message };

function LoadedTicket({ ticket, listUrl }: { ticket: Ticket; listUrl: string | null }) {
  const [openField, setOpenField] = useState<Field | null>(null);
  const [panelOpen, setPanelOpen] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  const composer = useRef<ComposerHandle>(null);
  const tagField = useRef<HTMLInputElement>(null);
  const me = useMe();
  const { typing, noticeKey } = useTyping();
  const colleagues = usePresence(ticket.id, me.id, typing);
  const held = useHeld(ticket.id, ticket.messages);
  const scroller = useStickToBottom(ticket.messages.length + held.length);
  const relate = (dialog: 'link' | 'merge') => setOpened({ dialog });
  const openAnyField = (field: TicketField) => {
    if (field !== 'tags') {
      setOpenField(field);
      return;
    }
    // Drawn at once, so that the next key already finds the field.
    flushSync(() => setPanelOpen(true));
    tagField.current?.focus();
  };
  useTicketKeys({ ticket, listUrl, composer, onField: openAnyField, onRelate: relate });
  // The same function throughout, so that the thread is drawn anew only when it has changed.
  const menuFor = useCallback(
    (message: Message) => (
      <MessageMenu
        message={message}
        // What the team wrote for itself is quoted for the team.
        onQuote={({ body, message_type: type }) =>
          composer.current?.quote(body, type === 'note' ? 'note' : undefined)
        }
        onSplit={(split) => setOpened({ dialog: 'split', message: split })}
      />
    ),
    [],
  );
  return (
    <main className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col">
        <TicketHeader
          ticket={ticket}
          listUrl={listUrl}
          colleagues={colleagues}
          openField={openField}
          onOpenField={setOpenField}
          onPicked={() => composer.current?.start()}
          onTogglePanel={() => setPanelOpen(!panelOpen)}
        />
        <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-3 py-4 md:px-5">
          <div className="mx-auto max-w-[46rem]">
            <Thread messages={ticket.messages} reader="staff" menuFor={menuFor} />
            {held.map((one) => (
              <HeldMessage key={one.id} held={one} author={me.name} />
            ))}
          </div>
        </div>
        <Composer ticket={ticket} colleagues={colleagues} onType={noticeKey} ref={composer} />
      </div>
      <SidePanel
        ticket={ticket}
        open={panelOpen}
        tagField={tagField}
        onClose={() => setPanelOpen(false)}
        onRelate={relate}
      />
      {opened && (
        <Suspense fallback={null}>
          {opened.dialog === 'split' ? (
            <SplitDialog ticket={ticket} message={opened.message} onClose={() => setOpened(null)} />
          ) : (
            <RelateDialog ticket={ticket} how={opened.dialog} onClose={() => setOpened(null)} />
          )}
        </Suspense>
      )}
    </main>
  );
}
