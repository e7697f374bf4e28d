import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Paperclip, Send } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { FileList } from '../../components/compose/file-list.js';
import { useDraft } from '../../components/compose/use-draft.js';
import { useDraftSync } from '../../components/compose/use-draft-sync.js';
import { useFiles } from '../../components/compose/use-files.js';
import { useReply } from '../../components/compose/use-reply.js';
import { Button } from '../../components/ui/button.js';
import { classNames } from '../../components/ui/class-names.js';
import { FormError } from '../../components/ui/states.js';
import { isApiError } from '../../lib/api/index.js';
import { problemDetail, problemMessage } from '../../lib/api/problem-message.js';
import { useMe } from '../../lib/session.js';

const EMPTY = { body: '' };

/** The customer's answer, within the thumb's reach on a phone. */
export function PortalReply({ ticket }: { ticket: Ticket }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const id = useId();
  const { draft, change, clear } = useDraft(`draft.${me.id}.${ticket.id}`, EMPTY);
  const serverDraft = useDraftSync({
    draftKey: ticket.id,
    ownerId: me.id,
    body: draft.body,
    messageType: 'reply',
    onRemote: (found) => change({ body: found?.body ?? '' }),
  });
  const files = useFiles();
  const reply = useReply(ticket, { guarded: false });
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const body = draft.body.trim();
    if (!body) return;
    setError(null);
    try {
      await reply.mutateAsync({ body: { body }, files: files.files });
      clear();
      serverDraft.discard();
      files.clear();
    } catch (caught) {
      if (!isApiError(caught, 'cancelled')) setError(caught);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} {...files.target}>
      {error !== null && (
        <div className="mb-2">
          <FormError>{problemDetail(error) ?? i18n._(problemMessage(error))}</FormError>
        </div>
      )}
      <label htmlFor={`${id}-body`} className="sr-only">
        {t`Tu respuesta`}
      </label>
      <textarea
        id={`${id}-body`}
        required
        placeholder={t`Escribe tu respuesta`}
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
        <FileList files={files} progress={reply.progress} />
      </div>
      <div className="mt-2 flex items-center gap-2">
        <label
          htmlFor={`${id}-files`}
          className="border-line hover:border-line-strong bg-surface-raised text-14 has-focus-visible:outline-accent relative inline-flex h-11 items-center gap-2 rounded-md border px-3 has-focus-visible:outline-2"
        >
          <Paperclip aria-hidden className="size-4" />
          {t`Adjuntos`}
          <input
            id={`${id}-files`}
            type="file"
            multiple
            className="absolute inset-0 opacity-0"
            onChange={(event) => {
              files.add(event.target.files ?? []);
              event.target.value = '';
            }}
          />
        </label>
        <Button
          type="submit"
          variant="primary"
          icon={Send}
          busy={reply.isPending}
          className="text-14 ml-auto h-11 px-5"
        >
          {t`Enviar`}
        </Button>
      </div>
    </form>
  );
}
