import type { Appearance as Look } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { TextField } from '../../../components/ui/field.js';
import { ErrorState, FormError, Skeleton } from '../../../components/ui/states.js';
import { UnsavedGuard } from '../unsaved.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';
import { applyBrand } from '../../../lib/brand.js';
import { notify } from '../../../lib/notices.js';
import { updateMe, useMe } from '../../../lib/session.js';
import { SectionHeader } from '../section-header.js';
import { LogoField } from './logo-field.js';
import { ThemeSample } from './theme-sample.js';

const KEY = ['appearance'];
/** What a colour field shows while the tenant has none of its own. */
const USUAL_ACCENT = '#3f55b5';

/** Name, logo and colour, in the pages, at the sign-in and in the mails. */
export function Appearance() {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call(endpoints.appearance.get, { signal }),
    staleTime: Infinity,
  });
  return (
    <>
      <SectionHeader
        title={t`Apariencia`}
        intro={t`Cómo se presenta tu empresa en las páginas, al iniciar sesión y en los correos.`}
      />
      {query.isPending && <Skeleton className="h-80 max-w-120" />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <AppearanceForm look={query.data} />}
    </>
  );
}

function AppearanceForm({ look }: { look: Look }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const me = useMe();
  const [name, setName] = useState(look.name);
  const [accent, setAccent] = useState(look.accent);
  const [logo, setLogo] = useState<string | null | undefined>(undefined);
  const save = useMutation({
    mutationFn: () =>
      call(endpoints.appearance.change, {
        body: { name, accent, ...(logo !== undefined && { logo: logo === null ? null : { data: logo } }) },
      }),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      applyBrand(saved);
      updateMe({ ...me, tenant: { ...me.tenant, name: saved.name } });
      setName(saved.name);
      setLogo(undefined);
      notify({ text: t`Guardado` });
    },
  });
  const fields = fieldMessages(save.error);
  const dirty = name !== look.name || accent !== look.accent || logo !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <div className="grid gap-10 lg:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
      <form onSubmit={submit} className="flex flex-col gap-6">
        <UnsavedGuard dirty={dirty} />
        <TextField
          label={t`Nombre de la empresa`}
          value={name}
          required
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          error={fields.name}
        />
        <LogoField current={look.logo} chosen={logo} onChange={setLogo} error={fields.logo} />
        <fieldset>
          <legend className="text-13 mb-1 font-medium">{t`Color de acento`}</legend>
          <div className="flex items-center gap-2">
            <input
              type="color"
              aria-label={t`Elegir color`}
              value={accent ?? USUAL_ACCENT}
              onChange={(event) => setAccent(event.target.value)}
              className="border-line-strong coarse:size-11 bg-surface-raised size-8 rounded-md border p-0.5"
            />
            <TextField
              hideLabel
              label={t`Color en hexadecimal`}
              value={accent ?? ''}
              placeholder={t`El de NoxDesk`}
              pattern="#[0-9a-fA-F]{6}"
              onChange={(event) => setAccent(event.target.value || null)}
              error={fields.accent}
              className="w-36! font-mono"
            />
            {accent !== null && (
              <Button variant="quiet" onClick={() => setAccent(null)}>
                {t`Quitar`}
              </Button>
            )}
          </div>
          <p className="text-12 text-text-muted mt-1.5">
            {t`Se aclara u oscurece lo justo para que se lea bien en cada tema; el tono es el tuyo.`}
          </p>
        </fieldset>
        {save.error && !fields.logo && <FormError>{i18n._(problemMessage(save.error))}</FormError>}
        <div>
          <Button type="submit" variant="primary" busy={save.isPending} disabled={!dirty}>
            {t`Guardar`}
          </Button>
        </div>
      </form>
      {look.theme && (
        <section aria-label={t`Cómo queda`} className="flex flex-col gap-3">
          <h2 className="text-13 font-medium">{t`Cómo queda`}</h2>
          <ThemeSample theme="light" colours={look.theme.light} label={t`Tema claro`} />
          <ThemeSample theme="dark" colours={look.theme.dark} label={t`Tema oscuro`} />
        </section>
      )}
    </div>
  );
}
