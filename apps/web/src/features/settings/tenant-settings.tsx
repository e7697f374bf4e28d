import type { Settings } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { CheckboxField, TextAreaField, TextField } from '../../components/ui/field.js';
import { ErrorState, FormError, Skeleton } from '../../components/ui/states.js';
import { UnsavedGuard, useFormChanges } from './unsaved.js';
import { call, endpoints } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';
import { SectionHeader } from './section-header.js';

const MEBIBYTE = 1_048_576;
const KEY = ['settings'];

export function TenantSettings() {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(endpoints.settings.get, { signal }),
    staleTime: Infinity,
  });
  return (
    <>
      <SectionHeader
        title={t`Reglas`}
        intro={t`Cómo se cierran y reabren los tickets, y qué archivos se aceptan.`}
      />
      {query.isPending && <Skeleton className="h-80 max-w-120" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <SettingsForm settings={query.data} />}
    </>
  );
}

function SettingsForm({ settings }: { settings: Settings }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const [types, setTypes] = useState(settings.attachment_types.join(', '));
  const changes = useFormChanges();
  const save = useMutation({
    mutationFn: (body: Settings) => call(endpoints.settings.change, { body }),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      changes.settle();
      notify({ text: t`Guardado` });
    },
  });
  const errors = fieldMessages(save.error);
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: keyof Settings) => Number(form.get(name));
    save.mutate({
      reopen_days: number('reopen_days'),
      auto_close_days: number('auto_close_days'),
      attachment_types: types.split(/[\s,]+/).filter(Boolean),
      attachment_max_bytes: Math.round(number('attachment_max_bytes') * MEBIBYTE),
      attachment_max_files: number('attachment_max_files'),
      mail_flood_limit: number('mail_flood_limit'),
      strip_picture_metadata: form.has('strip_picture_metadata'),
    });
  }
  const field = (name: keyof Settings, label: string, min: number, max: number, hint?: string) => (
    <TextField
      label={label}
      name={name}
      type="number"
      required
      min={min}
      max={max}
      step={name === 'attachment_max_bytes' ? 'any' : 1}
      defaultValue={name === 'attachment_max_bytes' ? settings[name] / MEBIBYTE : String(settings[name])}
      hint={hint}
      error={errors[name]}
    />
  );
  return (
    <form {...changes.watch} onSubmit={submit} className="flex max-w-120 flex-col gap-8">
      <UnsavedGuard dirty={changes.dirty} />
      <Group title={t`Cerrar y reabrir`}>
        {field(
          'auto_close_days',
          t`Días hasta cerrar un ticket resuelto`,
          1,
          3_650,
          t`Si el cliente no contesta, se da por bueno y se cierra solo.`,
        )}
        {field(
          'reopen_days',
          t`Días para reabrir un ticket cerrado`,
          0,
          3_650,
          t`Quien responde después abre un ticket nuevo, enlazado con el anterior.`,
        )}
      </Group>
      <Group title={t`Archivos`}>
        <TextAreaField
          label={t`Tipos de archivo aceptados`}
          name="attachment_types"
          required
          value={types}
          onChange={(event) => setTypes(event.target.value)}
          hint={t`Extensiones separadas por comas. Cuenta también el contenido: un programa con otro nombre no pasa.`}
          error={errors.attachment_types}
        />
        <div className="grid grid-cols-2 gap-4">
          {field('attachment_max_bytes', t`Tamaño máximo de un archivo (MiB)`, 0.001, 1_024)}
          {field('attachment_max_files', t`Archivos por mensaje`, 0, 100)}
        </div>
        <CheckboxField
          name="strip_picture_metadata"
          defaultChecked={settings.strip_picture_metadata}
          label={t`Quitar lugar, fecha y cámara de las imágenes recibidas`}
          hint={t`Las fotos de un teléfono suelen decir dónde se hicieron.`}
        />
      </Group>
      <Group title={t`Correo`}>
        {field(
          'mail_flood_limit',
          t`Tickets por hora y remitente de correo`,
          1,
          100_000,
          t`Lo que pase de ahí espera en cuarentena.`,
        )}
      </Group>
      {save.error && <FormError>{i18n._(problemMessage(save.error))}</FormError>}
      <div>
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!changes.dirty}>
          {t`Guardar`}
        </Button>
      </div>
    </form>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4">
      <h2 className="text-14 font-semibold">{title}</h2>
      {children}
    </section>
  );
}
