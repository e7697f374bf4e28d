import type { CannedReply, Ticket } from '@noxdesk/contracts';
import type { TicketStatus } from '@noxdesk/domain';
import { useLingui } from '@lingui/react/macro';
import { MessageSquareQuote, Paperclip, Zap } from 'lucide-react';
import { type Ref, useImperativeHandle, useRef, useState } from 'react';
import { FileList } from '../../../components/compose/file-list.js';
import { WritingField } from '../../../components/rich-text/writing-field.js';
import { MacroPicker } from '../../../components/ticket/macro-picker.js';
import { Button, IconButton } from '../../../components/ui/button.js';
import { classNames } from '../../../components/ui/class-names.js';
import { FormError } from '../../../components/ui/states.js';
import { isApiError } from '../../../lib/api/index.js';
import { problemDetail, problemMessage } from '../../../lib/api/problem-message.js';
import { fillCanned } from '../../../lib/canned/fill.js';
import { stopAtRefused } from '../../../components/compose/use-files.js';
import type { Colleague } from '../../../lib/live/presence.js';
import { useGivenBack } from '../../../lib/held/given-back.js';
import { useMacros } from '../../../lib/macros/use-macros.js';
import { useMe } from '../../../lib/session.js';
import { CannedChangesLine, useCannedChanges } from './canned-changes.js';
import { type Mode, ModeTabs } from './mode-tabs.js';
import { NewsNotice } from './news-notice.js';
import { NoCannedYet } from './no-canned-yet.js';
import { SendButtons, sentBy } from './send-buttons.js';
import { Suggestions } from './suggestions.js';
import { useCanned } from './use-canned.js';
import { useMentions } from './use-mentions.js';
import { useNews } from './use-news.js';
import { useSend } from './use-send.js';
import { useWriting } from './use-writing.js';
import { WritingNotice } from './writing-notice.js';

export interface ComposerHandle {
  /** Takes the focus, ready to write. */
  start: (mode?: Mode) => void;
  openMacros: () => void;
  /** Puts somebody's words in as a quote, by default into what is being written. */
  quote: (text: string, into?: Mode) => void;
}

interface ComposerProps {
  ticket: Ticket;
  colleagues: readonly Colleague[];
  onType: () => void;
  ref: Ref<ComposerHandle>;
}

