import type { BodyInputOf, NotificationChoices } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent } from 'react';
import { Button } from '../../components/ui/button.js';
import { CheckboxField, SelectField, TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { UnsavedGuard, useFormChanges } from './unsaved.js';
import { call, endpoints } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { type AppLocale, activateLocale } from '../../lib/i18n/index.js';
import { notify } from '../../lib/notices.js';
import { type Density, type Theme, setPreferences, usePreferences } from '../../lib/preferences.js';
import { isStaff, updateMe, useMe } from '../../lib/session.js';
import { LOCALE_OPTIONS } from './options.js';
import { SectionHeader } from './section-header.js';

type Change = BodyInputOf<typeof endpoints.auth.changeMe>;

/** Who one is, in which language, and what one wants to be told; how it looks is kept in this browser. */
export function Profile() {
  const { t, i18n } = useLingui();
  const me = useMe();
  const staff = isStaff(me);
  const { theme, density } = usePreferences();
  const changes = useFormChanges();
  const save = useMutation({
    mutationFn: (body: Change) => call(endpoints.auth.changeMe, { body }),
    onSuccess: async (saved) => {
      await activateLocale(saved.locale, { keep: true });
      updateMe(saved);
      changes.settle();
      notify({ text: t`Guardado` });
    },
  });
  const kinds: { key: keyof NotificationChoices; label: string }[] = staff
    ? [
        { key: 'assigned', label: t`Cuando me asignan un ticket` },
        { key: 'customer_reply', label: t`Cuando un cliente responde en mis tickets` },
        { key: 'mention', label: t`Cuando me mencionan en una nota` },
        { key: 'sla', label: t`Cuando un plazo está por vencer o vence` },
      ]
    : [
        { key: 'receipt', label: t`Cuando se recibe mi ticket` },
        { key: 'reply', label: t`Cuando hay una respuesta en mi ticket` },
        { key: 'resolved', label: t`Cuando mi ticket se resuelve` },
      ];
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    save.mutate({
      name: String(form.get('name')),
      locale: String(form.get('locale')) as AppLocale,
      notifications: Object.fromEntries(kinds.map(({ key }) => [key, form.has(key)])),
    });
  }
  return (
    <>
      <SectionHeader title={t`Tu perfil`} intro={me.email} />
      <UnsavedGuard dirty={changes.dirty} />
      <form {...changes.watch} onSubmit={submit} className="flex max-w-120 flex-col gap-4">
        <TextField
          label={t`Nombre`}
          name="name"
          autoComplete="name"
          required
          maxLength={200}
          defaultValue={me.name}
          error={fieldMessages(save.error).name}
        />
        <SelectField label={t`Idioma`} name="locale" defaultValue={me.locale}>
          {LOCALE_OPTIONS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <fieldset className="mt-2 flex flex-col gap-2.5">
          <legend className="text-13 mb-2 font-medium">{t`Avisarme por correo`}</legend>
          {kinds.map(({ key, label }) => (
            <CheckboxField key={key} name={key} label={label} defaultChecked={me.notifications[key]} />
          ))}
        </fieldset>
        {save.error && <FormError>{i18n._(problemMessage(save.error))}</FormError>}
        <div>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={!changes.dirty}>
            {t`Guardar`}
          </Button>
        </div>
      </form>
      <section className="border-line mt-8 flex max-w-120 flex-col gap-4 border-t pt-6">
        <h2 className="text-14 font-semibold">{t`Aspecto`}</h2>
        <SelectField
          label={t`Tema`}
          value={theme}
          onChange={(event) => setPreferences({ theme: event.target.value as Theme })}
        >
          <option value="system">{t`Como el sistema`}</option>
          <option value="light">{t`Claro`}</option>
          <option value="dark">{t`Oscuro`}</option>
        </SelectField>
        {staff && (
          <SelectField
            label={t`Densidad`}
            value={density}
            onChange={(event) => setPreferences({ density: event.target.value as Density })}
          >
            <option value="compact">{t`Compacta`}</option>
            <option value="comfortable">{t`Amplia`}</option>
          </SelectField>
        )}
      </section>
    </>
  );
}
