import type { CannedReply, Ticket } from '@noxdesk/contracts';
import type { TicketStatus } from '@noxdesk/domain';
import { useLingui } from '@lingui/react/macro';
import { ChevronDown, Lock, MessageSquareQuote, Paperclip, Reply } from 'lucide-react';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import { FileList } from '../../components/compose/file-list.js';
import { useDraft } from '../../components/compose/use-draft.js';
import { useDraftSync } from '../../components/compose/use-draft-sync.js';
import { useFiles } from '../../components/compose/use-files.js';
import { useReply } from '../../components/compose/use-reply.js';
import { StatusRing } from '../../components/ticket/marks.js';
import { Button, IconButton } from '../../components/ui/button.js';
import { classNames } from '../../components/ui/class-names.js';
import { ActionMenu } from '../../components/ui/menu.js';
import { FormError } from '../../components/ui/states.js';
import { isApiError } from '../../lib/api/index.js';
import { problemDetail, problemMessage } from '../../lib/api/problem-message.js';
import { keysOf } from '../../lib/actions/index.js';
import { useMe } from '../../lib/session.js';
import { STATUS_LABEL } from '../../lib/tickets/labels.js';
import type { Colleague } from '../../lib/live/presence.js';
import { fillCanned } from '../../lib/canned/fill.js';
import { CannedChangesLine, useCannedChanges } from './canned-changes.js';
import { CannedList, useCanned } from './canned-picker.js';
import { useNews } from './use-news.js';

export type Mode = 'reply' | 'note';
export interface ComposerHandle {
  /** Takes the focus, ready to write. */
  start: (mode: Mode) => void;
}

/** States worth naming in «Enviar y dejar en…», as far as the ticket may take them. */
const AFTER_SENDING: readonly TicketStatus[] = ['pending', 'resolved', 'on_hold', 'open', 'closed'];

interface Draft {
  body: string;
  mode: Mode;
}
const EMPTY: Draft = { body: '', mode: 'reply' };

interface ComposerProps {
  ticket: Ticket;
  colleagues: readonly Colleague[];
  onType: () => void;
  ref: Ref<ComposerHandle>;
}

