import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { Button } from '../../../components/ui/button.js';
import { CheckboxField, SelectField, TextField } from '../../../components/ui/field.js';
import { FormError } from '../../../components/ui/states.js';
import { SAVED, UnsavedGuard } from '../unsaved.js';
import { endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { sameValue } from '../../../lib/tickets/same-value.js';
import { NONE, orNull, useDepartmentOptions, usePlanOptions } from '../options.js';
import { useResourceCall, useResourceList } from '../resource/use-resource.js';
import { SectionHeader } from '../section-header.js';
import { ApplyPanel } from './apply-panel.js';
import { CalendarEditor } from './calendar-editor.js';
import type { Option } from '../resource/types.js';
import { bodyOf, type Draft, draftOf, problemsAt, problemsOf } from './draft.js';
import { EscalationsField } from './escalations-field.js';
import { PolicyRemoval } from './policy-removal.js';
import { PreviewPanel, type Question } from './preview-panel.js';
import { TargetsField } from './targets-field.js';
import { usePreview } from './use-preview.js';
import { VersionsPanel } from './versions-panel.js';
import { WarningsField } from './warnings-field.js';

/** Everything a policy promises, with an example that answers while one types. */
export function PolicyForm({ policy }: { policy: SlaPolicy | null }) {
  const { t, i18n } = useLingui();
  const id = useId();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [saved, setSaved] = useState(policy);
  const [draft, setDraft] = useState<Draft>(() => draftOf(policy));
  const [question, setQuestion] = useState<Question>({ createdAt: '', priority: 'high' });
  const preview = usePreview(draft, question);
  const others = useOtherCalendars(saved?.id);
  const save = useResourceCall<SlaPolicy>('sla-policies');
  const dirty = !sameValue(bodyOf(draft), bodyOf(draftOf(saved)));
  const problems = { ...problemsOf(preview.error), ...problemsOf(save.error) };
  const change = (part: Partial<Draft>) => {
    // What was refused at saving may be right by now; the preview says so for all but names and steps.
    if (save.isError) save.reset();
    setDraft((before) => ({ ...before, ...part }));
  };

  function submit(event: FormEvent): void {
    event.preventDefault();
    const body = bodyOf(draft);
    const { create, change: patch } = endpoints.slaPolicies;
    save.mutate(saved ? { endpoint: patch, params: { id: saved.id }, body } : { endpoint: create, body }, {
      onSuccess: (result) => {
        notify({ text: t`Guardado` });
        client.setQueryData(['resource', 'sla-policies', 'item', result.id], result);
        setSaved(result);
        setDraft(draftOf(result));
        if (!saved) void navigate(`/settings/sla/${result.id}/`, { replace: true, state: SAVED });
      },
    });
  }

  return (
    <>
      <UnsavedGuard dirty={dirty} />
      <SectionHeader title={saved?.name ?? t`Nueva política`} />
      <div className="grid gap-10 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <form id={id} onSubmit={submit} noValidate className="flex min-w-0 flex-col gap-8">
          <Scope draft={draft} problems={problems} onChange={change} />
          <Part
            title={t`Plazos`}
            hint={t`En minutos. La siguiente respuesta solo se promete donde la rellenas.`}
          >
            <TargetsField
              value={draft.targets}
              problems={problems}
              onChange={(targets) => change({ targets })}
            />
          </Part>
          <Part
            title={t`Avisos`}
            hint={t`Al gastar esta parte de un plazo se avisa a quien lleva el ticket.`}
          >
            <WarningsField
              value={draft.warnings}
              problems={problemsAt(problems, 'warning_percents')}
              onChange={(warnings) => change({ warnings })}
            />
          </Part>
          <Part title={t`Horario`}>
            <CalendarEditor
              value={draft.calendar}
              problems={problems}
              others={others}
              onChange={(calendar) => change({ calendar })}
            />
          </Part>
          <Part
            title={t`Escalado`}
            hint={t`Lo que pasa por sí solo cuando un plazo llega a un aviso o vence. Ningún paso provoca otro.`}
          >
            <EscalationsField
              value={draft.escalations}
              warnings={draft.warnings}
              problems={problems}
              onChange={(escalations) => change({ escalations })}
            />
          </Part>
          {save.error && <FormError>{i18n._(problemMessage(save.error))}</FormError>}
          <div className="border-line bg-surface-raised sticky -bottom-6 flex flex-wrap items-center gap-2 border-t py-3">
            {saved && <PolicyRemoval policy={saved} />}
            <span className="text-text-muted ml-auto">{saved && dirty && t`Cambios sin guardar`}</span>
            <Button type="submit" variant="primary" busy={save.isPending} disabled={saved !== null && !dirty}>
              {t`Guardar`}
            </Button>
          </div>
        </form>
        <aside className="flex flex-col gap-8 lg:sticky lg:top-0 lg:self-start">
          <PreviewPanel
            question={question}
            onChange={setQuestion}
            answer={preview}
            zone={draft.calendar?.timezone ?? null}
          />
          {saved && <ApplyPanel policy={saved} dirty={dirty} />}
          {saved && <VersionsPanel id={saved.id} current={saved.version} />}
        </aside>
      </div>
    </>
  );
}

function useOtherCalendars(own: string | undefined) {
  const { items } = useResourceList<SlaPolicy>('sla-policies', endpoints.slaPolicies.list);
  return items.flatMap(({ id, name, calendar }) => (calendar && id !== own ? { id, name, calendar } : []));
}

interface ScopeProps {
  draft: Draft;
  problems: Readonly<Record<string, string>>;
  onChange: (part: Partial<Draft>) => void;
}

/** What it is called, and for whom it is meant. */
function Scope({ draft, problems, onChange }: ScopeProps) {
  const { t } = useLingui();
  const plans = usePlanOptions();
  const departments = useDepartmentOptions();
  return (
    <div className="flex flex-col gap-4">
      <TextField
        label={t`Nombre`}
        required
        maxLength={100}
        value={draft.name}
        error={problems.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t`Plan`}
          value={draft.plan ?? NONE}
          error={problems.plan}
          onChange={(event) => onChange({ plan: orNull(event.target.value) })}
        >
          <Choices options={plans} chosen={draft.plan ?? NONE} />
        </SelectField>
        <SelectField
          label={t`Departamento`}
          value={String(draft.department ?? NONE)}
          error={problems.department}
          onChange={(event) => onChange({ department: Number(event.target.value) || null })}
        >
          <Choices options={departments} chosen={String(draft.department ?? NONE)} />
        </SelectField>
      </div>
      <CheckboxField
        label={t`Predeterminada`}
        hint={problems.is_default ?? t`Vale para los tickets que no tienen otra.`}
        checked={draft.is_default}
        onChange={(event) => onChange({ is_default: event.target.checked })}
      />
    </div>
  );
}

/** What is chosen has its place before its name is known: «any» would be something else. */
function Choices({ options, chosen }: { options: readonly Option[]; chosen: string }) {
  const { t } = useLingui();
  const isKnown = chosen === NONE || options.some(({ value }) => value === chosen);
  return (
    <>
      <option value={NONE}>{t`Cualquiera`}</option>
      {!isKnown && <option value={chosen}>…</option>}
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="border-line border-t pt-4">
      <h2 id={id} className="text-14 font-semibold">
        {title}
      </h2>
      {hint && <p className="text-12 text-text-muted">{hint}</p>}
      <div className="mt-3">{children}</div>
    </section>
  );
}
