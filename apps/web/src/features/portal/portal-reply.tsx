import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Send } from 'lucide-react';
import { type FormEvent, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { FileButtons } from '../../components/compose/file-buttons.js';
import { FileList } from '../../components/compose/file-list.js';
import { useDraft } from '../../components/compose/use-draft.js';
import { useDraftSync } from '../../components/compose/use-draft-sync.js';
import { stopAtRefused, useFiles } from '../../components/compose/use-files.js';
import { useReply } from '../../components/compose/use-reply.js';
import { Button } from '../../components/ui/button.js';
import { classNames } from '../../components/ui/class-names.js';
import { FormError } from '../../components/ui/states.js';
import { isApiError } from '../../lib/api/index.js';
import { problemDetail, problemMessage } from '../../lib/api/problem-message.js';
import { useMe } from '../../lib/session.js';
import { SolutionQuestion } from './solution-question.js';

const EMPTY = { body: '' };

/** The customer's answer, within the thumb's reach on a phone. Of a solution it asks first whether it is one. */
export function PortalReply({ ticket }: { ticket: Ticket }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const { draft, change, clear } = useDraft(`draft.${me.id}.${ticket.id}`, EMPTY);
  const serverDraft = useDraftSync({
    draftKey: ticket.id,
    ownerId: me.id,
    texts: { reply: { body: draft.body, html: null } },
    onRemote: ({ reply: found }) => found && change({ body: found.body }),
  });
  const files = useFiles();
  const reply = useReply(ticket, { guarded: false });
  const [error, setError] = useState<unknown>(null);
  const [unsolved, setUnsolved] = useState(false);
  const resolved = ticket.status === 'resolved';
  const begun = draft.body !== '' || files.chosen.length > 0;

  async function submit(event: FormEvent) {
    event.preventDefault();
    const body = draft.body.trim();
    if (!body || reply.isPending || stopAtRefused(files)) return;
    setError(null);
    try {
      await reply.mutateAsync({ body: { body }, files: files.files });
      clear();
      serverDraft.discard('reply');
      files.clear();
      setUnsolved(false);
    } catch (caught) {
      if (!isApiError(caught, 'cancelled')) setError(caught);
    }
  }

  function askWhatIsWrong(): void {
    // At once: a telephone shows its keyboard only within the tap that asked for it.
    flushSync(() => setUnsolved(true));
    field.current?.focus();
  }

  if (resolved && !unsolved && !begun) {
    return <SolutionQuestion ticket={ticket} onUnsolved={askWhatIsWrong} />;
  }
  const label = resolved ? t`¿Qué sigue fallando?` : t`Tu respuesta`;
  return (
    <form onSubmit={(event) => void submit(event)} {...files.target}>
      {error !== null && (
        <div className="mb-2">
          <FormError>{problemDetail(error) ?? i18n._(problemMessage(error))}</FormError>
        </div>
      )}
      {resolved ? (
        <p className="mb-2">
          <label htmlFor={`${id}-body`} className="text-15 block font-medium">
            {label}
          </label>
          <span id={`${id}-hint`} className="text-13 text-text-muted">
            {t`Con tu respuesta seguimos con el ticket.`}
          </span>
        </p>
      ) : (
        <label htmlFor={`${id}-body`} className="sr-only">
          {label}
        </label>
      )}
      <textarea
        ref={field}
        id={`${id}-body`}
        aria-describedby={resolved ? `${id}-hint` : undefined}
        required
        placeholder={resolved ? t`Cuéntanos qué ves ahora` : t`Escribe tu respuesta`}
        value={draft.body}
        maxLength={200_000}
        onChange={(event) => change({ body: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
        }}
        className={classNames(
          'border-line-strong bg-surface-raised text-15 coarse:text-16 field-sizing-content block max-h-[40dvh] min-h-18 w-full resize-none rounded-lg border px-3 py-2',
          files.dragging && 'outline-accent outline-2 outline-dashed',
        )}
      />
      <div className="mt-2">
        <FileList files={files} progress={reply.progress} onCancel={reply.cancel} />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <FileButtons files={files} />
        <span className="ml-auto flex gap-2">
          {resolved && !begun && (
            <Button variant="quiet" className="text-14 h-11" onClick={() => setUnsolved(false)}>
              {t`Volver`}
            </Button>
          )}
          <Button
            type="submit"
            variant="primary"
            icon={Send}
            busy={reply.isPending}
            className="text-14 h-11 px-5"
          >
            {reply.isPending ? t`Enviando…` : t`Enviar`}
          </Button>
        </span>
      </div>
    </form>
  );
}