export function Composer({ ticket, colleagues, onType, ref }: ComposerProps) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { draft, change, clear } = useDraft(`draft.${me.id}.${ticket.id}`, EMPTY);
  const serverDraft = useDraftSync({
    draftKey: ticket.id,
    ownerId: me.id,
    body: draft.body,
    messageType: draft.mode,
    onRemote: (found) =>
      change({ body: found?.body ?? '', mode: found?.message_type === 'note' ? 'note' : 'reply' }),
  });
  const files = useFiles();
  const reply = useReply(ticket, { guarded: true });
  const [error, setError] = useState<unknown>(null);
  const news = useNews(ticket, me.id, draft.body !== '');
  const note = draft.mode === 'note';
  const [cursor, setCursor] = useState(0);
  const canned = useCanned(ticket, { text: draft.body, cursor });
  const cannedChanges = useCannedChanges(ticket);

  useImperativeHandle(ref, () => ({
    start: (mode) => {
      change({ mode });
      field.current?.focus();
    },
  }));

  async function send(status = cannedChanges.status): Promise<void> {
    const body = draft.body.trim();
    if (!body) {
      field.current?.focus();
      return;
    }
    setError(null);
    try {
      await reply.mutateAsync({
        body: { body, message_type: draft.mode, ...(status && !note && { status }) },
        files: files.files,
      });
      clear();
      serverDraft.discard();
      cannedChanges.apply();
      files.clear();
    } catch (caught) {
      if (!isApiError(caught, 'cancelled')) setError(caught);
    }
  }

  /** Writes into the field as a hand would, so that the cursor stands behind what was written. */
  function write(text: string, from: number, to: number): void {
    const element = field.current;
    if (!element) return;
    element.focus();
    element.setRangeText(text, from, to, 'end');
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** Puts the text where the slash was. */
  function insertCanned(reply: CannedReply): void {
    const { slash } = canned;
    if (!slash) return;
    const text = fillCanned(reply.body, { requester: ticket.requester, agent: me, ticket });
    write(text, slash.start, slash.start + slash.word.length + 1);
    cannedChanges.add(reply);
  }

  function openCanned(): void {
    const at = field.current?.selectionEnd ?? draft.body.length;
    write(/\S$/.test(draft.body.slice(0, at)) ? ' /' : '/', at, at);
  }

  const label = note ? t`Nota interna` : t`Respuesta`;
  const busy = reply.isPending;
  const afterLabel = cannedChanges.status && i18n._(STATUS_LABEL[cannedChanges.status]);
  return (
    <section
      aria-label={t`Escribir`}
      className={classNames(
        'border-t px-3 pt-2 pb-3 md:px-5',
        note ? 'border-note-line bg-note' : 'border-line',
      )}
    >
      <div className="mx-auto max-w-[46rem]">
        {news.length > 0 && (
          <p role="status" className="bg-warning-soft text-warning text-12 mb-2 rounded-md px-2 py-1">
            {t`Mientras escribías ha llegado algo de ${news.join(', ')}. Léelo antes de enviar.`}
          </p>
        )}
        <Writing colleagues={colleagues} />
        {error !== null && (
          <div className="mb-2">
            <FormError>{problemDetail(error) ?? i18n._(problemMessage(error))}</FormError>
          </div>
        )}
        <CannedList canned={canned} onUse={insertCanned} />
        <div
          {...files.target}
          className={classNames(
            'rounded-lg border focus-within:border-accent',
            note ? 'border-note-line' : 'border-line-strong bg-surface-raised',
            files.dragging && 'outline-accent outline-2 outline-dashed',
          )}
        >
          <div role="group" aria-label={t`Tipo de mensaje`} className="flex gap-1 px-1.5 pt-1.5">
            <ModeTab mode="reply" current={draft.mode} onPick={(mode) => change({ mode })} icon={Reply}>
              {t`Respuesta`}
            </ModeTab>
            <ModeTab mode="note" current={draft.mode} onPick={(mode) => change({ mode })} icon={Lock}>
              {t`Nota`}
            </ModeTab>
            <span className="text-12 text-text-muted ml-auto hidden self-center truncate pr-2 sm:block">
              {note ? t`Solo la ve el equipo` : t`La recibe ${ticket.requester.email}`}
            </span>
          </div>
          <textarea
            ref={field}
            aria-label={label}
            placeholder={note ? t`Escribe una nota para el equipo` : t`Escribe tu respuesta`}
            value={draft.body}
            maxLength={200_000}
            onChange={(event) => {
              change({ body: event.target.value });
              setCursor(event.target.selectionStart);
              onType();
            }}
            onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
            aria-autocomplete="list"
            aria-controls={canned.open ? canned.id : undefined}
            aria-activedescendant={canned.activeId}
            onKeyDown={(event) => {
              if (canned.onKey(event, insertCanned)) return;
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                void send();
              }
              if (event.key === 'Escape') event.currentTarget.blur();
            }}
            className="text-14 coarse:text-16 field-sizing-content block max-h-[38dvh] min-h-18 w-full resize-none bg-transparent px-3 py-2 leading-[1.55] outline-none"
          />
          <div className="px-2">
            <FileList files={files} progress={reply.progress} />
          </div>
          <CannedChangesLine changes={cannedChanges} note={note} />
          <div className="flex items-center gap-1 p-1.5">
            <input
              ref={picker}
              type="file"
              multiple
              aria-label={t`Adjuntos`}
              className="sr-only"
              tabIndex={-1}
              onChange={(event) => {
                files.add(event.target.files ?? []);
                event.target.value = '';
              }}
            />
            <IconButton
              label={t`Adjuntar archivos`}
              icon={Paperclip}
              onClick={() => picker.current?.click()}
            />
            <IconButton label={t`Respuestas guardadas`} icon={MessageSquareQuote} onClick={openCanned} />
            <span className="ml-auto flex items-center gap-1">
              {reply.progress !== null && (
                <Button variant="quiet" onClick={reply.cancel}>
                  {t`Cancelar`}
                </Button>
              )}
              <span className="flex">
                <Button
                  variant="primary"
                  busy={busy}
                  onClick={() => void send()}
                  title={keysOf('mod+enter').join(' ')}
                  className={note ? undefined : 'rounded-r-none'}
                >
                  {note ? t`Guardar nota` : afterLabel ? t`Enviar y dejar en ${afterLabel}` : t`Enviar`}
                </Button>
                {!note && (
                  <ActionMenu
                    label={t`Enviar y dejar en…`}
                    actions={AFTER_SENDING.filter((status) => ticket.allowed_statuses.includes(status)).map(
                      (status) => {
                        const state = i18n._(STATUS_LABEL[status]);
                        return {
                          id: status,
                          label: t`Enviar y dejar en ${state}`,
                          icon: <StatusRing status={status} />,
                          perform: () => void send(status),
                        };
                      },
                    )}
                  >
                    <Button
                      variant="primary"
                      disabled={busy}
                      aria-label={t`Enviar y dejar en…`}
                      title={t`Enviar y dejar en…`}
                      className="border-on-accent/25 rounded-l-none border-l px-1.5"
                    >
                      <ChevronDown aria-hidden className="size-4" />
                    </Button>
                  </ActionMenu>
                )}
              </span>
            </span>
          </div>
        </div>
      </div>
    </section>
  );
}

/** Who else writes to this ticket right now. */
function Writing({ colleagues }: { colleagues: readonly Colleague[] }) {
  const { t } = useLingui();
  const names = colleagues.filter((one) => one.typing).map((one) => one.name);
  return (
    <p role="status" className="text-12 text-warning font-medium">
      {names.length > 0 && <span className="mb-2 block">{t`${names.join(', ')} está escribiendo…`}</span>}
    </p>
  );
}

function ModeTab({
  mode,
  current,
  onPick,
  icon: Icon,
  children,
}: {
  mode: Mode;
  current: Mode;
  onPick: (mode: Mode) => void;
  icon: typeof Lock;
  children: string;
}) {
  const selected = mode === current;
  return (
    <button
      type="button"
      aria-pressed={selected}
      onClick={() => onPick(mode)}
      className={classNames(
        'text-13 coarse:min-h-11 inline-flex h-7 items-center gap-1.5 rounded-md px-2',
        selected ? 'bg-hover font-medium' : 'text-text-muted hover:text-text',
        selected && mode === 'note' && 'text-note-text',
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {children}
    </button>
  );
}
