import type { BodyInputOf } from '@noxdesk/contracts';
import type { TicketPriority } from '@noxdesk/domain';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { FileList } from '../../components/compose/file-list.js';
import { useDraft } from '../../components/compose/use-draft.js';
import { useDraftSync } from '../../components/compose/use-draft-sync.js';
import { stopAtRefused, useFiles } from '../../components/compose/use-files.js';
import { useSending } from '../../components/compose/use-sending.js';
import { Button } from '../../components/ui/button.js';
import { SelectField, TextAreaField, TextField } from '../../components/ui/field.js';
import { ErrorState, FormError } from '../../components/ui/states.js';
import { call, endpoints, isApiError } from '../../lib/api/index.js';
import { fieldMessages, problemDetail, problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';
import { isStaff, useMe } from '../../lib/session.js';
import { PRIORITIES, PRIORITY_LABEL } from '../../lib/tickets/labels.js';
import { latestListed, ticketOptions, useDepartments } from '../../lib/tickets/queries.js';
import { useMedia } from '../../lib/use-media.js';
import { useTitle } from '../../lib/use-title.js';
import { ExpectedAnswer } from './expected-answer.js';
import { FileDrop } from './file-drop.js';
import { RequesterFields } from './requester-fields.js';

type NewTicket = BodyInputOf<typeof endpoints.tickets.create>;

interface Draft {
  subject: string;
  department: string;
  priority: TicketPriority;
  body: string;
  requesterEmail: string;
  requesterName: string;
}
const EMPTY: Draft = {
  subject: '',
  department: '',
  priority: 'medium',
  body: '',
  requesterEmail: '',
  requesterName: '',
};

function toBody(draft: Draft, staff: boolean): NewTicket {
  const email = draft.requesterEmail.trim();
  const name = draft.requesterName.trim();
  return {
    subject: draft.subject.trim(),
    department: Number(draft.department),
    priority: draft.priority,
    messages: [{ body: draft.body.trim() }],
    ...(staff && email && { requester: { email, ...(name && { name }) } }),
  };
}

export function NewTicketPage() {
  const { t } = useLingui();
  useTitle(t`Nuevo ticket`);
  const departments = useDepartments();
  return (
    <main className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[45rem] px-4 py-6">
        <h1 className="text-20 font-semibold">{t`Nuevo ticket`}</h1>
        {departments.isError && !departments.data ? (
          <ErrorState error={departments.error} onRetry={() => void departments.refetch()} />
        ) : (
          <NewTicketForm />
        )}
      </div>
    </main>
  );
}

/** Where a customer most likely writes again: where their latest ticket went, or the only place there is. */
function useUsualDepartment(staff: boolean): string {
  const client = useQueryClient();
  const departments = useDepartments().data ?? [];
  const latest = staff ? undefined : latestListed(client)?.department.id;
  const only = departments.length === 1 ? departments[0]?.id : undefined;
  return String(latest ?? only ?? '');
}

function NewTicketForm() {
  const { t, i18n } = useLingui();
  const me = useMe();
  const staff = isStaff(me);
  const client = useQueryClient();
  const navigate = useNavigate();
  const departments = useDepartments().data ?? [];
  const usual = useUsualDepartment(staff);
  const hasKeyboard = useMedia('(pointer: fine)');
  const { draft, change, clear, restored } = useDraft(`draft.${me.id}.new`, EMPTY);
  const serverDraft = useDraftSync({
    draftKey: 'new',
    ownerId: me.id,
    texts: { reply: { body: draft.body, html: null } },
    onRemote: ({ reply: found }) => found && change({ body: found.body }),
  });
  const files = useFiles();
  const sending = useSending<NewTicket>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fields = fieldMessages(error);
  const department = draft.department || usual;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || stopAtRefused(files)) return;
    setBusy(true);
    setError(null);
    try {
      const ticket = await sending.send(
        { body: toBody({ ...draft, department }, staff), files: files.files },
        (options) => call(endpoints.tickets.create, options),
      );
      clear();
      serverDraft.discard('reply');
      client.setQueryData(ticketOptions(ticket.id).queryKey, ticket);
      void client.invalidateQueries({ queryKey: ['tickets'] });
      notify({ text: t`${ticket.number} creado` });
      await navigate(`/${ticket.id}/`);
    } catch (caught) {
      if (!isApiError(caught, 'cancelled')) setError(caught);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} {...files.target} className="mt-5 flex flex-col gap-5">
      {restored && (
        <p className="text-13 text-text-muted flex items-center gap-2">
          {t`Hemos recuperado lo que habías escrito.`}
          <button
            type="button"
            onClick={clear}
            className="text-accent rounded underline-offset-2 hover:underline"
          >
            {t`Empezar de cero`}
          </button>
        </p>
      )}
      {staff && <RequesterFields {...draft} errors={fields} onChange={change} />}
      <TextField
        big
        label={t`Asunto`}
        required
        // On a touch screen this would cover the form with a keyboard.
        autoFocus={!staff && hasKeyboard}
        maxLength={255}
        autoComplete="off"
        value={draft.subject}
        onChange={(event) => change({ subject: event.target.value })}
        error={fields.subject}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          big
          label={t`Departamento`}
          required
          value={department}
          onChange={(event) => change({ department: event.target.value })}
          error={fields.department}
        >
          <option value="" disabled>
            {t`Elige un departamento`}
          </option>
          {departments.map((department) => (
            <option key={department.id} value={department.id}>
              {department.name}
            </option>
          ))}
        </SelectField>
        <SelectField
          big
          label={t`Prioridad`}
          value={draft.priority}
          onChange={(event) => change({ priority: event.target.value as TicketPriority })}
          error={fields.priority}
        >
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              {i18n._(PRIORITY_LABEL[priority])}
            </option>
          ))}
        </SelectField>
      </div>
      {!staff && <ExpectedAnswer department={department} priority={draft.priority} />}
      <TextAreaField
        big
        label={t`Mensaje`}
        required
        maxLength={200_000}
        value={draft.body}
        onChange={(event) => change({ body: event.target.value })}
        hint={
          staff
            ? undefined
            : t`Cuéntanos qué ves, dónde, y qué has probado. Si hay un mensaje de error, cópialo.`
        }
        error={fields.body ?? fields.messages}
      />
      <FileDrop files={files} error={fields.attachments} />
      <FileList files={files} progress={sending.progress} onCancel={sending.cancel} />
      {error !== null && <FormError>{problemDetail(error) ?? i18n._(problemMessage(error))}</FormError>}
      <div className="flex">
        <Button type="submit" variant="primary" size="large" busy={busy} className="max-sm:flex-1">
          {busy ? t`Enviando…` : t`Enviar Ticket`}
        </Button>
      </div>
    </form>
  );
}
