import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Link } from 'react-router-dom';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { callAnonymously, endpoints } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { useTitle } from '../../lib/use-title.js';
import { AccountFrame } from './account-frame.js';

/** Asks for the link of a new password. What it says afterwards tells nobody whether there is an account. */
export function ForgotPage() {
  const { t, i18n } = useLingui();
  const title = t`¿Olvidaste tu contraseña?`;
  useTitle(title);
  const ask = useMutation({
    mutationFn: (email: string) => callAnonymously(endpoints.auth.forgot, { body: { email } }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(String(new FormData(event.currentTarget).get('email')));
  };
  return (
    <AccountFrame title={title}>
      {ask.isSuccess ? (
        <p role="status" className="text-14 text-text-muted mt-3">
          {t`Si hay una cuenta con ese correo, te hemos enviado un enlace para elegir una contraseña nueva. Caduca en una hora.`}
        </p>
      ) : (
        <form onSubmit={submit} className="mt-5 flex flex-col gap-4">
          <TextField
            big
            label={t`Correo electrónico`}
            name="email"
            type="email"
            autoComplete="username"
            autoFocus
            required
            error={fieldMessages(ask.error).email}
          />
          {ask.isError && <FormError>{i18n._(problemMessage(ask.error))}</FormError>}
          <Button type="submit" variant="primary" size="large" busy={ask.isPending}>
            {t`Enviar enlace`}
          </Button>
        </form>
      )}
      <Link to="/login/" className="text-14 mt-5 underline">
        {t`Volver a iniciar sesión`}
      </Link>
    </AccountFrame>
  );
}
