import type { RetentionRule, TicketFate } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { SelectField, TextField } from '../../../components/ui/field.js';
import { ErrorState, FormError, Skeleton } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { Section } from './section.js';

const KEY = ['resource', 'privacy-retention'];

/** How long each department keeps closed tickets. */
export function Retention() {
  const { t } = useLingui();
  const rules = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(endpoints.privacy.retention, { signal }),
  });
  return (
    <Section
      title={t`Cuánto se guarda`}
      text={t`Los tickets cerrados de cada departamento, pasado el plazo. Anonimizar conserva fechas y estados; borrar no conserva nada.`}
    >
      {rules.isPending && <Skeleton className="h-24" />}
      {rules.isError && <ErrorState error={rules.error} onRetry={() => void rules.refetch()} />}
      <ul className="border-line divide-line divide-y border-y">
        {rules.data?.map((rule) => (
          <li key={`${rule.department.id}:${rule.after_days}:${rule.action}`}>
            <Rule rule={rule} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Rule({ rule }: { rule: RetentionRule }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const [days, setDays] = useState(rule.after_days === null ? '' : String(rule.after_days));
  const [action, setAction] = useState<TicketFate>(rule.action);
  const params = { department: String(rule.department.id) };
  const isChanged =
    days !== (rule.after_days === null ? '' : String(rule.after_days)) || action !== rule.action;
  const preview = useMutation({
    mutationFn: () =>
      call(endpoints.privacy.previewRetention, { params, body: { after_days: Number(days), action } }),
  });
  const save = useMutation({
    mutationFn: () =>
      call(endpoints.privacy.setRetention, {
        params,
        body: { after_days: days === '' ? null : Number(days), action },
      }),
    onSuccess: async () => {
      notify({ text: t`Guardado` });
      await client.invalidateQueries({ queryKey: KEY });
    },
  });
  const error = save.error ?? preview.error;
  // What is about to be lost is counted and shown before it can be saved.
  const mustCount = isChanged && days !== '' && preview.data === undefined;
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (mustCount) preview.mutate();
    else save.mutate();
  }
  const edit = (change: () => void) => {
    preview.reset();
    change();
  };
  const due = preview.data?.due ?? rule.due;
  return (
    <form
      onSubmit={submit}
      className="grid grid-cols-2 items-end gap-x-3 gap-y-2 py-3 md:grid-cols-[1fr_10rem_10rem_6rem]"
    >
      <div className="max-md:col-span-2 md:self-center">
        <p className="font-medium">{rule.department.name}</p>
        <p role="status" className="text-12 text-text-muted">
          {days === '' && t`Se guardan siempre`}
          {days !== '' && (preview.data || !isChanged) && t`Tickets a los que afecta ahora: ${due}`}
          {rule.last_run_at && rule.last_count !== null && (
            <>
              {' · '}
              {t`última vez`} <Time at={rule.last_run_at} />
            </>
          )}
        </p>
      </div>
      <TextField
        label={t`Días desde el cierre`}
        placeholder={t`Siempre`}
        type="number"
        min={1}
        max={36_500}
        value={days}
        onChange={(event) => edit(() => setDays(event.target.value))}
        error={fieldMessages(error).after_days}
      />
      <SelectField
        label={t`Después`}
        value={action}
        onChange={(event) => edit(() => setAction(event.target.value as TicketFate))}
      >
        <option value="anonymise">{t`Anonimizar`}</option>
        <option value="delete">{t`Borrar`}</option>
      </SelectField>
      <Button
        type="submit"
        className={isChanged ? 'max-md:col-span-2' : 'max-md:hidden md:invisible'}
        disabled={!isChanged}
        busy={save.isPending || preview.isPending}
      >
        {mustCount ? t`Calcular` : t`Guardar`}
      </Button>
      {error && (
        <div className="col-span-2 md:col-span-4">
          <FormError>{i18n._(problemMessage(error))}</FormError>
        </div>
      )}
    </form>
  );
}
