import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useParams } from 'react-router-dom';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { callAnonymously, endpoints } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { useTitle } from '../../lib/use-title.js';
import { AccountFrame, EntryLink } from './account-frame.js';

/** Where the link of a mail leads: choosing a password. Opening it uses nothing up. */
export function ResetPage() {
  const { t, i18n } = useLingui();
  const title = t`Elige tu contraseña`;
  useTitle(title);
  const { token = '' } = useParams();
  const reset = useMutation({
    mutationFn: (password: string) => callAnonymously(endpoints.auth.reset, { body: { token, password } }),
  });
  const fields = fieldMessages(reset.error);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    reset.mutate(String(new FormData(event.currentTarget).get('password')));
  };
  if (reset.isSuccess) {
    return (
      <AccountFrame title={t`Contraseña guardada`}>
        <p role="status" className="text-14 text-text-muted mt-3">
          {t`Ya puedes entrar con ella. Las sesiones que hubiera abiertas se han cerrado.`}
        </p>
        <div className="mt-4">
          <EntryLink to="/login/">{t`Iniciar sesión`}</EntryLink>
        </div>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame title={title}>
      <form onSubmit={submit} className="mt-5 flex flex-col gap-4">
        <TextField
          big
          label={t`Contraseña nueva`}
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          autoFocus
          required
          hint={t`Al menos 8 caracteres.`}
          error={fields.password}
        />
        {reset.isError && <FormError>{fields.token ?? i18n._(problemMessage(reset.error))}</FormError>}
        <Button type="submit" variant="primary" size="large" busy={reset.isPending}>
          {t`Cambiar contraseña`}
        </Button>
      </form>
      <div className="mt-4">
        <EntryLink to="/forgot/">{t`Pedir otro enlace`}</EntryLink>
      </div>
    </AccountFrame>
  );
}