export function Composer({ ticket, colleagues, onType, ref }: ComposerProps) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const picker = useRef<HTMLInputElement>(null);
  const fields = useRef<HTMLDivElement>(null);
  const writing = useWriting(ticket, me.id);
  const { mode, text, field, files } = writing;
  const sending = useSend(ticket);
  const underWay = useRef(false);
  const [error, setError] = useState<unknown>(null);
  const [macrosOpen, setMacrosOpen] = useState(false);
  const [before, setBefore] = useState('');
  const news = useNews(ticket, me.id, text.body !== '');
  const macros = useMacros([ticket.department.id]);
  const note = mode === 'note';
  const canned = useCanned(ticket, before);
  const mentions = useMentions(ticket, before, note);
  const changesOf = { reply: useCannedChanges(ticket), note: useCannedChanges(ticket) };
  const cannedChanges = changesOf[mode];
  const pick = (next: Mode) => {
    const wasWriting = fields.current?.contains(document.activeElement);
    setBefore('');
    setError(null);
    writing.pick(next);
    if (wasWriting) writing.fields[next].current?.focus();
  };

  useGivenBack(ticket.id, ({ text: body, html, files: given }) => {
    setError(null);
    writing.giveBack({ body, html }, given);
  });
  useImperativeHandle(ref, () => ({
    start: (next = mode) => {
      pick(next);
      writing.fields[next].current?.focus();
    },
    openMacros: () => setMacrosOpen(true),
    quote: (quoted, into = mode) => {
      pick(into);
      const lines = quoted.split('\n').map((line) => `> ${line}`);
      writing.fields[into].current?.replaceBefore(0, `${lines.join('\n')}\n\n`);
    },
  }));

  async function send(status: TicketStatus | undefined = cannedChanges.status): Promise<void> {
    // The keys are quicker than the buttons are drawn disabled: one press, one message.
    if (underWay.current) return;
    const body = text.body.trim();
    if (!body) {
      field.current?.focus();
      return;
    }
    if (stopAtRefused(files)) return;
    underWay.current = true;
    setError(null);
    const sentFiles = files.chosen;
    let undoChanges: (() => void) | undefined;
    try {
      await sending.send({
        mode,
        text: body,
        html: text.html,
        files: files.files,
        ...(status && !note && { status }),
        mentions: note ? mentions.namedIn(body) : [],
        onTakenBack: () => undoChanges?.(),
      });
      sentFiles.forEach(({ id }) => files.remove(id));
      undoChanges = cannedChanges.apply({ told: note });
      writing.sent(mode, text);
    } catch (caught) {
      if (!isApiError(caught, 'cancelled')) setError(caught);
    } finally {
      underWay.current = false;
    }
  }

  /** Puts the text where the slash was. */
  function insertCanned(reply: CannedReply): void {
    const filled = fillCanned(reply.body, { requester: ticket.requester, agent: me, ticket });
    field.current?.replaceBefore(canned.length, filled);
    cannedChanges.add(reply);
  }

  function onKey(event: KeyboardEvent): boolean {
    if (canned.onKey(event, ({ reply }) => insertCanned(reply))) return true;
    if (mentions.onKey(event, ({ label }) => field.current?.replaceBefore(mentions.length, `@${label} `)))
      return true;
    const sent = sentBy(event);
    if (sent === 'plain') void send();
    else if (sent && !note && ticket.allowed_statuses.includes(sent)) void send(sent);
    else if (event.key === 'Escape') (document.activeElement as HTMLElement | null)?.blur();
    else return false;
    return true;
  }

  return (
    <section
      aria-label={t`Escribir`}
      className={classNames(
        'border-t px-3 pt-2 pb-3 md:px-5',
        note ? 'border-note-line bg-note' : 'border-line',
      )}
    >
      <div className="mx-auto max-w-[46rem]">
        <NewsNotice news={news} />
        <WritingNotice colleagues={colleagues} />
        {error !== null && (
          <div className="mb-2">
            <FormError>{problemDetail(error) ?? i18n._(problemMessage(error))}</FormError>
          </div>
        )}
        {canned.none && <NoCannedYet />}
        <Suggestions
          {...canned}
          label={t`Respuestas guardadas`}
          onPoint={canned.point}
          onUse={({ reply }) => insertCanned(reply)}
        />
        <Suggestions
          {...mentions}
          label={t`Compañeros`}
          onPoint={mentions.point}
          onUse={({ label }) => field.current?.replaceBefore(mentions.length, `@${label} `)}
        />
        <div
          {...files.target}
          className={classNames(
            'group/composer rounded-lg border focus-within:border-accent',
            note ? 'border-note-line' : 'border-line-strong bg-surface-raised',
            files.dragging && 'outline-accent outline-2 outline-dashed',
          )}
        >
          <div className="flex px-1.5 pt-1.5">
            <ModeTabs mode={mode} begun={writing.shown} onPick={pick} />
            <span className="text-12 text-text-muted ml-auto hidden self-center truncate pr-2 sm:block">
              {note ? t`Solo la ve el equipo. «@» avisa a alguien` : t`La recibe ${audienceOf(ticket)}`}
            </span>
          </div>
          <div ref={fields}>
            {writing.shown.map((one) => (
              <div key={one} hidden={one !== mode}>
                <WritingField
                  ref={writing.fields[one]}
                  label={one === 'note' ? t`Nota interna` : t`Respuesta`}
                  placeholder={one === 'note' ? t`Escribe una nota para el equipo` : t`Escribe tu respuesta`}
                  text={writing.draft[one].body}
                  html={writing.draft[one].html}
                  onChange={(written) => {
                    writing.write(one, { body: written.text, html: written.html });
                    setBefore(written.before);
                    onType();
                  }}
                  onCursor={setBefore}
                  onKey={onKey}
                  suggestions={canned.active ?? mentions.active}
                />
              </div>
            ))}
          </div>
          <div className="px-2">
            <FileList files={files} progress={sending.progress} />
          </div>
          <CannedChangesLine changes={cannedChanges} note={note} />
          <div className="flex flex-wrap items-center gap-1 p-1.5">
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
            <IconButton
              label={t`Respuestas guardadas`}
              icon={MessageSquareQuote}
              onClick={() => field.current?.replaceBefore(0, /\S$/.test(before) ? ' /' : '/')}
            />
            <MacroPicker tickets={[ticket]} macros={macros} open={macrosOpen} onOpenChange={setMacrosOpen}>
              <IconButton label={t`Macros`} icon={Zap} />
            </MacroPicker>
            <span className="ml-auto flex items-center gap-1">
              {sending.progress !== null && (
                <Button variant="quiet" onClick={sending.cancel}>
                  {t`Cancelar`}
                </Button>
              )}
              <SendButtons
                note={note}
                busy={sending.busy}
                allowed={ticket.allowed_statuses}
                status={cannedChanges.status}
                onSend={(status) => void send(status)}
              />
            </span>
          </div>
        </div>
      </div>
    </section>
  );
}

/** Everybody an answer goes to. */
const audienceOf = ({ requester, cc }: Ticket): string =>
  [requester.email, ...cc.filter((address) => address !== requester.email)].join(', ');
