import type { MailTemplate } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { Button } from '../../../components/ui/button.js';
import { TextAreaField, TextField } from '../../../components/ui/field.js';
import { FormError } from '../../../components/ui/states.js';
import { UnsavedGuard } from '../unsaved.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { SectionHeader } from '../section-header.js';
import { KINDS } from './kinds.js';
import { languageName, TEMPLATES_KEY } from './mail-templates.js';
import { TemplatePreview } from './template-preview.js';
import { useRested } from './use-rested.js';
import { VariableList } from './variable-list.js';

/** The words of one kind of mail, with what becomes of them beside. */
export function TemplateEditor({ template }: { template: MailTemplate }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const { kind, locale, customised, variables, required } = template;
  const params = { kind, locale };
  const [words, setWords] = useState({ subject: template.subject, body: template.body });
  const body = useRef<HTMLTextAreaElement>(null);
  const dirty = words.subject !== template.subject || words.body !== template.body;
  const shown = useRested(JSON.stringify(words), 400);

  const renew = () => client.invalidateQueries({ queryKey: TEMPLATES_KEY });
  const save = useMutation({
    mutationFn: () => call(endpoints.mailTemplates.change, { params, body: words }),
    onSuccess: async () => {
      await renew();
      notify({ text: t`Guardado` });
    },
  });
  const reset = useMutation({
    mutationFn: async () => {
      await call(endpoints.mailTemplates.reset, { params });
      return call(endpoints.mailTemplates.get, { params });
    },
    onSuccess: async (original) => {
      const before = words;
      setWords({ subject: original.subject, body: original.body });
      await renew();
      notify({
        text: t`Vuelven las palabras originales`,
        undo: () => {
          setWords(before);
          void call(endpoints.mailTemplates.change, { params, body: before }).then(renew);
        },
      });
    },
  });
  const error = save.error ?? reset.error;
  const fields = fieldMessages(error);

  /** What was refused is being mended: the refusal goes. */
  function write(change: Partial<typeof words>): void {
    save.reset();
    setWords({ ...words, ...change });
  }
  function insert(variable: string): void {
    const area = body.current;
    const at = area?.selectionStart ?? words.body.length;
    const text = `{{${variable}}}`;
    write({ body: words.body.slice(0, at) + text + words.body.slice(area?.selectionEnd ?? at) });
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(at + text.length, at + text.length);
    });
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const other = locale === 'es' ? 'en' : 'es';
  return (
    <>
      <UnsavedGuard dirty={dirty} />
      <Link
        to="/settings/templates/"
        className="text-text-muted hover:text-text mb-2 inline-flex items-center gap-1"
      >
        <ArrowLeft aria-hidden className="size-4" />
        {t`Plantillas`}
      </Link>
      <SectionHeader
        title={`${i18n._(KINDS[kind].label)} · ${languageName(locale)}`}
        intro={i18n._(KINDS[kind].when)}
        action={
          <Link to={`/settings/templates/${kind}/${other}/`} className="text-accent hover:underline">
            {languageName(other)}
          </Link>
        }
      />
      <div className="grid gap-8 xl:grid-cols-2">
        <form onSubmit={submit} className="flex min-w-0 flex-col gap-4">
          <TextField
            label={t`Asunto`}
            value={words.subject}
            required
            maxLength={200}
            hint={variables.includes('number') ? t`Delante va siempre el número del ticket.` : undefined}
            error={fields.subject}
            onChange={(event) => write({ subject: event.target.value })}
          />
          <TextAreaField
            ref={body}
            label={t`Texto`}
            value={words.body}
            required
            maxLength={10_000}
            spellCheck
            lang={locale}
            className="min-h-72 font-mono"
            hint={t`# título, - lista, **negrita**, [texto](dirección). Un enlace solo en su párrafo es un botón.`}
            error={fields.body}
            onChange={(event) => write({ body: event.target.value })}
          />
          <VariableList variables={variables} required={required} onPick={insert} />
          {error && !fields.subject && !fields.body && <FormError>{i18n._(problemMessage(error))}</FormError>}
          <div className="flex gap-2">
            <Button type="submit" variant="primary" busy={save.isPending} disabled={!dirty}>
              {t`Guardar`}
            </Button>
            {customised && (
              <Button busy={reset.isPending} onClick={() => reset.mutate()}>
                {t`Volver a la original`}
              </Button>
            )}
          </div>
        </form>
        <TemplatePreview kind={kind} locale={locale} words={shown} />
      </div>
    </>
  );
}
