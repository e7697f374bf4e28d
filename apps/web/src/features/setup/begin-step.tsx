import { useLingui } from '@lingui/react/macro';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { callAnonymously, endpoints } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { startSession } from '../../lib/session.js';
import { SetupFrame } from './setup-frame.js';

/** Code, organisation, admin and department in one form: nothing is made before all of it is right. */
export function BeginStep({ onDone }: { onDone: (department: { id: number; name: string }) => void }) {
  const { t, i18n } = useLingui();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fields = fieldMessages(error);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    const admin = { name: text('admin.name'), email: text('admin.email'), password: text('admin.password') };
    setBusy(true);
    setError(null);
    try {
      const made = await callAnonymously(endpoints.setup.begin, {
        body: {
          code: text('code'),
          tenant: { name: text('tenant.name') },
          admin,
          department: { name: text('department.name') },
          locale: i18n.locale === 'en' ? 'en' : 'es',
        },
      });
      const session = await startSession(endpoints.auth.token, {
        email: admin.email,
        password: admin.password,
      });
      if (session.status === 'unknown') throw session.error;
      onDone(made.department);
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }

  return (
    <SetupFrame title={t`Tu mesa de ayuda, desde cero`} step={t`Paso 1 de 2`}>
      <p className="text-14 text-text-muted mt-2">
        {t`El código está en la consola en la que arrancó NoxDesk: así nadie más puede empezar por ti.`}
      </p>
      <form onSubmit={(event) => void submit(event)} className="mt-6 flex flex-col gap-7">
        <TextField
          big
          label={t`Código de la consola`}
          name="code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          autoFocus
          required
          error={fields.code}
        />
        <Group title={t`Tu organización`}>
          <TextField
            big
            label={t`Nombre de la organización`}
            name="tenant.name"
            autoComplete="organization"
            required
            error={fields['tenant.name']}
          />
          <TextField
            big
            label={t`Primer departamento`}
            name="department.name"
            defaultValue={t`Soporte Técnico`}
            required
            hint={t`Podrás añadir más después.`}
            error={fields['department.name']}
          />
        </Group>
        <Group title={t`Quién administra`}>
          <TextField
            big
            label={t`Tu nombre`}
            name="admin.name"
            autoComplete="name"
            required
            error={fields['admin.name']}
          />
          <TextField
            big
            label={t`Correo electrónico`}
            name="admin.email"
            type="email"
            autoComplete="username"
            required
            error={fields['admin.email']}
          />
          <TextField
            big
            label={t`Contraseña`}
            name="admin.password"
            type="password"
            autoComplete="new-password"
            minLength={8}
            required
            hint={t`Al menos 8 caracteres.`}
            error={fields['admin.password']}
          />
        </Group>
        {error !== null && <FormError>{i18n._(problemMessage(error))}</FormError>}
        <Button type="submit" variant="primary" size="large" busy={busy}>
          {t`Crear la mesa de ayuda`}
        </Button>
      </form>
    </SetupFrame>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="text-14 mb-3 font-semibold">{title}</legend>
      {children}
    </fieldset>
  );
}
